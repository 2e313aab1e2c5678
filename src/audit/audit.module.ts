import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { AccessModule } from '../access/access.module.js';
import { Clock } from '../platform/clock/clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { AuditLog } from './audit-log.js';
import { AuditSearch } from './audit-search.js';
import { Audit } from './audit.js';
import { AuditController } from './audit.controller.js';

/** Who did what. Made global at the composition root, since every room that writes tells it. */
@Module({
  imports: [AccessModule],
  controllers: [AuditController],
  providers: [
    {
      provide: AuditLog,
      useFactory: (database: Database, clock: Clock, logger: RootLogger, registry: Registry) =>
        new AuditLog({ database, clock, logger: logger.child('audit'), registry }),
      inject: [Database, Clock, RootLogger, Registry],
    },
    { provide: Audit, useExisting: AuditLog },
    {
      provide: AuditSearch,
      useFactory: (database: Database) => new AuditSearch(database),
      inject: [Database],
    },
  ],
  exports: [Audit],
})
export class AuditModule implements OnApplicationShutdown {
  constructor(private readonly log: AuditLog) {}

  /** Behind the last request, before the database closes. */
  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }
}
