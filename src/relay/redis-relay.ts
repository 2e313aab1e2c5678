import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Server } from 'socket.io';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Clock } from '../platform/clock/clock.js';
import type { RedisSettings } from '../platform/redis/client.js';
import { RedisLink, type LinkLimits } from '../platform/redis/link.js';
import { useRedis } from '../platform/redis/socket-adapter.js';
import { MemoryRelay } from './memory-relay.js';
import { ENVELOPE_VERSION, messageWeight, open, split, type Envelope } from './redis-envelope.js';
import { RedisRelayMetrics } from './redis-metrics.js';
import { Relay } from './relay.js';

type Listener = (message: RelayMessage) => void;

export interface RedisRelayOptions {
  /** The node's Socket.IO server, before clients join it. */
  readonly server: Server;
  readonly redis: RedisSettings;
  /** Nodes hear each other only under the same prefix. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly limits?: Partial<LinkLimits>;
  /** Roughly the characters of one publish; above it the rest goes in another. Default 262,144. */
  readonly maxBatchLength?: number;
}

/** The event between Socket.IO servers; no client can send it. */
const EVENT = 'relay';
const DEFAULT_BATCH_LENGTH = 262_144;

/**
 * The relay of several nodes: what one turn of the event loop publishes leaves in one publish through the Redis adapter, and is heard
 * here at once. While Redis is away messages for the others are dropped and counted, never queued: they read the log.
 */
export class RedisRelay extends Relay {
  readonly #server: Server;
  readonly #link: RedisLink;
  readonly #metrics: RedisRelayMetrics;
  readonly #logger: Logger;
  readonly #maxBatchLength: number;
  /** This node's listeners. */
  readonly #local = new MemoryRelay();
  #batch: RelayMessage[] = [];
  #batchLength = 0;
  #turnEnd: NodeJS.Immediate | undefined;
  #closing: Promise<void> | undefined;
  #complained = false;

  constructor(options: RedisRelayOptions) {
    super();
    const { server, redis, prefix, clock, logger, limits } = options;
    this.#server = server;
    this.#logger = logger;
    this.#maxBatchLength = options.maxBatchLength ?? DEFAULT_BATCH_LENGTH;
    this.#metrics = new RedisRelayMetrics(options.registry, () => this.#link.publisher.inFlightBytes);
    this.#link = new RedisLink({
      redis,
      prefix,
      clock,
      logger,
      observer: this.#metrics,
      ...(limits ? { limits } : {}),
    });
    useRedis(server, this.#link, redis.mode, prefix);
    server.on(EVENT, this.#onEnvelope);
  }

  publish(message: RelayMessage): void {
    if (this.#closing) {
      this.#metrics.dropped('closed');
      return;
    }
    for (const piece of split(message, this.#maxBatchLength)) this.#gather(piece);
    this.#local.publish(message);
  }

  listen(listener: Listener): () => void {
    return this.#local.listen(listener);
  }

  get healthy(): boolean {
    return this.#link.healthy;
  }

  /** Sends what this turn published, then ends both connections. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#flush();
    this.#server.off(EVENT, this.#onEnvelope);
    await this.#local.close();
    await this.#link.close();
  }

  #gather(message: RelayMessage): void {
    const obstacle = this.#link.publisher.obstacle;
    if (obstacle) {
      this.#metrics.dropped(obstacle);
      return;
    }
    const length = messageWeight(message);
    if (this.#batchLength + length > this.#maxBatchLength) this.#flush();
    this.#batch.push(message);
    this.#batchLength += length;
    this.#turnEnd ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#turnEnd) clearImmediate(this.#turnEnd);
    this.#turnEnd = undefined;
    const messages = this.#batch;
    if (messages.length === 0) return;
    this.#batch = [];
    this.#batchLength = 0;
    const obstacle = this.#link.publisher.obstacle;
    if (obstacle) {
      this.#metrics.dropped(obstacle, messages.length);
      return;
    }
    this.#metrics.batches.inc();
    this.#metrics.published.inc(messages.length);
    this.#server.serverSideEmit(EVENT, { v: ENVELOPE_VERSION, messages } satisfies Envelope);
  }

  readonly #onEnvelope = (payload: unknown): void => {
    const { messages, skipped } = open(payload);
    for (const reason of skipped) this.#metrics.dropped(reason);
    if (skipped.length > 0) this.#complain(skipped[0]);
    this.#metrics.received.inc(messages.length);
    for (const message of messages) this.#local.publish(message);
  };

  /** Once: the metric counts the rest. */
  #complain(reason: string | undefined): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#logger.warn(
      { reason },
      'messages of other nodes are not understood and skipped: is one of another version?',
    );
  }
}
