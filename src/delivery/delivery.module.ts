import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Relay } from '../relay/relay.js';
import { Hub } from './hub.js';

/** Provides the hub. `EventLog` and `Relay` come from the composition root. */
@Module({
  providers: [
    {
      provide: Hub,
      useFactory: (log: EventLog, relay: Relay, clock: Clock, registry: Registry, logger: RootLogger) =>
        new Hub({ log, relay, clock, registry, logger: logger.child('delivery') }),
      inject: [EventLog, Relay, Clock, Registry, RootLogger],
    },
  ],
  exports: [Hub],
})
export class DeliveryModule implements OnApplicationShutdown {
  constructor(private readonly hub: Hub) {}

  /** Behind the transports, which end their connections first. */
  onApplicationShutdown(): Promise<void> {
    return this.hub.close();
  }
}
