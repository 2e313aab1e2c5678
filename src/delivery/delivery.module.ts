import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { FairTurns } from '../platform/turns/fair-turns.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { RelayModule } from '../relay/relay.module.js';
import { Relay } from '../relay/relay.js';
import { Hub } from './hub.js';

/** Carries what the log commits to the relay, and what the relay brings to this node's subscribers. */
@Module({
  imports: [RelayModule],
  providers: [
    {
      provide: Hub,
      useFactory: (
        log: EventLog,
        relay: Relay,
        clock: Clock,
        registry: Registry,
        logger: RootLogger,
        turns: FairTurns,
      ) => {
        log.onCommitted((message) => relay.publish(message));
        return new Hub({ log, relay, clock, registry, logger: logger.child('delivery'), turns });
      },
      inject: [EventLog, Relay, Clock, Registry, RootLogger, FairTurns],
    },
  ],
  exports: [Hub],
})
export class DeliveryModule implements OnApplicationShutdown {
  constructor(private readonly hub: Hub) {}

  async onApplicationShutdown(): Promise<void> {
    await this.hub.close();
  }
}
