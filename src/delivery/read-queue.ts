/** Runs at most `limit` reads at a time; the others wait in the order in which they came. */
export class ReadQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly limit: number,
    readonly onLength: (waiting: number) => void = () => undefined,
  ) {}

  async run<T>(read: () => Promise<T>): Promise<T> {
    if (this.#running >= this.limit) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        this.onLength(this.#waiting.length);
      });
    } else {
      this.#running++;
    }
    try {
      return await read();
    } finally {
      this.#next();
    }
  }

  /** The place of a finished read goes to the next one directly, so that nobody else slips in. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next) {
      this.onLength(this.#waiting.length);
      next();
    } else {
      this.#running--;
    }
  }
}
