import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { EventLog } from '../event-log/event-log.js';
import { Config } from '../platform/config/config.js';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { BatchPublisher } from './batch-publisher.js';
import { EventAudit } from './event-audit.js';
import { HoldsController } from './holds.controller.js';
import { IngestMetrics } from './ingest-metrics.js';
import { NdjsonStreams } from './ndjson-streams.js';
import { PublishRoutes } from './publish.adapter.js';

@Module({
  imports: [AccessModule],
  controllers: [HoldsController],
  providers: [
    {
      provide: IngestMetrics,
      useFactory: (registry: Registry) => new IngestMetrics(registry),
      inject: [Registry],
    },
    { provide: EventAudit, useFactory: (audit: Audit) => new EventAudit(audit), inject: [Audit] },
    {
      provide: NdjsonStreams,
      useFactory: (metrics: IngestMetrics, config: Config) =>
        new NdjsonStreams(metrics, config.ingest.ndjsonStreams),
      inject: [IngestMetrics, Config],
    },
    {
      provide: BatchPublisher,
      useFactory: (
        log: EventLog,
        access: Access,
        metrics: IngestMetrics,
        logger: RootLogger,
        audit: EventAudit,
      ) => new BatchPublisher(log, access, metrics, logger.child('ingest'), audit),
      inject: [EventLog, Access, IngestMetrics, RootLogger, EventAudit],
    },
    {
      provide: PublishRoutes,
      useFactory: (
        log: EventLog,
        access: Access,
        batches: BatchPublisher,
        streams: NdjsonStreams,
        metrics: IngestMetrics,
        { ingest }: Config,
        audit: EventAudit,
      ) => {
        const ndjson = {
          windowLines: ingest.ndjsonWindowLines,
          windowBytes: ingest.ndjsonWindowBytes,
          unreadBytes: ingest.ndjsonUnreadBytes,
          idleMs: ingest.idleTimeoutSeconds * 1000,
        };
        return new PublishRoutes(log, access, batches, streams, metrics, ndjson, audit);
      },
      inject: [EventLog, Access, BatchPublisher, NdjsonStreams, IngestMetrics, Config, EventAudit],
    },
  ],
})
export class IngestModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly routes: PublishRoutes,
    private readonly streams: NdjsonStreams,
    private readonly drain: Drain,
  ) {}

  onModuleInit(): void {
    this.routes.register(this.host.httpAdapter.fastify);
    this.drain.onDrain('ingest', (deadline) => this.streams.drain(deadline));
  }
}
