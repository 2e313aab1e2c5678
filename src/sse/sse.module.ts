import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { Hub } from '../delivery/hub.js';
import { Clock } from '../platform/clock/clock.js';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { Drain } from '../platform/lifecycle/drain.js';
import { AddressSlots } from '../platform/rate-limit/address-slots.js';
import { StreamRoutes } from './stream-routes.adapter.js';
import { Streams } from './streams.js';

/** Serves event streams, and moves their clients away when the node leaves. */
@Module({
  imports: [AccessModule, DeliveryModule],
  providers: [
    {
      provide: Streams,
      useFactory: (hub: Hub, clock: Clock, registry: Registry, slots: AddressSlots) =>
        new Streams({ hub, clock, registry, slots }),
      inject: [Hub, Clock, Registry, AddressSlots],
    },
    {
      provide: StreamRoutes,
      useFactory: (streams: Streams, access: Access) => new StreamRoutes(streams, access),
      inject: [Streams, Access],
    },
  ],
})
export class SseModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly routes: StreamRoutes,
    private readonly streams: Streams,
    private readonly drain: Drain,
  ) {}

  onModuleInit(): void {
    this.routes.register(this.host.httpAdapter.fastify);
    this.drain.onDrain('sse', () => this.streams.drain(this.drain.limitMs));
  }

  onModuleDestroy(): void {
    this.streams.close();
  }
}
