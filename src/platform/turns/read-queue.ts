type Begin = () => void;

/** Runs at most `limit` reads at a time. The others wait: those of one caller in their order, the callers in rounds. */
export class ReadQueue {
  #running = 0;
  /** By caller, the one whose turn is next first. Invariant: no queue is empty. */
  readonly #queues = new Map<string, Begin[]>();
  #waiting = 0;

  constructor(
    readonly limit: number,
    readonly onLength: (waiting: number) => void = () => undefined,
  ) {}

  get waiting(): number {
    return this.#waiting;
  }

  waitingOf(caller: string): number {
    return this.#queues.get(caller)?.length ?? 0;
  }

  async run<T>(read: () => Promise<T>, caller = ''): Promise<T> {
    if (this.#running >= this.limit) await new Promise<void>((begin) => this.#wait(caller, begin));
    else this.#running++;
    try {
      return await read();
    } finally {
      this.#next();
    }
  }

  #wait(caller: string, begin: Begin): void {
    const queue = this.#queues.get(caller);
    if (queue) queue.push(begin);
    else this.#queues.set(caller, [begin]);
    this.onLength(++this.#waiting);
  }

  /** The place of a finished read goes to the next one directly, so that nobody else slips in. */
  #next(): void {
    const [first] = this.#queues;
    if (!first) {
      this.#running--;
      return;
    }
    const [caller, queue] = first;
    const begin = queue.shift() as Begin;
    this.#queues.delete(caller);
    if (queue.length > 0) this.#queues.set(caller, queue);
    this.onLength(--this.#waiting);
    begin();
  }
}
