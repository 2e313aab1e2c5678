import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Config } from '../platform/config/config.js';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { Access } from './access.js';
import { guardRoutes } from './guard.adapter.js';

@Module({
  providers: [
    {
      provide: Access,
      useFactory: (config: Config) => new Access(config.access.adminApiKey),
      inject: [Config],
    },
  ],
  exports: [Access],
})
export class AccessModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly access: Access,
  ) {}

  /** Rooms that import this one are initialised later, so the guard is there before their routes. */
  onModuleInit(): void {
    guardRoutes(this.host.httpAdapter.fastify, this.access);
  }
}
