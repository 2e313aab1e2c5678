/** How many subscriptions each feed has here, by feed id and whatever the audience. Kept, so that asking costs nothing on the way of events. */
export class Viewers {
  readonly #counts = new Map<string, number>();

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  joined(feed: string): void {
    this.#counts.set(feed, (this.#counts.get(feed) ?? 0) + 1);
  }

  left(feed: string): void {
    const count = (this.#counts.get(feed) ?? 0) - 1;
    if (count > 0) this.#counts.set(feed, count);
    else this.#counts.delete(feed);
  }
}
