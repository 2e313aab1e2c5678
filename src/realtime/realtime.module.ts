import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { Hub } from '../delivery/hub.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { TrustedProxies } from '../platform/http/trusted-proxies.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { AddressSlots } from '../platform/rate-limit/address-slots.js';
import { SocketServerModule } from '../platform/socketio/socket-server.module.js';
import { Realtime } from './realtime.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { accessOf } from './socket-access.js';

@Module({
  imports: [AccessModule, DeliveryModule, SocketServerModule],
  providers: [
    {
      provide: Realtime,
      useFactory: (
        hub: Hub,
        access: Access,
        clock: Clock,
        registry: Registry,
        logger: RootLogger,
        { server }: Config,
        proxies: TrustedProxies,
        slots: AddressSlots,
      ) =>
        new Realtime({
          hub,
          access: accessOf(access, proxies, server.corsOrigins),
          clock,
          registry,
          logger: logger.child('realtime'),
          slots,
          proxies,
        }),
      inject: [Hub, Access, Clock, Registry, RootLogger, Config, TrustedProxies, AddressSlots],
    },
    RealtimeGateway,
  ],
  exports: [Realtime],
})
export class RealtimeModule {}
