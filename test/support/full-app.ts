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
import { ADMIN_API_KEY, type Answer, type Call } from './rest-app.js';
import { silentLogger } from './silent-logger.js';

export { ADMIN_API_KEY };
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

export interface FullCall extends Call {
  /** The value of a Cookie header; then no key is sent. */
  readonly cookie?: string;
}

/** One whole node on a database of its own or shared with others, over real HTTP. */
export class FullApp implements AsyncDisposable {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly databaseUrl: string,
    readonly url: string,
    readonly routes: readonly RouteOptions[],
    readonly logLines: readonly string[],
  ) {}

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

  /** A call below /api/v1, with the admin key unless it says otherwise. */
  async call(path: string, { method, body, headers, key, cookie }: FullCall = {}): Promise<Answer> {
    const credential = cookie === undefined && key === undefined ? ADMIN_API_KEY : key;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(credential ? { authorization: `Bearer ${credential}` } : {}),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    const json = (isJson && text !== '' ? JSON.parse(text) : undefined) as never;
    return { status: response.status, headers: response.headers, text, json };
  }

  /** The cookie of a new session. */
  async login(email = ADMIN.email, password = ADMIN.password): Promise<string> {
    const answer = await this.call('/auth/login', { key: null, body: { email, password } });
    if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return cookieOf(answer);
  }

  /** A new key. */
  async key(body: Readonly<Record<string, unknown>>): Promise<{ id: string; key: string; prefix: string }> {
    const answer = await this.call('/api-keys', { body: { name: 'test', ...body } });
    if (answer.status !== 201) throw new Error(`a key answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  async feed(id: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return this.call('/feeds', { body: { id, kind: 'custom', title: id, ...more } });
  }

  async publish(id: string, data: Readonly<Record<string, unknown>>, call: FullCall = {}): Promise<Answer> {
    return this.call(`/feeds/${id}/events`, { ...call, body: { type: 'set', data } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A client keeps its idle connections for a minute, and closing waits for them.
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
    await this.database.close();
  }
}

export function cookieOf(answer: Answer): string {
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}
