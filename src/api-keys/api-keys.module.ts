import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { RevocationModule } from '../access/revocation.module.js';
import { RevocationStore } from '../access/revocation-store.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysController } from './api-keys.controller.js';
import { keyNames } from './key-names.js';
import { LastUse } from './last-use.js';

@Module({
  imports: [AccessModule, RevocationModule],
  controllers: [ApiKeysController],
  providers: [
    {
      provide: LastUse,
      useFactory: (database: Database, clock: Clock, logger: RootLogger) =>
        new LastUse(database, clock, logger.child('api-keys')),
      inject: [Database, Clock, RootLogger],
    },
    {
      provide: ApiKeys,
      useFactory: (
        database: Database,
        access: Access,
        store: RevocationStore,
        audit: Audit,
        clock: Clock,
        lastUse: LastUse,
        config: Config,
      ) =>
        new ApiKeys({ database, access, store, audit, clock, lastUse, secret: config.access.sessionSecret }),
      inject: [Database, Access, RevocationStore, Audit, Clock, LastUse, Config],
    },
  ],
})
export class ApiKeysModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly access: Access,
    private readonly keys: ApiKeys,
    private readonly lastUse: LastUse,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.access.trust(this.keys);
    this.access.vouch('key', (id) => this.keys.find(id));
    this.access.names.tell('key', keyNames(this.database));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lastUse.flush();
  }
}
