/** One press that became an event. */
export interface PressTime {
  readonly seq: number;
  /** Milliseconds by `performance.now`. */
  readonly pressedAt: number;
  /** It did not go out straight away: somebody had to decide, or the network to come back. */
  readonly hindered: boolean;
}

type Listener = (time: PressTime) => void;

/** Tells whoever measures when an event was pressed. Keeps nothing. */
class PressTimes {
  readonly #listeners = new Map<string, Set<Listener>>();

  note(feed: string, time: PressTime): void {
    for (const tell of this.#listeners.get(feed) ?? []) tell(time);
  }

  /** Returns the function that ends listening. */
  listen(feed: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(feed) ?? new Set();
    this.#listeners.set(feed, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(feed);
    };
  }
}

/** Of this page. */
export const pressTimes = new PressTimes();
