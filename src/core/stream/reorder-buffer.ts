interface Sequenced {
  readonly seq: number;
}

export interface ReorderLimits {
  readonly count: number;
  readonly weight: number;
}

/**
 * Items that arrived ahead of their turn, bounded by count and by weight.
 *
 * Invariant: when it is full, the item farthest ahead gives way. It is the one that is needed last, and whoever reads the gap from the
 * log will find it there.
 */
export class ReorderBuffer<T extends Sequenced> {
  readonly #items = new Map<number, { readonly item: T; readonly weight: number }>();
  #weight = 0;
  /** The highest seq that was held since the last clear; it may be gone since. */
  #highest = 0;

  constructor(
    readonly limits: ReorderLimits,
    readonly weigh: (item: T) => number,
  ) {}

  get size(): number {
    return this.#items.size;
  }

  /** The highest seq seen here, at least that of every item held; 0 when it was never filled. */
  get highest(): number {
    return this.#highest;
  }

  has(seq: number): boolean {
    return this.#items.has(seq);
  }

  get(seq: number): T | undefined {
    return this.#items.get(seq)?.item;
  }

  /** Returns false when the item is a duplicate of one held, or when it was refused because the buffer is full of nearer ones. */
  add(item: T): boolean {
    if (this.#items.has(item.seq)) return false;
    const weight = this.weigh(item);
    while (this.#isFull(weight)) if (!this.#makeRoom(item.seq)) return false;
    this.#items.set(item.seq, { item, weight });
    this.#weight += weight;
    this.#highest = Math.max(this.#highest, item.seq);
    return true;
  }

  /** Removes and returns the item with this very seq. */
  take(seq: number): T | undefined {
    const item = this.get(seq);
    this.#remove(seq);
    return item;
  }

  /** Forgets everything at or below `seq`. */
  dropThrough(seq: number): void {
    for (const held of this.#items.keys()) if (held <= seq) this.#remove(held);
  }

  clear(): void {
    this.#items.clear();
    this.#weight = 0;
    this.#highest = 0;
  }

  /** A single item is held whatever its weight, so that nothing waits for ever. */
  #isFull(weight: number): boolean {
    const { size } = this.#items;
    return size >= this.limits.count || (size > 0 && this.#weight + weight > this.limits.weight);
  }

  #makeRoom(seq: number): boolean {
    if (seq > this.#highest) return false;
    let farthest = 0;
    for (const held of this.#items.keys()) farthest = Math.max(farthest, held);
    if (seq > farthest) return false;
    this.#remove(farthest);
    return true;
  }

  #remove(seq: number): void {
    const held = this.#items.get(seq);
    if (!held) return;
    this.#items.delete(seq);
    this.#weight -= held.weight;
  }
}
