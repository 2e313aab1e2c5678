import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Config } from '../config/config.js';
import { NestLogger } from '../logging/nest-logger.adapter.js';
import type { RootLogger } from '../logging/root-logger.js';
import { ProblemFilter } from './problem.filter.js';
import { ServerAdapter } from './server.adapter.js';

export interface ApplicationOptions {
  readonly config: Config;
  readonly logger: RootLogger;
  readonly registry: Registry;
  /** Adds what every route passes, before the first is declared. */
  readonly prepare?: (server: ServerAdapter) => void;
}

/** The application of `module` on our server; it does not listen yet. */
export async function createApplication(
  module: Type | DynamicModule,
  { config, logger, registry, prepare }: ApplicationOptions,
): Promise<NestFastifyApplication> {
  const httpLogger = logger.child('http');
  const adapter = new ServerAdapter({
    corsOrigins: config.server.corsOrigins,
    trustProxy: config.server.trustProxy,
    idleTimeoutMs: config.ingest.idleTimeoutSeconds * 1000,
    logger: httpLogger,
    registry,
  });
  prepare?.(adapter);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger.child('nest')),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(httpLogger));
  return app;
}
