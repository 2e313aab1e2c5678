import { randomUUID } from 'node:crypto';
import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../audit/audit.js';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Database } from '../platform/prisma/database.js';
import { Relay } from '../relay/relay.js';
import { RelayModule } from '../relay/relay.module.js';
import { AddressPolicy } from './address-policy.js';
import { Catalogue } from './catalogue.js';
import { Deliveries } from './deliveries.js';
import { DeliveryStore } from './delivery-store.js';
import { Sender } from './sender.js';
import { registrationFault } from './target-check.js';
import type { TargetRules } from './target.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhookStore } from './webhook-store.js';
import { Webhooks } from './webhooks.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhookWorker } from './worker.js';

const LAST_MOMENT_MS = 2_000;

function rulesOf({ webhooks: { allowPrivate, httpsOnly } }: Config): TargetRules {
  return { addresses: new AddressPolicy(allowPrivate), httpsOnly: httpsOnly === 'on' };
}

/** Registers webhooks, and delivers those that this node holds. */
@Module({
  imports: [AccessModule, RelayModule],
  controllers: [WebhooksController],
  providers: [
    {
      provide: WebhookMetrics,
      useFactory: (registry: Registry) => new WebhookMetrics(registry),
      inject: [Registry],
    },
    {
      provide: Sender,
      useFactory: (config: Config, clock: Clock) => new Sender({ rules: rulesOf(config), clock }),
      inject: [Config, Clock],
    },
    {
      provide: WebhookWorker,
      useFactory: (
        database: Database,
        log: EventLog,
        access: Access,
        clock: Clock,
        sender: Sender,
        metrics: WebhookMetrics,
        logger: RootLogger,
        config: Config,
        audit: Audit,
      ) =>
        new WebhookWorker({
          client: database.client,
          log,
          access,
          clock,
          sender,
          metrics,
          audit,
          logger: logger.child('webhooks'),
          owner: `${config.server.nodeId}:${randomUUID()}`,
        }),
      inject: [Database, EventLog, Access, Clock, Sender, WebhookMetrics, RootLogger, Config, Audit],
    },
    {
      provide: Webhooks,
      useFactory: (
        database: Database,
        log: EventLog,
        access: Access,
        audit: Audit,
        clock: Clock,
        config: Config,
        worker: WebhookWorker,
      ) =>
        new Webhooks({
          store: new WebhookStore(database.client),
          catalogue: new Catalogue(log),
          access,
          audit,
          clock,
          faultOf: (url) => registrationFault(url, rulesOf(config)),
          onChange: () => worker.wake(),
        }),
      inject: [Database, EventLog, Access, Audit, Clock, Config, WebhookWorker],
    },
    {
      provide: Deliveries,
      useFactory: (
        webhooks: Webhooks,
        database: Database,
        log: EventLog,
        access: Access,
        sender: Sender,
        audit: Audit,
        clock: Clock,
        metrics: WebhookMetrics,
      ) => {
        const store = new DeliveryStore(database.client);
        return new Deliveries({ webhooks, store, log, access, sender, audit, clock, metrics });
      },
      inject: [Webhooks, Database, EventLog, Access, Sender, Audit, Clock, WebhookMetrics],
    },
  ],
})
export class WebhooksModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly worker: WebhookWorker,
    private readonly relay: Relay,
    private readonly drain: Drain,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.listen((message) => this.worker.hint(message));
    this.drain.onDrain('webhooks', (deadline) => this.worker.stop(deadline));
    this.worker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop(AbortSignal.timeout(LAST_MOMENT_MS));
  }
}
