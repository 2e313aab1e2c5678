import type { Clock, Timer } from '../platform/clock/clock.js';

/** Does a piece of work again and again, one run at a time, and sooner when asked to. The work must not reject. */
export class Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #work: () => Promise<void>;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #soon = false;
  #stopped = false;

  constructor(clock: Clock, periodMs: number, work: () => Promise<void>) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#work = work;
  }

  /** Runs now, or right behind the run under way. */
  wake(): void {
    if (this.#running) this.#soon = true;
    else this.#schedule(0);
  }

  /** Resolves once the run under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => {
      this.#running = this.#work().then(() => {
        this.#running = undefined;
        this.#schedule(this.#soon ? 0 : this.#periodMs);
        this.#soon = false;
      });
    });
  }
}
