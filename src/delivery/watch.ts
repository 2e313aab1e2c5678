import type { Timer } from '../platform/clock/clock.js';
import type { FeedChannel } from './feed-channel.js';
import type { DeliveryContext } from './feed-subscription.js';

const HEALTH_MS = 1000;

/** Looks at the channels from time to time: whether their source still speaks, and whether their state is the log's. */
export class Watch {
  readonly #timers: readonly Timer[];
  #rest: Iterator<FeedChannel> | undefined;
  #verifying = false;

  constructor(readonly context: DeliveryContext) {
    const { clock, options } = context;
    this.#timers = [
      clock.every(HEALTH_MS, () => this.#checkHealth()),
      clock.every(options.verifyMs, () => void this.#verifyNext()),
    ];
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  #checkHealth(): void {
    for (const channel of this.context.directory.channels()) {
      if (channel.watched) channel.checkHealth();
    }
  }

  /** One channel a time, each in its turn: a proof that costs next to nothing, not a repair that anything relies on. */
  async #verifyNext(): Promise<void> {
    if (this.#verifying) return;
    this.#rest ??= [...this.context.directory.channels()].values();
    const next = this.#rest.next();
    if (next.done) {
      this.#rest = undefined;
      return;
    }
    this.#verifying = true;
    try {
      await next.value.verify();
    } catch (error) {
      this.context.metrics.logFailures.inc({ read: 'verify' });
      this.context.logger.debug({ feed: next.value.feed, err: error }, 'state not compared with the log');
    } finally {
      this.#verifying = false;
    }
  }
}
