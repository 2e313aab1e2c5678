import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventLog } from '../event-log/event-log.js';
import { Config } from '../platform/config/config.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { Relay } from '../relay/relay.js';
import { RelayModule } from '../relay/relay.module.js';
import { HealthController } from './health.controller.js';
import { measureReadiness } from './health-metrics.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [RelayModule],
  controllers: [HealthController],
  providers: [
    {
      provide: Readiness,
      useFactory: (config: Config, drain: Drain, log: EventLog, relay: Relay) =>
        new Readiness(
          config.server.nodeId,
          {
            database: { required: true, check: () => log.ping() },
            // Its loss costs delay, never data: the node still serves.
            relay: { required: false, check: () => relayHealth(relay) },
          },
          () => drain.draining,
        ),
      inject: [Config, Drain, EventLog, Relay],
    },
  ],
})
export class HealthModule {
  constructor(registry: Registry, readiness: Readiness) {
    measureReadiness(registry, readiness);
  }
}

async function relayHealth(relay: Relay): Promise<void> {
  if (!relay.healthy)
    throw new Error('other nodes cannot be reached now; subscribers are served from the log');
}
