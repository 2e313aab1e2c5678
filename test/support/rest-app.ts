import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { Audit } from '../../src/audit/audit.js';
import { MemoryAudit } from '../../src/audit/memory-audit.js';
import { CandlesModule } from '../../src/candles/candles.module.js';
import { EventLog } from '../../src/event-log/event-log.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { FeedsModule } from '../../src/feeds/feeds.module.js';
import { HealthModule } from '../../src/health/health.module.js';
import { IngestModule } from '../../src/ingest/ingest.module.js';
import { ManualClock } from '../../src/platform/clock/manual-clock.js';
import { Config, type Environment } from '../../src/platform/config/config.js';
import { SecretStore } from '../../src/platform/config/secret-store.js';
import { createApplication } from '../../src/platform/http/application.adapter.js';
import { Drain } from '../../src/platform/lifecycle/drain.js';
import { RootLogger } from '../../src/platform/logging/root-logger.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { Relay } from '../../src/relay/relay.js';

export const ADMIN_API_KEY = 'tl_test-key-that-is-long-enough-for-anyone';

@Module({})
class LogModule {
  static with(log: EventLog): DynamicModule {
    return {
      module: LogModule,
      global: true,
      providers: [
        { provide: EventLog, useValue: log },
        { provide: Audit, useValue: new MemoryAudit() },
      ],
      exports: [EventLog, Audit],
    };
  }
}

class RestModule {}

export interface Call {
  readonly method?: string;
  /** Sent as it is when a string or bytes, else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the admin key; null: no credential. */
  readonly key?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, undefined when there is none; a test says which shape it expects. */
  readonly json: never;
}

/** The REST side of the product on a log in memory, reached over real HTTP. */
export class RestApp implements AsyncDisposable {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly log: MemoryEventLog,
    readonly clock: ManualClock,
    readonly logLines: readonly string[],
  ) {}

  static async start(environment: Environment = {}): Promise<RestApp> {
    const config = Config.load(
      {
        DATABASE_URL: 'postgresql://unused/touchline',
        SESSION_SECRET: 's'.repeat(32),
        TOKEN_SECRET: 't'.repeat(32),
        NODE_ID: 'test',
        ADMIN_API_KEY,
        ...environment,
      },
      new SecretStore(),
    );
    const clock = new ManualClock();
    const log = new MemoryEventLog({ clock });
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = new RootLogger({ level: config.server.logLevel, nodeId: 'test', destination });
    const registry = new Registry();
    const module: DynamicModule = {
      module: RestModule,
      imports: [
        PlatformModule.with({ config, clock, logger, registry }),
        LogModule.with(log),
        FeedsModule,
        IngestModule,
        CandlesModule,
        HealthModule,
      ],
    };
    const app = await createApplication(module, { config, logger, registry });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new RestApp(app, `http://127.0.0.1:${port}`, log, clock, lines);
  }

  get drain(): Drain {
    return this.app.get(Drain);
  }

  get relay(): Relay {
    return this.app.get(Relay, { strict: false });
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** A call below /api/v1 unless the path says otherwise. */
  async call(path: string, { method, body, headers, key = ADMIN_API_KEY }: Call = {}): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    const json = (isJson && text !== '' ? JSON.parse(text) : undefined) as never;
    return { status: response.status, headers: response.headers, text, json };
  }

  /** A feed of kind `custom`, whose data is its patch. */
  async feed(id: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return this.call('/feeds', { body: { id, kind: 'custom', title: id, ...more } });
  }

  async publish(id: string, data: Readonly<Record<string, unknown>>, headers = {}): Promise<Answer> {
    return this.call(`/feeds/${id}/events`, { body: { type: 'set', data }, headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
  }
}
