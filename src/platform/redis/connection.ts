import type { Clock } from '../clock/clock.js';
import type { RedisClient } from './client.js';

interface Options {
  readonly name: string;
  readonly client: RedisClient;
  readonly clock: Clock;
  /** Runs each time the client is ready; the connection is up once it resolves. */
  readonly prepare?: () => Promise<void>;
  readonly onChange: (up: boolean) => void;
}

const CLOSE_LIMIT_MS = 1000;

/** One client's comings and goings. Up means that it can be used right now. */
export class RedisConnection {
  readonly #options: Options;
  #up = false;
  /** When its socket was connected; undefined while there is none. */
  #connectedAt: number | undefined;
  /** Counts connections, so that what one began is not taken for the next one's. */
  #generation = 0;
  #lastError: Error | undefined;
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
    const { client, clock } = options;
    // Without a listener an error would end the process; every one is followed by "close" and another attempt.
    for (const event of ['error', 'node error']) {
      client.on(event, (error: Error) => (this.#lastError = error));
    }
    client.on('connect', () => {
      this.#generation += 1;
      this.#connectedAt = clock.now();
    });
    client.on('ready', () => void this.#prepare(this.#generation));
    client.on('close', () => this.#lost());
  }

  get up(): boolean {
    return this.#up;
  }

  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** Whether the other side took the connection this long ago and has not made it usable yet, as a frozen server does. */
  stuck(limitMs: number): boolean {
    const since = this.#connectedAt;
    return !this.#up && since !== undefined && this.#options.clock.now() - since > limitMs;
  }

  /** Starts over. Does nothing while it is between two attempts anyway. */
  reset(): void {
    if (this.#closed || this.#connectedAt === undefined) return;
    this.#lost();
    this.#options.client.disconnect(true);
  }

  /** Resolves when the socket is gone, or when that took too long. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { client, clock } = this.#options;
    const connected = this.#connectedAt !== undefined;
    this.#lost();
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.disconnect();
    if (!connected) return;
    let late: { cancel(): void } | undefined;
    const limit = new Promise<void>((resolve) => (late = clock.after(CLOSE_LIMIT_MS, resolve)));
    await Promise.race([ended, limit]);
    late?.cancel();
  }

  async #prepare(generation: number): Promise<void> {
    try {
      await this.#options.prepare?.();
    } catch (error) {
      this.#lastError = error as Error;
      if (generation === this.#generation) this.reset();
      return;
    }
    if (this.#closed || generation !== this.#generation || this.#connectedAt === undefined) return;
    this.#lastError = undefined;
    this.#change(true);
  }

  #lost(): void {
    this.#connectedAt = undefined;
    this.#generation += 1;
    this.#change(false);
  }

  #change(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    this.#options.onChange(up);
  }
}
