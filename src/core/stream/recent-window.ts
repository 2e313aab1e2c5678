interface Sequenced {
  readonly seq: number;
}

/**
 * The newest items of a gapless stream, bounded by count and by weight, so that short absences are answered from memory.
 *
 * Invariant: what is held is a run without a gap that ends at `seq`; it may be empty.
 */
export class RecentWindow<T extends Sequenced> {
  #items: (T | undefined)[] = [];
  #weights: number[] = [];
  /** Index of the oldest item that still counts; the slots before it are empty and removed in bulk. */
  #start = 0;
  #weight = 0;
  #seq: number;

  constructor(
    seq: number,
    readonly limits: { readonly count: number; readonly weight: number },
    readonly weigh: (item: T) => number,
  ) {
    this.#seq = seq;
  }

  /** Seq of the newest item ever pushed. */
  get seq(): number {
    return this.#seq;
  }

  get size(): number {
    return this.#items.length - this.#start;
  }

  push(item: T): void {
    if (item.seq !== this.#seq + 1) throw new Error(`expected seq ${this.#seq + 1}, got ${item.seq}`);
    const weight = this.weigh(item);
    this.#items.push(item);
    this.#weights.push(weight);
    this.#weight += weight;
    this.#seq = item.seq;
    while (this.size > 0 && (this.size > this.limits.count || this.#weight > this.limits.weight))
      this.#shift();
    if (this.#start > 64 && this.#start * 2 > this.#items.length) this.#compact();
  }

  /** Everything after `seq`; undefined when some of it is no longer held, or when `seq` is beyond the newest. */
  after(seq: number): readonly T[] | undefined {
    const missing = this.#seq - seq;
    if (missing < 0 || missing > this.size) return undefined;
    return missing === 0 ? [] : (this.#items.slice(-missing) as T[]);
  }

  /** Whether `after(seq)` has an answer. */
  covers(seq: number): boolean {
    return seq <= this.#seq && this.#seq - seq <= this.size;
  }

  /** Starts anew behind `seq`. */
  reset(seq: number): void {
    this.#items = [];
    this.#weights = [];
    this.#start = 0;
    this.#weight = 0;
    this.#seq = seq;
  }

  #shift(): void {
    this.#weight -= this.#weights[this.#start] as number;
    this.#items[this.#start] = undefined;
    this.#start++;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#start);
    this.#weights = this.#weights.slice(this.#start);
    this.#start = 0;
  }
}
