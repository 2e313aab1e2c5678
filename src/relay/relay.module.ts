import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { SocketServerModule } from '../platform/socketio/socket-server.module.js';
import { MemoryRelay } from './memory-relay.js';
import { RedisRelay } from './redis-relay.js';
import { Relay } from './relay.js';

/** A single node needs no more than its own memory; several meet in Redis. */
@Module({
  imports: [SocketServerModule],
  providers: [
    {
      provide: Relay,
      useFactory: (
        config: Config,
        server: Server,
        clock: Clock,
        registry: Registry,
        logger: RootLogger,
      ): Relay => {
        const { redisUrl: url, redisAdapter: mode, redisPrefix: prefix } = config.storage;
        if (url === undefined) return new MemoryRelay();
        const redis = { url, mode };
        return new RedisRelay({ server, redis, prefix, clock, registry, logger: logger.child('relay') });
      },
      inject: [Config, Server, Clock, Registry, RootLogger],
    },
  ],
  exports: [Relay],
})
export class RelayModule implements OnApplicationShutdown {
  constructor(private readonly relay: Relay) {}

  async onApplicationShutdown(): Promise<void> {
    await this.relay.close();
  }
}
