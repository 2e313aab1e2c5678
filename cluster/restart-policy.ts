/** The longest pause between two tries of a process that cannot start. */
export const LONGEST_PAUSE_MS = 10_000;

/**
 * How long a process that ended stays away. One that served comes back after the pause that was asked for, however often
 * it is killed; one that ends by itself before it ever served is in a crash loop and waits twice as long each time.
 */
export class RestartPolicy {
  readonly #pauseMs: number | undefined;
  #failures = 0;

  /** `pauseMs` undefined: never started again. */
  constructor(pauseMs: number | undefined) {
    this.#pauseMs = pauseMs;
  }

  /** Ends in a row that came before the process served. */
  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds until the next start, undefined for never. */
  afterEnd(end: { readonly served: boolean; readonly killed: boolean }): number | undefined {
    if (end.served) this.#failures = 0;
    else if (!end.killed) this.#failures += 1;
    if (this.#pauseMs === undefined) return undefined;
    if (this.#failures <= 1) return this.#pauseMs;
    const grown = Math.max(this.#pauseMs, 100) * 2 ** Math.min(this.#failures - 1, 16);
    return Math.max(this.#pauseMs, Math.min(grown, LONGEST_PAUSE_MS));
  }
}
