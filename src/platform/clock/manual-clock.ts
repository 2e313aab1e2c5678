import { Clock, type Timer } from './clock.js';

interface Entry {
  due: number;
  readonly period: number | undefined;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock extends Clock {
  #now: number;
  readonly #entries = new Set<Entry>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    super();
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): Timer {
    return this.#add({ due: this.#now + ms, period: undefined, callback });
  }

  every(ms: number, callback: () => void): Timer {
    return this.#add({ due: this.#now + ms, period: ms, callback });
  }

  /** Moves on by `ms`, running what falls due in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#entries].filter((entry) => entry.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.due);
      if (next.period === undefined) this.#entries.delete(next);
      else next.due += next.period;
      next.callback();
    }
    this.#now = end;
  }

  get pending(): number {
    return this.#entries.size;
  }

  #add(entry: Entry): Timer {
    this.#entries.add(entry);
    return { cancel: () => void this.#entries.delete(entry) };
  }
}
