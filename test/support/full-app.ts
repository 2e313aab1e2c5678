import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { Registry } from 'prom-client';
import { AppModule } from '../../src/app.module.js';
import { Config, type Environment } from '../../src/platform/config/config.js';
import { SecretStore } from '../../src/platform/config/secret-store.js';
import { createApplication } from '../../src/platform/http/application.adapter.js';
import { RootLogger } from '../../src/platform/logging/root-logger.js';
import { openDatabase, type Database } from '../../src/platform/prisma/database.js';
import { Remote } from './remote.js';
import { ADMIN_API_KEY } from './rest-app.js';
import { silentLogger } from './silent-logger.js';

export { ADMIN_API_KEY };
export { cookieOf, type FullCall } from './remote.js';
export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' };

const DEFAULTS: Environment = {
  SESSION_SECRET: 's'.repeat(32),
  TOKEN_SECRET: 't'.repeat(32),
  NODE_ID: 'n1',
  ADMIN_API_KEY,
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  DRAIN_SECONDS: '1',
  DEMO: 'off',
  LOG_LEVEL: 'debug',
};

/** One whole node on a database of its own or shared with others, over real HTTP. */
export class FullApp extends Remote implements AsyncDisposable {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly databaseUrl: string,
    url: string,
    readonly routes: readonly RouteOptions[],
    readonly logLines: readonly string[],
  ) {
    super(url, ADMIN_API_KEY);
  }

  /** Opens its own connections to the database. */
  static async start(databaseUrl: string, environment: Environment = {}): Promise<FullApp> {
    const database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
    return FullApp.on(database, databaseUrl, environment);
  }

  static async on(
    database: Database,
    databaseUrl = 'postgresql://unused/touchline',
    environment: Environment = {},
  ): Promise<FullApp> {
    const config = Config.load({ ...DEFAULTS, DATABASE_URL: databaseUrl, ...environment }, new SecretStore());
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = new RootLogger({
      level: config.server.logLevel,
      nodeId: config.server.nodeId,
      destination,
    });
    const registry = new Registry();
    const routes: RouteOptions[] = [];
    const app = await createApplication(AppModule.with({ config, logger, registry, database }), {
      config,
      logger,
      registry,
      prepare: (server) => server.fastify.addHook('onRoute', (route) => void routes.push(route)),
    });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new FullApp(app, database, databaseUrl, `http://127.0.0.1:${port}`, routes, lines);
  }

  /** The cookie of a new session. */
  override login(email = ADMIN.email, password = ADMIN.password): Promise<string> {
    return super.login(email, password);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A client keeps its idle connections for a minute, and closing waits for them.
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
    await this.database.close();
  }
}
