/** Waits that grow from try to try, with full jitter, so that clients of a node that left do not come back all at once. */
export class Backoff {
  #tries = 0;

  constructor(
    private readonly firstMs = 500,
    private readonly maxMs = 15_000,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const limit = Math.min(this.maxMs, this.firstMs * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 16);
    return Math.round(limit * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.#tries = 0;
  }
}
