import type { JsonObject } from '../../../src/core/json/json.js';

export interface ClockUpdate {
  readonly at: number;
  readonly data: JsonObject;
}

/** The shown clock may differ by so much from the file before it is set again. */
const TOLERANCE_MS = 1_500;

/**
 * Turns "at this moment the clock showed that" into anchors. Play-by-plays do not say when the clock was started again; it is
 * inferred: if the clock moved since it stood, it was started as long before as it moved.
 */
export class BasketballClock {
  #running = false;
  #valueMs = 0;
  #anchorAt = 0;
  #latest = 0;

  /** A period begins: the clock stands at its full length, as the kind knows without being told. */
  reset(at: number, valueMs: number): void {
    this.#set(at, false, valueMs);
  }

  observe(at: number, valueMs: number): readonly ClockUpdate[] {
    const updates: ClockUpdate[] = [];
    if (!this.#running && valueMs < this.#valueMs) {
      const started = Math.max(this.#latest, at - (this.#valueMs - valueMs));
      updates.push(this.#set(started, true, this.#valueMs));
    }
    if (Math.abs(this.#shownAt(at) - valueMs) > TOLERANCE_MS)
      updates.push(this.#set(at, this.#running, valueMs));
    this.#latest = Math.max(this.#latest, at);
    return updates;
  }

  stop(at: number, valueMs: number): readonly ClockUpdate[] {
    if (!this.#running && this.#valueMs === valueMs) return [];
    return [this.#set(at, false, valueMs)];
  }

  #shownAt(at: number): number {
    return this.#running ? Math.max(0, this.#valueMs - (at - this.#anchorAt)) : this.#valueMs;
  }

  #set(at: number, running: boolean, valueMs: number): ClockUpdate {
    this.#running = running;
    this.#valueMs = valueMs;
    this.#anchorAt = at;
    this.#latest = Math.max(this.#latest, at);
    return { at, data: { running, valueMs } };
  }
}
