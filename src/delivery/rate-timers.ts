import { periodMs } from '../core/conflation/rate-ladder.js';
import type { Clock, Timer } from '../platform/clock/clock.js';

/** Something that sends its newest state at its turn. */
export interface Ticking {
  tick(): void;
}

interface Rung {
  readonly timer: Timer;
  readonly all: Set<Ticking>;
  dirty: Set<Ticking>;
}

/** One timer per rate for the whole hub, and at each beat only those that changed: idle rooms cost nothing. */
export class RateTimers {
  readonly #rungs = new Map<number, Rung>();

  constructor(readonly clock: Clock) {}

  join(rateHz: number, room: Ticking): void {
    let rung = this.#rungs.get(rateHz);
    if (!rung) {
      const timer = this.clock.every(periodMs(rateHz), () => this.#beat(rateHz));
      this.#rungs.set(rateHz, (rung = { timer, all: new Set(), dirty: new Set() }));
    }
    rung.all.add(room);
  }

  leave(rateHz: number, room: Ticking): void {
    const rung = this.#rungs.get(rateHz);
    if (!rung) return;
    rung.all.delete(room);
    rung.dirty.delete(room);
    if (rung.all.size > 0) return;
    rung.timer.cancel();
    this.#rungs.delete(rateHz);
  }

  /** The room has something to send at the next beat of its rate. */
  mark(rateHz: number, room: Ticking): void {
    this.#rungs.get(rateHz)?.dirty.add(room);
  }

  close(): void {
    for (const { timer } of this.#rungs.values()) timer.cancel();
    this.#rungs.clear();
  }

  #beat(rateHz: number): void {
    const rung = this.#rungs.get(rateHz);
    if (!rung || rung.dirty.size === 0) return;
    const dirty = rung.dirty;
    rung.dirty = new Set();
    for (const room of dirty) room.tick();
  }
}
