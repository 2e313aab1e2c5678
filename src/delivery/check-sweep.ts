import type { Clock, Timer } from '../platform/clock/clock.js';

/** A room that proves its state now and then. */
export interface Checked {
  /** Sends `feed.check` for exactly what its members hold. */
  check(): void;
}

interface Due {
  /** Of the first change since the last check. */
  readonly changedAt: number;
  lastChangeAt: number;
}

const SWEEP_MS = 1000;
/** A room that fell silent proves its last state this much later. */
const IDLE_MS = 2000;

/** Lets rooms that changed send their checksum: when they fall silent, and every `periodMs` while they don't. */
export class CheckSweep {
  readonly #due = new Map<Checked, Due>();
  readonly #timer: Timer;

  constructor(
    readonly clock: Clock,
    readonly periodMs: number,
  ) {
    this.#timer = clock.every(SWEEP_MS, () => this.#sweep());
  }

  changed(room: Checked): void {
    const now = this.clock.now();
    const due = this.#due.get(room);
    if (due) due.lastChangeAt = now;
    else this.#due.set(room, { changedAt: now, lastChangeAt: now });
  }

  forget(room: Checked): void {
    this.#due.delete(room);
  }

  close(): void {
    this.#timer.cancel();
    this.#due.clear();
  }

  #sweep(): void {
    const now = this.clock.now();
    for (const [room, due] of this.#due) {
      if (now - due.lastChangeAt < IDLE_MS && now - due.changedAt < this.periodMs) continue;
      this.#due.delete(room);
      room.check();
    }
  }
}
