import { createServer } from 'node:http';
import { pino, type Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Server } from 'socket.io';
import type { RelayMessage } from '../../src/core/protocol/relay-message.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import type { RedisMode } from '../../src/platform/redis/client.js';
import type { LinkLimits } from '../../src/platform/redis/link.js';
import { attachSocketServer, newSocketServer } from '../../src/platform/socketio/socket-server.js';
import { RedisRelay } from '../../src/relay/redis-relay.js';
import { waitFor } from './wait-for.js';

export interface RelayNodeOptions {
  readonly url: string;
  readonly mode?: RedisMode;
  readonly prefix?: string;
  readonly limits?: Partial<LinkLimits>;
  readonly maxBatchLength?: number;
}

/** One node's relay on a Socket.IO server that clients could join, and what it hears. */
export class RelayNode implements AsyncDisposable {
  readonly heard: RelayMessage[] = [];

  private constructor(
    readonly relay: RedisRelay,
    readonly server: Server,
    readonly registry: Registry,
    /** What it logged, as JSON. */
    readonly lines: readonly string[],
  ) {}

  /** Does not wait for Redis. */
  static start(options: RelayNodeOptions): RelayNode {
    const lines: string[] = [];
    const logger: Logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const registry = new Registry();
    const server = newSocketServer();
    const relay = new RedisRelay({
      server,
      redis: { url: options.url, mode: options.mode ?? 'classic' },
      prefix: options.prefix ?? 'touchline',
      clock: new SystemClock(),
      registry,
      logger,
      ...(options.limits ? { limits: options.limits } : {}),
      ...(options.maxBatchLength ? { maxBatchLength: options.maxBatchLength } : {}),
    });
    const http = createServer();
    attachSocketServer(server, http, { nodeId: 'n1', corsOrigins: [] });
    const node = new RelayNode(relay, server, registry, lines);
    relay.listen((message) => node.heard.push(message));
    return node;
  }

  static async ready(options: RelayNodeOptions): Promise<RelayNode> {
    const node = RelayNode.start(options);
    await node.healthy();
    return node;
  }

  async healthy(wanted = true): Promise<void> {
    await waitFor(() => this.relay.healthy === wanted, {
      message: `the relay to become ${wanted ? 'healthy' : 'unhealthy'}`,
      timeoutMs: 20_000,
    });
  }

  /** The sum of a metric's values that bear these labels. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const metric = await this.registry.getSingleMetric(`touchline_relay_${name}`)?.get();
    if (!metric) throw new Error(`there is no metric ${name}`);
    const wanted = Object.entries(labels);
    return metric.values
      .filter((entry) => wanted.every(([key, label]) => entry.labels[key] === label))
      .reduce((sum, { value }) => sum + value, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay.close();
    this.server.engine.close();
  }
}

export function eventsOf(
  feed: string,
  ...seqs: readonly number[]
): Extract<RelayMessage, { type: 'events' }> {
  const at = '2026-01-01T00:00:00.000Z';
  const events = seqs.map((seq) => ({ feed, seq, type: 'tick', data: { seq }, at, occurredAt: at }));
  return { type: 'events', feed, epoch: 'one', events };
}
