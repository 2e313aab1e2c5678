import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerAdapter } from '../platform/http/server.adapter.js';
import { pagesFolder, servePages } from '../platform/http/static-pages.js';
import { RootLogger } from '../platform/logging/root-logger.js';

/** The editors' pages, at `/admin/`. What they may do is decided by the interface that they call. */
@Module({})
export class ConsoleModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<ServerAdapter>,
    private readonly logger: RootLogger,
  ) {}

  async onModuleInit(): Promise<void> {
    const folder = pagesFolder('admin-ui');
    if (folder === undefined) {
      this.logger.child('console').warn('there is no console to serve: npm run build makes it');
      return;
    }
    await servePages(this.host.httpAdapter.fastify, folder, {
      prefix: '/admin/',
      fallback: true,
      frameAncestors: "'none'",
    });
  }
}
