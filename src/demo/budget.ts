/**
 * How much of the log the demo may fill. Its events are kept like any others, so a demo that nobody stops must stop itself; what
 * retention removes is given back at the next count.
 */
export class Budget {
  #used = 0;

  constructor(readonly limit: number) {}

  /** Sets what is in the log now. */
  count(events: number): void {
    this.#used = events;
  }

  spend(): void {
    this.#used++;
  }

  get used(): number {
    return this.#used;
  }

  get spent(): boolean {
    return this.#used >= this.limit;
  }

  /** In the second half of it the market goes slower. */
  get scarce(): boolean {
    return this.#used >= this.limit / 2;
  }
}
