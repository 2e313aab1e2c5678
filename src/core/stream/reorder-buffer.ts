interface Sequenced {
  readonly seq: number;
}

/**
 * Items that arrived ahead of their turn, at most `limit` of them.
 *
 * Invariant: every item held has a seq above the last one taken. When it is full the item farthest ahead gives way: it is the one that
 * is needed last, and whoever reads the gap from the log will find it there.
 */
export class ReorderBuffer<T extends Sequenced> {
  readonly #items = new Map<number, T>();
  /** The highest seq that was held since the last clear; it may be gone since. */
  #highest = 0;

  constructor(readonly limit: number) {}

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
    return this.#items.get(seq);
  }

  /** Returns false when the item is a duplicate of one held, or when it was refused because the buffer is full of nearer ones. */
  add(item: T): boolean {
    if (this.#items.has(item.seq)) return false;
    if (this.#items.size >= this.limit && !this.#makeRoom(item.seq)) return false;
    this.#items.set(item.seq, item);
    this.#highest = Math.max(this.#highest, item.seq);
    return true;
  }

  /** Removes and returns the item with this very seq. */
  take(seq: number): T | undefined {
    const item = this.#items.get(seq);
    if (item !== undefined) this.#items.delete(seq);
    return item;
  }

  /** Forgets everything at or below `seq`. */
  dropThrough(seq: number): void {
    for (const held of this.#items.keys()) if (held <= seq) this.#items.delete(held);
  }

  clear(): void {
    this.#items.clear();
    this.#highest = 0;
  }

  #makeRoom(seq: number): boolean {
    if (seq > this.#highest) return false;
    let farthest = 0;
    for (const held of this.#items.keys()) farthest = Math.max(farthest, held);
    if (seq > farthest) return false;
    this.#items.delete(farthest);
    return true;
  }
}
