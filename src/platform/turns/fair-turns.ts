interface Work {
  readonly weight: number;
  readonly begin: () => void;
}

export interface TurnLimits {
  /** Weight of the work that may begin in one turn of the event loop, about; a heavier piece begins alone. */
  readonly perTurn: number;
  /** Pieces that may wait; more are refused. */
  readonly maxWaiting: number;
}

/** A unit is about one feed's state read, checked and written: 50 are some milliseconds. */
const DEFAULT_TURN_LIMITS: TurnLimits = { perTurn: 50, maxWaiting: 20_000 };

/**
 * Lets heavy work begin in pieces, so that a node that has more of it than it can do is slow with that work and not with all else:
 * between two turns come the sockets, the health check and every event. Those who wait are served in rounds, one piece for each caller,
 * so that nobody waits behind the heap of another.
 */
export class FairTurns {
  readonly #limits: TurnLimits;
  readonly #onWaiting: (pieces: number) => void;
  /** By caller, the one whose turn is next first. Invariant: no queue is empty. */
  readonly #queues = new Map<string, Work[]>();
  #waiting = 0;
  #left: number;
  #scheduled = false;

  /** @param onWaiting told how many pieces wait, for a metric */
  constructor(
    limits: TurnLimits = DEFAULT_TURN_LIMITS,
    onWaiting: (pieces: number) => void = () => undefined,
  ) {
    this.#limits = limits;
    this.#onWaiting = onWaiting;
    this.#left = limits.perTurn;
  }

  /** Resolves to true when the work may begin, which it then does at once; to false when too much waits already. */
  take(caller: string, weight: number): Promise<boolean> {
    if (this.#waiting === 0 && this.#left > 0) {
      this.#spend(weight);
      return Promise.resolve(true);
    }
    if (this.#waiting >= this.#limits.maxWaiting) return Promise.resolve(false);
    return new Promise((resolve) => this.#wait(caller, { weight, begin: () => resolve(true) }));
  }

  #wait(caller: string, work: Work): void {
    const queue = this.#queues.get(caller);
    if (queue) queue.push(work);
    else this.#queues.set(caller, [work]);
    this.#setWaiting(this.#waiting + 1);
    this.#schedule();
  }

  #spend(weight: number): void {
    this.#left -= weight;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    this.#left = this.#limits.perTurn;
    for (const [caller, queue] of this.#queues) {
      if (this.#left <= 0) break;
      const work = queue.shift() as Work;
      // Behind all others, if there is more.
      this.#queues.delete(caller);
      if (queue.length > 0) this.#queues.set(caller, queue);
      this.#setWaiting(this.#waiting - 1);
      this.#spend(work.weight);
      work.begin();
    }
    if (this.#waiting > 0) this.#schedule();
  }

  #setWaiting(pieces: number): void {
    this.#waiting = pieces;
    this.#onWaiting(pieces);
  }
}
