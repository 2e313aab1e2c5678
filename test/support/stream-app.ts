import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { Access } from '../../src/access/access.js';
import { guardRoutes } from '../../src/access/guard.adapter.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { Hub } from '../../src/delivery/hub.js';
import type { HubOptions } from '../../src/delivery/options.js';
import type { NewFeed } from '../../src/event-log/event-log.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock, type Clock } from '../../src/platform/clock/clock.js';
import { ServerAdapter } from '../../src/platform/http/server.adapter.js';
import { AddressSlots } from '../../src/platform/rate-limit/address-slots.js';
import { MemoryRateLimiter } from '../../src/platform/rate-limit/memory-rate-limiter.js';
import { RootLogger } from '../../src/platform/logging/root-logger.js';
import type { Relay } from '../../src/relay/relay.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { StreamRoutes } from '../../src/sse/stream-routes.adapter.js';
import { Streams, type StreamsOptions } from '../../src/sse/streams.js';
import { customFeed } from './custom-feed.js';
import { metricValue } from './metric-value.js';

export const STREAM_KEY = `tl_${'s'.repeat(40)}`;

export interface StreamAppOptions {
  readonly clock?: Clock;
  readonly streams?: Partial<StreamsOptions>;
  readonly hub?: Partial<HubOptions>;
  readonly corsOrigins?: readonly string[];
  /** Default 0: any number. */
  readonly connectionsPerAddress?: number;
  /** Shared by the nodes of a test, with its relay. */
  readonly log?: MemoryEventLog;
  readonly relay?: Relay;
}

/** The event streams of one node over a log in memory, on a real port. */
export class StreamApp implements AsyncDisposable {
  private constructor(
    readonly adapter: ServerAdapter,
    readonly hub: Hub,
    readonly streams: Streams,
    readonly log: MemoryEventLog,
    readonly access: Access,
    readonly registry: Registry,
    readonly logLines: readonly string[],
    readonly port: number,
  ) {}

  static async start(options: StreamAppOptions = {}): Promise<StreamApp> {
    const clock = options.clock ?? new SystemClock();
    const registry = new Registry();
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = new RootLogger({ level: 'trace', nodeId: 'n1', destination }).child('test');
    const log = options.log ?? new MemoryEventLog({ clock });
    const relay = options.relay ?? new MemoryRelay();
    if (!options.log) log.onCommitted((message) => relay.publish(message));
    const hub = new Hub({ log, relay, clock, registry, logger, options: options.hub ?? {} });
    const slots = new AddressSlots(options.connectionsPerAddress ?? 0, registry);
    const streams = new Streams({ hub, clock, registry, slots, options: options.streams ?? {} });
    const access = new Access(STREAM_KEY);
    const adapter = new ServerAdapter({
      corsOrigins: options.corsOrigins ?? [],
      trustProxy: undefined,
      idleTimeoutMs: 60_000,
      logger,
      registry,
    });
    guardRoutes(adapter.fastify, {
      access,
      limiter: new MemoryRateLimiter(clock),
      anonymous: { take: () => undefined },
      corsOrigins: [],
    });
    new StreamRoutes(streams, access).register(adapter.fastify);
    // What an edge asks to know which nodes to use.
    for (const path of ['/healthz', '/readyz']) {
      adapter.fastify.get(path, (_request, reply) => reply.code(streams.leaving ? 503 : 200).send());
    }
    await adapter.fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = adapter.fastify.server.address() as AddressInfo;
    return new StreamApp(adapter, hub, streams, log, access, registry, lines, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/v1`;
  }

  async feed(id: string, feed: Partial<NewFeed> = {}): Promise<void> {
    await this.log.createFeed(customFeed(id, feed));
  }

  async publish(feed: string, data: JsonObject): Promise<void> {
    await this.log.append({ feed, operation: { op: 'publish', type: 'set', data }, actor: 'test' });
  }

  /** The value of one metric with these labels, 0 when it was never counted. */
  metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return metricValue(this.registry, name, labels);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.streams.close();
    await this.hub.close();
    this.adapter.fastify.server.closeAllConnections();
    await this.adapter.fastify.close();
  }
}
