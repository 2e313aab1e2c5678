type Listener = () => void;

/** The newest seq of each feed that a desk follows, so that what others see can be held against it. */
class Heads {
  readonly #heads = new Map<string, number>();
  readonly #listeners = new Set<Listener>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  get(feed: string): number | undefined {
    return this.#heads.get(feed);
  }

  set(feed: string, seq: number): void {
    if (this.#heads.get(feed) === seq) return;
    this.#heads.set(feed, seq);
    this.#tell();
  }

  /** Nobody follows it any more. */
  forget(feed: string): void {
    if (this.#heads.delete(feed)) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Of this page. */
export const heads = new Heads();
