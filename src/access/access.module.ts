import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { MemoryRateLimiter } from '../platform/rate-limit/memory-rate-limiter.js';
import { RateLimiter } from '../platform/rate-limit/rate-limiter.js';
import { RedisRateLimiter } from '../platform/rate-limit/redis-rate-limiter.js';
import { Access } from './access.js';
import { guardRoutes } from './guard.adapter.js';
import { AnonymousLimit } from './rate-limit.js';
import { Revocations } from './revocations.js';

@Module({
  providers: [
    { provide: Revocations, useFactory: () => new Revocations() },
    {
      provide: Access,
      useFactory: (config: Config, revocations: Revocations, clock: Clock) =>
        new Access(config.access.adminApiKey, revocations, clock),
      inject: [Config, Revocations, Clock],
    },
    {
      provide: RateLimiter,
      useFactory: ({ storage }: Config, clock: Clock, registry: Registry) =>
        storage.redisUrl === undefined
          ? new MemoryRateLimiter(clock)
          : new RedisRateLimiter({
              redis: { url: storage.redisUrl, mode: storage.redisAdapter },
              prefix: storage.redisPrefix,
              clock,
              registry,
            }),
      inject: [Config, Clock, Registry],
    },
  ],
  exports: [Access, RateLimiter, Revocations],
})
export class AccessModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly access: Access,
    private readonly limiter: RateLimiter,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Rooms that import this one are initialised later, so the guard is there before their routes. */
  onModuleInit(): void {
    const { corsOrigins } = this.config.server;
    const { anonymousRequestsPerSecond } = this.config.access;
    guardRoutes(this.host.httpAdapter.fastify, {
      access: this.access,
      limiter: this.limiter,
      anonymous: new AnonymousLimit(new MemoryRateLimiter(this.clock), anonymousRequestsPerSecond),
      corsOrigins,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.limiter.close();
  }
}
