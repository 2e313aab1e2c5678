import type { RedisClient } from './client.js';
import type { LinkObserver, Obstacle } from './link-observer.js';

interface Options {
  readonly client: RedisClient;
  readonly up: () => boolean;
  /** What may be unanswered at a time, plus one message. */
  readonly maxInFlightBytes: number;
  readonly observer: LinkObserver;
}

/**
 * What the Socket.IO adapter takes for its publishing client. The adapter awaits nothing, so that a rejection would end the process and
 * a queue would grow without bound: here a publish never rejects, and what cannot go out now is dropped and counted.
 */
export class RedisPublisher {
  readonly #options: Options;
  #inFlightBytes = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** What a publish of this moment would be dropped for. */
  get obstacle(): Obstacle | undefined {
    if (!this.#options.up()) return 'disconnected';
    return this.#inFlightBytes >= this.#options.maxInFlightBytes ? 'backlog' : undefined;
  }

  /** @returns how many received it as far as Redis knows; 0 when it was dropped */
  publish(channel: string, message: string | Buffer): Promise<number> {
    return this.#send(message, () => this.#options.client.publish(channel, message));
  }

  spublish(channel: string, message: string | Buffer): Promise<number> {
    return this.#send(message, () => this.#options.client.spublish(channel, message));
  }

  /** The adapter listens for errors of its client; this one has none. */
  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  async #send(message: string | Buffer, command: () => Promise<number>): Promise<number> {
    const { obstacle } = this;
    const { observer } = this.#options;
    if (obstacle) {
      observer.refused(obstacle);
      return 0;
    }
    const bytes = Buffer.byteLength(message);
    this.#inFlightBytes += bytes;
    observer.sent(bytes);
    try {
      return await command();
    } catch {
      observer.sendFailed();
      return 0;
    } finally {
      this.#inFlightBytes -= bytes;
    }
  }
}
