import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Registry } from 'prom-client';
import { io, type Socket } from 'socket.io-client';
import { EventLog } from '../../src/event-log/event-log.js';
import type { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { HealthModule } from '../../src/health/health.module.js';
import { Config, type Environment } from '../../src/platform/config/config.js';
import { SecretStore } from '../../src/platform/config/secret-store.js';
import { createApplication } from '../../src/platform/http/application.adapter.js';
import { Drain } from '../../src/platform/lifecycle/drain.js';
import { RootLogger } from '../../src/platform/logging/root-logger.js';
import { createRegistry } from '../../src/platform/metrics/registry.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { PresenceModule } from '../../src/presence/presence.module.js';
import { RealtimeModule } from '../../src/realtime/realtime.module.js';
import { SseModule } from '../../src/sse/sse.module.js';

export const NODE_KEY = 'tl_test-key-that-is-long-enough-for-anyone';

@Module({})
class SharedLogModule {
  static with(log: EventLog): DynamicModule {
    return {
      module: SharedLogModule,
      global: true,
      providers: [{ provide: EventLog, useValue: log }],
      exports: [EventLog],
    };
  }
}

class NodeModule {}

export interface Answer {
  readonly status: number;
  /** The parsed body; a test says which shape it expects. */
  readonly json: never;
}

/** A node as main.ts makes it, on a log in memory that several may share: sockets, streams and presence, over real ports. */
export class NodeApp implements AsyncDisposable {
  readonly #sockets: Socket[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly registry: Registry,
  ) {}

  static async start(nodeId: string, log: MemoryEventLog, environment: Environment = {}): Promise<NodeApp> {
    const config = Config.load(
      {
        DATABASE_URL: 'postgresql://unused/touchline',
        SESSION_SECRET: 's'.repeat(32),
        TOKEN_SECRET: 't'.repeat(32),
        NODE_ID: nodeId,
        ADMIN_API_KEY: NODE_KEY,
        DRAIN_SECONDS: '2',
        ...environment,
      },
      new SecretStore(),
    );
    const logger = RootLogger.silent();
    const registry = createRegistry(nodeId);
    const module: DynamicModule = {
      module: NodeModule,
      imports: [
        PlatformModule.with({ config, logger, registry }),
        SharedLogModule.with(log),
        HealthModule,
        RealtimeModule,
        SseModule,
        PresenceModule,
      ],
    };
    const app = await createApplication(module, { config, logger, registry });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new NodeApp(app, `http://127.0.0.1:${port}`, registry);
  }

  get drain(): Drain {
    return this.app.get(Drain);
  }

  /** A GET below /api/v1 with the admin key; null: with no credential. */
  async call(path: string, key: string | null = NODE_KEY): Promise<Answer> {
    const headers = new Headers(key === null ? {} : { authorization: `Bearer ${key}` });
    const response = await fetch(`${this.url}/api/v1${path}`, { headers });
    return { status: response.status, json: (await response.json()) as never };
  }

  /** A client that subscribed; resolves when it was answered. */
  async subscribe(request: unknown, transport: 'websocket' | 'polling' = 'websocket'): Promise<Socket> {
    const socket = io(this.url, { forceNew: true, reconnection: false, transports: [transport] });
    this.#sockets.push(socket);
    await socket.timeout(30_000).emitWithAck('subscribe', request);
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.disconnect();
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
  }
}
