type Listener = () => void;

/** How many presses of each feed are not published yet; shown wherever the feed is, and asked about before they would be lost. */
class Waiting {
  readonly #listeners = new Set<Listener>();
  #counts: ReadonlyMap<string, number> = new Map();

  readonly counts = (): ReadonlyMap<string, number> => this.#counts;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  set(feed: string, count: number): void {
    if ((this.#counts.get(feed) ?? 0) === count) return;
    const counts = new Map(this.#counts);
    if (count === 0) counts.delete(feed);
    else counts.set(feed, count);
    this.#counts = counts;
    for (const tell of this.#listeners) tell();
  }

  clear(): void {
    this.#counts = new Map();
    for (const tell of this.#listeners) tell();
  }
}

/** Of this page. */
export const waiting = new Waiting();
