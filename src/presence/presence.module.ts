import { Module, type OnModuleDestroy } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { Hub } from '../delivery/hub.js';
import { EventLog } from '../event-log/event-log.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { programVersion } from '../platform/config/version.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { SocketServerModule } from '../platform/socketio/socket-server.module.js';
import { Relay } from '../relay/relay.js';
import { RelayModule } from '../relay/relay.module.js';
import { ClusterStatus } from './cluster-status.js';
import { Presence } from './presence.js';
import { PresenceController } from './presence.controller.js';
import { SocketLink } from './socket-link.js';
import { VitalsReader } from './vitals.js';

/** Which nodes there are and how many watch. */
@Module({
  imports: [AccessModule, DeliveryModule, RelayModule, SocketServerModule],
  controllers: [PresenceController],
  providers: [
    {
      provide: Presence,
      useFactory: (
        config: Config,
        hub: Hub,
        // The relay is asked for, not only for its health: it sets the server's adapter.
        relay: Relay,
        server: Server,
        clock: Clock,
        registry: Registry,
        logger: RootLogger,
        drain: Drain,
      ) => {
        const reader = new VitalsReader(registry, clock);
        return new Presence({
          id: config.server.nodeId,
          version: programVersion(),
          clock,
          registry,
          logger: logger.child('presence'),
          link: config.storage.redisUrl === undefined ? undefined : new SocketLink(server, relay),
          vitals: () => reader.read(),
          viewers: () => hub.viewers(),
          draining: () => drain.draining,
        });
      },
      inject: [Config, Hub, Relay, Server, Clock, Registry, RootLogger, Drain],
    },
    {
      provide: ClusterStatus,
      useFactory: (presence: Presence, log: EventLog, access: Access) =>
        new ClusterStatus(presence, log, access),
      inject: [Presence, EventLog, Access],
    },
  ],
})
export class PresenceModule implements OnModuleDestroy {
  constructor(
    private readonly presence: Presence,
    drain: Drain,
  ) {
    drain.onDrain('presence', () => presence.announce());
  }

  onModuleDestroy(): void {
    this.presence.close();
  }
}
