export interface Call {
  /** What it holds in memory while it waits: the feeds and tags that it names. */
  readonly weight: number;
  /** Answers. Must not reject. */
  run(): Promise<void>;
}

export interface QueueLimits {
  /** Of those that are to be served; as many refused ones may wait among them. */
  readonly calls: number;
  readonly weight: number;
}

const DEFAULT_QUEUE_LIMITS: QueueLimits = { calls: 200, weight: 10_000 };

/** The calls of one connection, served one after the other, so that they are answered in order. */
export class CallQueue {
  readonly #waiting: Call[] = [];
  readonly #limits: QueueLimits;
  readonly #mayServe: () => Promise<boolean>;
  #weight = 0;
  #serving = false;

  /** @param mayServe asked before each call; false ends the queue */
  constructor(mayServe: () => Promise<boolean>, limits: QueueLimits = DEFAULT_QUEUE_LIMITS) {
    this.#mayServe = mayServe;
    this.#limits = limits;
  }

  /** False, and nothing is kept, when too much is waiting already. */
  add(call: Call): boolean {
    const waiting = this.#waiting.length;
    const full = waiting >= this.#limits.calls || this.#weight + call.weight > this.#limits.weight;
    if (waiting > 0 && full) return false;
    this.#waiting.push(call);
    this.#weight += call.weight;
    if (!this.#serving) void this.#serve();
    return true;
  }

  /** Lets the answer to a refused call take its place in the order. False when too many wait already. */
  refuse(refusal: () => void): boolean {
    if (this.#waiting.length >= 2 * this.#limits.calls) return false;
    this.end(refusal);
    return true;
  }

  /** What is done when all that waits now was answered. */
  end(act: () => void): void {
    this.#waiting.push({
      weight: 0,
      run: () => {
        act();
        return Promise.resolve();
      },
    });
    if (!this.#serving) void this.#serve();
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#weight = 0;
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    for (;;) {
      const call = this.#waiting[0];
      if (!call || !(await this.#mayServe())) break;
      await call.run();
      if (this.#waiting[0] === call) {
        this.#waiting.shift();
        this.#weight -= call.weight;
      }
    }
    this.#serving = false;
  }
}
