/**
 * Feeds of a tag of which somebody said that they changed: whether they still belong to it, and who may see them, is known only once the
 * log was read again. Until then nothing new of them is shown.
 */
export class TagHolds {
  readonly #marks = new Map<string, number>();
  #mark = 0;

  /** What was held so far; pass it to `release` when the list that is read from now on was taken. */
  get mark(): number {
    return this.#mark;
  }

  has(feed: string): boolean {
    return this.#marks.has(feed);
  }

  get size(): number {
    return this.#marks.size;
  }

  hold(feed: string): void {
    this.#marks.set(feed, ++this.#mark);
  }

  /** Ends what was held when `mark` was taken; what was held since stays. */
  release(mark: number): void {
    for (const [feed, held] of this.#marks) if (held <= mark) this.#marks.delete(feed);
  }
}
