import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock/clock.js';
import { createRedisClient, type RedisSettings } from './client.js';
import { RedisConnection } from './connection.js';
import type { LinkObserver } from './link-observer.js';
import { RedisPublisher } from './publisher.js';
import { RedisSubscriber } from './subscriber.js';

export interface LinkLimits {
  /** How often the way through Redis is tried. */
  readonly probeMs: number;
  /** How long that may take before the link counts as broken and both connections start over. */
  readonly answerMs: number;
  /** Bytes sent and not yet taken by Redis; above it everything more is dropped. */
  readonly maxInFlightBytes: number;
}

const DEFAULT_LINK_LIMITS: LinkLimits = {
  probeMs: 500,
  answerMs: 1500,
  maxInFlightBytes: 8 * 1024 * 1024,
};

export interface LinkOptions {
  readonly redis: RedisSettings;
  /** Stands before the names of all channels; in braces, so that a cluster keeps them together. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: LinkObserver;
  readonly limits?: Partial<LinkLimits>;
}

/**
 * Two connections to Redis, one to publish and one to subscribe. It is healthy while what it publishes comes back to it in time: that
 * proves both connections, the subscription and the server at once, also against a server that hangs. It begins unhealthy, needs no
 * Redis to begin, and heals alone.
 */
export class RedisLink {
  readonly publisher: RedisPublisher;
  readonly subscriber: RedisSubscriber;
  readonly #options: LinkOptions;
  readonly #limits: LinkLimits;
  readonly #connections: { readonly publisher: RedisConnection; readonly subscriber: RedisConnection };
  readonly #probeChannel: Buffer;
  readonly #ticker: Timer;
  #probe: { readonly id: string; readonly sentAt: number } | undefined;
  #probes = 0;
  #tickedAt: number;
  #healthy: boolean | undefined;
  #since: number;
  #closed = false;

  constructor(options: LinkOptions) {
    const { redis, prefix, clock, observer } = options;
    this.#options = options;
    this.#limits = { ...DEFAULT_LINK_LIMITS, ...options.limits };
    const clients = {
      publisher: createRedisClient(redis, `${prefix}-publisher`),
      subscriber: createRedisClient(redis, `${prefix}-subscriber`),
    };
    this.publisher = new RedisPublisher({
      client: clients.publisher,
      up: () => this.#connections.publisher.up,
      maxInFlightBytes: this.#limits.maxInFlightBytes,
      observer,
    });
    this.subscriber = new RedisSubscriber({
      client: clients.subscriber,
      cluster: redis.mode === 'cluster',
      up: () => this.#connections.subscriber.up,
      onFailure: () => this.#connections.subscriber.reset(),
      observer,
    });
    this.#connections = {
      publisher: this.#connection('publisher', clients.publisher),
      subscriber: this.#connection('subscriber', clients.subscriber, () => this.subscriber.subscribeAll()),
    };
    this.#probeChannel = Buffer.from(`{${prefix}}-probe#${randomUUID()}`);
    this.#listenForProbes();
    this.#tickedAt = this.#since = clock.now();
    this.#ticker = clock.every(this.#limits.probeMs, () => this.#tick());
  }

  get healthy(): boolean {
    return this.#healthy === true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ticker.cancel();
    this.#probe = undefined;
    const { publisher, subscriber } = this.#connections;
    this.#healthy = false;
    this.#options.observer.health(false);
    await Promise.all([publisher.close(), subscriber.close()]);
  }

  #connection(
    name: string,
    client: ReturnType<typeof createRedisClient>,
    prepare?: () => Promise<void>,
  ): RedisConnection {
    const { clock, observer } = this.#options;
    const onChange = (up: boolean): void => {
      observer.connection(name, up);
      this.#probe = undefined;
      if (!up) this.#judge(false, `the ${name} lost its connection`);
      else if (this.#usable) this.#ask();
    };
    return new RedisConnection({ name, client, clock, onChange, ...(prepare ? { prepare } : {}) });
  }

  get #usable(): boolean {
    return this.#connections.publisher.up && this.#connections.subscriber.up;
  }

  #listenForProbes(): void {
    const sharded = this.#options.redis.mode !== 'classic';
    const event = sharded ? 'smessageBuffer' : 'messageBuffer';
    const channel = this.#probeChannel.toString();
    if (sharded) this.subscriber.ssubscribe(channel);
    else this.subscriber.subscribe(channel);
    this.subscriber.on(event, (from: Buffer, message: Buffer) => {
      if (from.equals(this.#probeChannel)) this.#answered(message.toString());
    });
  }

  #tick(): void {
    const { clock } = this.#options;
    const now = clock.now();
    // When this process itself stood still, the answer may lie in a socket that was not read yet.
    const stoodStill = now - this.#tickedAt > 2 * this.#limits.probeMs;
    this.#tickedAt = now;
    if (!this.#usable) {
      this.#judge(false, 'Redis does not answer');
      for (const connection of Object.values(this.#connections)) {
        if (connection.stuck(this.#limits.answerMs)) connection.reset();
      }
    } else if (!this.#probe) {
      this.#ask();
    } else if (now - this.#probe.sentAt > this.#limits.answerMs && !stoodStill) {
      this.#judge(false, 'what was published did not come back');
      for (const connection of Object.values(this.#connections)) connection.reset();
    }
  }

  #ask(): void {
    const id = String((this.#probes += 1));
    this.#probe = { id, sentAt: this.#options.clock.now() };
    const channel = this.#probeChannel.toString();
    // A failure shows in the answer that does not come.
    if (this.#options.redis.mode === 'classic') void this.publisher.publish(channel, id);
    else void this.publisher.spublish(channel, id);
  }

  #answered(id: string): void {
    if (this.#probe?.id !== id) return;
    this.#options.observer.roundTrip(this.#options.clock.now() - this.#probe.sentAt);
    this.#probe = undefined;
    this.#judge(true);
  }

  /** One line a change: an outage of an hour is two lines. */
  #judge(healthy: boolean, reason?: string): void {
    if (this.#closed || this.#healthy === healthy) return;
    const { clock, logger, observer } = this.#options;
    const ms = clock.now() - this.#since;
    this.#since = clock.now();
    this.#healthy = healthy;
    observer.health(healthy);
    if (healthy) {
      logger.info({ afterMs: ms }, 'other nodes are reached through Redis');
      return;
    }
    const { publisher, subscriber } = this.#connections;
    logger.warn(
      { reason, err: publisher.lastError ?? subscriber.lastError },
      'Redis is not reached: subscribers are served from the log until it is',
    );
  }
}
