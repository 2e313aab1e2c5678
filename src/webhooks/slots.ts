/** Places for what may run at a time; whoever finds none waits its turn. */
export class Slots {
  readonly #limit: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Undefined when none is free now. */
  tryTake(): (() => void) | undefined {
    if (this.#taken >= this.#limit) return undefined;
    this.#taken++;
    return this.#once();
  }

  /** Resolves to what gives the place back. */
  async take(): Promise<() => void> {
    if (this.#taken < this.#limit) this.#taken++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#once();
  }

  /** The place goes straight to who has waited longest. */
  #once(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#taken--;
    };
  }
}
