import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Clock } from '../platform/clock/clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { AccessModule } from './access.module.js';
import { RevocationPoller } from './revocation-poller.js';
import { RevocationStore } from './revocation-store.js';
import { Revocations } from './revocations.js';

/** What ends keys, users and sessions on every node. Apart from the guard, which needs no database. */
@Module({
  imports: [AccessModule],
  providers: [
    {
      provide: RevocationStore,
      useFactory: (database: Database, revocations: Revocations, clock: Clock) =>
        new RevocationStore(database, revocations, clock),
      inject: [Database, Revocations, Clock],
    },
    {
      provide: RevocationPoller,
      useFactory: (
        database: Database,
        revocations: Revocations,
        clock: Clock,
        logger: RootLogger,
        registry: Registry,
      ) => new RevocationPoller(database, revocations, { clock, logger: logger.child('access'), registry }),
      inject: [Database, Revocations, Clock, RootLogger, Registry],
    },
  ],
  exports: [RevocationStore],
})
export class RevocationModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly poller: RevocationPoller) {}

  /** Before anything is served. */
  async onApplicationBootstrap(): Promise<void> {
    await this.poller.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.poller.stop();
  }
}
