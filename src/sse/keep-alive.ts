import type { Clock, Timer } from '../platform/clock/clock.js';

export interface KeptAlive {
  comment(): void;
}

const PERIOD_SECONDS = 15;

/** Has every stream send a comment each 15 s from its beginning on. One timer serves all of them, a fifteenth a second. */
export class KeepAlive {
  readonly #slots: readonly Set<KeptAlive>[] = Array.from(
    { length: PERIOD_SECONDS },
    () => new Set<KeptAlive>(),
  );
  readonly #timer: Timer;
  #now = 0;

  constructor(clock: Clock) {
    this.#timer = clock.every(1000, () => this.#tick());
  }

  /** Returns what ends it. */
  add(stream: KeptAlive): () => void {
    const slot = this.#slots[this.#now] as Set<KeptAlive>;
    slot.add(stream);
    return () => void slot.delete(stream);
  }

  close(): void {
    this.#timer.cancel();
  }

  #tick(): void {
    this.#now = (this.#now + 1) % PERIOD_SECONDS;
    for (const stream of this.#slots[this.#now] as Set<KeptAlive>) stream.comment();
  }
}
