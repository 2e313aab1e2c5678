import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Cursor } from './cursor-store.js';

/** Where one webhook stands with one feed, on the node that delivers it. */
export class Progress {
  readonly feed: string;
  epoch: string;
  seq: number;
  /** Failed ones in a row at what comes next. */
  attempts: number;
  /** When the first of them failed, by this node's clock. */
  failingSince: number | undefined;
  /** Something is being sent. */
  busy = false;
  /** It should be looked at again behind that. */
  again = false;
  #due: Timer | undefined;

  constructor(cursor: Cursor, clock: Clock) {
    this.feed = cursor.feed;
    this.epoch = cursor.epoch;
    this.seq = cursor.seq;
    this.attempts = cursor.attempts;
    this.failingSince = cursor.attempts > 0 ? clock.now() - cursor.failingMs : undefined;
  }

  /** A failed message waits for its next attempt. */
  get waiting(): boolean {
    return this.#due !== undefined;
  }

  retryIn(ms: number, clock: Clock, retry: () => void): void {
    this.#due?.cancel();
    this.#due = clock.after(ms, () => {
      this.#due = undefined;
      retry();
    });
  }

  cancelRetry(): void {
    this.#due?.cancel();
    this.#due = undefined;
  }
}
