import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { pagesFolder, servePages } from '../platform/http/static-pages.js';
import { RootLogger } from '../platform/logging/root-logger.js';

/** The pages that anybody may look at, at `/`. */
@Module({})
export class SpectatorModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly logger: RootLogger,
  ) {}

  async onModuleInit(): Promise<void> {
    const folder = pagesFolder('spectator-ui');
    if (folder === undefined) {
      this.logger.child('spectator').warn('there are no pages to serve: npm run build makes them');
      return;
    }
    await servePages(this.host.httpAdapter.fastify, folder);
  }
}
