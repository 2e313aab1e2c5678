import type { Clock } from '../platform/clock/clock.js';

/** Those who wait for something to come true, each for a limited time. */
export class Waiters {
  #waiting: (() => void)[] = [];

  constructor(readonly clock: Clock) {}

  /** Resolves at the next `wake`, or after `timeoutMs`: look again which of the two it was. */
  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        resolve();
      };
      const timer = this.clock.after(timeoutMs, () => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== wake);
        resolve();
      });
      this.#waiting.push(wake);
    });
  }

  wake(): void {
    if (this.#waiting.length === 0) return;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
