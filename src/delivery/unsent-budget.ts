import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Sink } from './sink.js';

/** Somebody whose connection can be ended. */
export interface Spender {
  readonly sink: Pick<Sink, 'unsentBytes'>;
  /** Ends it as a slow consumer. */
  overspent(): void;
}

const SWEEP_MS = 1000;

/**
 * What all connections of a node together may leave unread. Each has its own bounds, but many hostile ones within theirs would still
 * fill the memory: above the budget those who hold most are ended until the rest fits.
 */
export class UnsentBudget {
  readonly #spenders: ReadonlySet<Spender>;
  readonly #clock: Clock;
  readonly #ticker: Timer;
  #early: Timer | undefined;
  #grown = 0;

  /** @param limit bytes */
  constructor(
    spenders: ReadonlySet<Spender>,
    readonly limit: number,
    clock: Clock,
  ) {
    this.#spenders = spenders;
    this.#clock = clock;
    this.#ticker = clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Bytes unsent over all connections. */
  get spent(): number {
    let sum = 0;
    for (const { sink } of this.#spenders) sum += sink.unsentBytes;
    return sum;
  }

  /** Somebody got an answer that is not shared: many of them lead to a sweep at once, as soon as those who read have been served. */
  grew(bytes: number): void {
    this.#grown += bytes;
    if (this.#grown > this.limit / 4) this.#early ??= this.#clock.after(0, () => this.#sweep());
  }

  close(): void {
    this.#ticker.cancel();
    this.#early?.cancel();
  }

  #sweep(): void {
    this.#grown = 0;
    this.#early?.cancel();
    this.#early = undefined;
    let excess = this.spent - this.limit;
    if (excess <= 0) return;
    const held = [...this.#spenders].map((spender) => ({ spender, bytes: spender.sink.unsentBytes }));
    held.sort((a, b) => b.bytes - a.bytes);
    for (const { spender, bytes } of held) {
      if (excess <= 0) return;
      excess -= bytes;
      spender.overspent();
    }
  }
}
