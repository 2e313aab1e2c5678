import { Module } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { programVersion } from '../platform/config/version.js';
import { Database } from '../platform/prisma/database.js';
import { Relay } from '../relay/relay.js';
import { RelayModule } from '../relay/relay.module.js';
import { SystemController } from './system.controller.js';
import { SystemStatus } from './system-status.js';

/** How this node is set up. */
@Module({
  imports: [AccessModule, RelayModule],
  controllers: [SystemController],
  providers: [
    {
      provide: SystemStatus,
      useFactory: (
        config: Config,
        log: EventLog,
        access: Access,
        clock: Clock,
        relay: Relay,
        database: Database,
      ) =>
        new SystemStatus({
          node: config.server.nodeId,
          version: programVersion(),
          runtime: process.versions.node,
          startedAt: new Date(clock.now()).toISOString(),
          circumstances: {
            database: database.kind,
            relay: config.storage.redisUrl === undefined ? 'local' : config.storage.redisAdapter,
            trustsProxies: config.server.trustProxy !== undefined,
            privateWebhooks: config.webhooks.allowPrivate !== 'off',
            plainWebhooks: config.webhooks.httpsOnly === 'off',
          },
          log,
          access,
          clock,
          relayHealthy: () => relay.healthy,
          askDatabase: () => versionAndTime(database),
        }),
      inject: [Config, EventLog, Access, Clock, Relay, Database],
    },
  ],
})
export class SystemModule {}

async function versionAndTime(database: Database): Promise<{ version: string; now: number }> {
  const rows = await database.client.$queryRaw<{ version: string; now: Date }[]>`
    SELECT current_setting('server_version') AS version, clock_timestamp() AS now`;
  const [row] = rows;
  if (!row) throw new Error('The database said nothing.');
  return { version: row.version, now: row.now.getTime() };
}
