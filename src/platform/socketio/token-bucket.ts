/** Allows `burst` at once and `perSecond` for ever. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  /** @param now milliseconds */
  constructor(
    readonly burst: number,
    readonly perSecond: number,
    private readonly now: () => number,
  ) {
    this.#tokens = burst;
    this.#at = now();
  }

  /** Whether `cost` is allowed now. What is refused still counts: each refusal deepens the debt, see `debt`. */
  take(cost: number): boolean {
    const now = this.now();
    const refill = (Math.max(0, now - this.#at) * this.perSecond) / 1000;
    this.#tokens = Math.min(this.burst, this.#tokens + refill) - cost;
    this.#at = now;
    return this.#tokens >= 0;
  }

  /** How much more was asked for than allowed, as of the last call; 0 when nothing was. */
  get debt(): number {
    return Math.max(0, -this.#tokens);
  }
}
