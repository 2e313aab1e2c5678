import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Registry } from 'prom-client';
import { Clock } from '../platform/clock/clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { EventLog } from './event-log.js';
import { holdWorker } from './hold-worker.js';
import { identityWorker } from './identity-worker.js';
import type { LogWorker } from './log-worker.js';
import { PrismaEventLog, type EventLogOptions } from './prisma-event-log.js';
import { retentionWorker } from './retention-worker.js';

export interface EventLogModuleOptions extends EventLogOptions {
  /** Undefined: history is kept for ever. */
  readonly retentionDays?: number;
}

const OPTIONS = Symbol('EventLogModuleOptions');

/** Provides the log, and runs what it needs done in time. `Database`, `Clock`, `Registry` and `RootLogger` come from the platform. */
@Module({})
export class EventLogModule implements OnModuleInit, OnApplicationShutdown {
  readonly #workers: LogWorker[] = [];

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly logger: RootLogger,
    @Inject(OPTIONS) private readonly options: EventLogModuleOptions,
  ) {}

  static with(options: EventLogModuleOptions = {}): DynamicModule {
    return {
      module: EventLogModule,
      providers: [
        { provide: OPTIONS, useValue: options },
        {
          provide: EventLog,
          useFactory: (database: Database, clock: Clock, registry: Registry) =>
            PrismaEventLog.open(database, clock, registry, options),
          inject: [Database, Clock, Registry],
        },
      ],
      exports: [EventLog],
    };
  }

  onModuleInit(): void {
    const { clock } = this;
    const logger = this.logger.child('event-log');
    this.#workers.push(holdWorker(this.log, { clock, logger }));
    if (this.log instanceof PrismaEventLog) this.#workers.push(identityWorker(this.log, { clock, logger }));
    const { retentionDays } = this.options;
    if (retentionDays !== undefined)
      this.#workers.push(retentionWorker(this.log, { clock, retentionDays, logger }));
    for (const worker of this.#workers) worker.start();
  }

  /** Behind the last request: what was accepted is committed before the database closes. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    if (this.log instanceof PrismaEventLog) await this.log.drain();
  }
}
