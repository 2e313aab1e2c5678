import { AppError } from '../core/protocol/errors.js';

export interface CommitterOptions<Item> {
  readonly feedOf: (item: Item) => string;
  readonly bytesOf: (item: Item) => number;
  /** Whether an item commits alone. */
  readonly alone: (item: Item) => boolean;
  /**
   * Commits and settles every item; never rejects. Returns groups of items of one feed each that it left unsettled, to be committed
   * apart: each feed's groups in their order.
   */
  readonly commit: (items: readonly Item[]) => Promise<readonly (readonly Item[])[]>;
  /** Called whenever what waits has changed. */
  readonly onQueue?: (items: number, bytes: number) => void;
  readonly maxBatchItems: number;
  readonly maxBatchBytes: number;
  readonly maxQueueItems: number;
  readonly maxQueueBytes: number;
  /** Most commits at once that are not the common batch. */
  readonly maxLanes: number;
}

/**
 * Whatever arrives while a commit is in flight is the next batch.
 *
 * Invariants: of one feed at most one commit is in flight, and its items commit in the order of their arrival; an item that commits
 * alone, or a feed whose commit failed, holds up nothing but that feed.
 */
export class GroupCommitter<Item> {
  readonly #options: CommitterOptions<Item>;
  /** Waiting items by feed; the feed that waits longest is first. */
  readonly #queues = new Map<string, Item[]>();
  readonly #busy = new Set<string>();
  #items = 0;
  #bytes = 0;
  #batchInFlight = false;
  #lanes = 0;
  /** Groups of one feed each, to be committed apart. Their feeds are occupied. */
  readonly #apart: (readonly (readonly Item[])[])[] = [];
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(options: CommitterOptions<Item>) {
    this.#options = options;
  }

  /** Throws `rate_limited` when the queue is full. The commit starts behind the current turn's microtasks. */
  push(item: Item): void {
    const { maxQueueItems, maxQueueBytes } = this.#options;
    const bytes = this.#options.bytesOf(item);
    if (this.#items >= maxQueueItems || this.#bytes + bytes > maxQueueBytes) {
      throw new AppError(
        'rate_limited',
        'More updates wait for the database than this node keeps: slow down.',
        {
          retryAfterSeconds: 1,
        },
      );
    }
    const feed = this.#options.feedOf(item);
    const queue = this.#queues.get(feed);
    if (queue) queue.push(item);
    else this.#queues.set(feed, [item]);
    this.#count(1, bytes);
    this.#schedule();
  }

  /** Resolves when nothing waits or is in flight. */
  async drain(): Promise<void> {
    if (this.#quiet) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get #quiet(): boolean {
    return this.#items === 0 && !this.#batchInFlight && this.#lanes === 0 && this.#apart.length === 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #count(items: number, bytes: number): void {
    this.#items += items;
    this.#bytes += bytes;
    this.#options.onQueue?.(this.#items, this.#bytes);
  }

  #pump(): void {
    this.#startLanes();
    if (!this.#batchInFlight) {
      const batch = this.#takeBatch();
      if (batch.length > 0) this.#startBatch(batch);
    }
    if (!this.#quiet) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #startBatch(batch: readonly Item[]): void {
    this.#batchInFlight = true;
    const feeds = this.#occupy(batch);
    void this.#options.commit(batch).then((failed) => {
      this.#batchInFlight = false;
      const open = new Set<string>();
      for (const groups of this.#byFeed(failed)) {
        open.add(this.#options.feedOf(groups[0]?.[0] as Item));
        this.#apart.push(groups);
      }
      this.#release(feeds.filter((feed) => !open.has(feed)));
    });
  }

  #byFeed(groups: readonly (readonly Item[])[]): Iterable<(readonly Item[])[]> {
    const feeds = new Map<string, (readonly Item[])[]>();
    for (const group of groups) {
      const feed = this.#options.feedOf(group[0] as Item);
      const known = feeds.get(feed);
      if (known) known.push(group);
      else feeds.set(feed, [group]);
    }
    return feeds.values();
  }

  /** What failed in a batch, then items that commit alone: as many as there are lanes for. */
  #startLanes(): void {
    while (this.#lanes < this.#options.maxLanes) {
      const groups = this.#apart.shift();
      if (!groups) break;
      this.#startLane(groups);
    }
    for (const [feed, queue] of this.#queues) {
      if (this.#lanes >= this.#options.maxLanes) return;
      const first = queue[0] as Item;
      if (this.#busy.has(feed) || !this.#options.alone(first)) continue;
      this.#take(feed, queue, 1);
      this.#occupy([first]);
      this.#startLane([[first]]);
    }
  }

  /** Commits groups of one feed, one after the other; the feed stays occupied until the last is settled. */
  #startLane(groups: readonly (readonly Item[])[]): void {
    this.#lanes++;
    const feed = this.#options.feedOf(groups[0]?.[0] as Item);
    void this.#runLane(groups).then(() => {
      this.#lanes--;
      this.#release([feed]);
    });
  }

  async #runLane(groups: readonly (readonly Item[])[]): Promise<void> {
    for (const group of groups) {
      const smaller = await this.#options.commit(group);
      await this.#runLane(smaller);
    }
  }

  #occupy(items: readonly Item[]): readonly string[] {
    const feeds = [...new Set(items.map((item) => this.#options.feedOf(item)))];
    for (const feed of feeds) this.#busy.add(feed);
    return feeds;
  }

  #release(feeds: readonly string[]): void {
    for (const feed of feeds) this.#busy.delete(feed);
    this.#pump();
  }

  #takeBatch(): readonly Item[] {
    const { maxBatchItems, maxBatchBytes, alone, bytesOf } = this.#options;
    const batch: Item[] = [];
    let bytes = 0;
    for (const [feed, queue] of [...this.#queues]) {
      if (this.#busy.has(feed)) continue;
      let count = 0;
      while (count < queue.length && batch.length < maxBatchItems) {
        const item = queue[count] as Item;
        const size = bytesOf(item);
        if (alone(item) || (batch.length > 0 && bytes + size > maxBatchBytes)) break;
        batch.push(item);
        bytes += size;
        count++;
      }
      if (count > 0) this.#take(feed, queue, count);
      if (batch.length >= maxBatchItems || bytes >= maxBatchBytes) break;
    }
    return batch;
  }

  #take(feed: string, queue: Item[], count: number): void {
    const taken = queue.splice(0, count);
    this.#queues.delete(feed);
    // Behind the others: a feed that never ends its queue starves nobody.
    if (queue.length > 0) this.#queues.set(feed, queue);
    this.#count(-count, -taken.reduce((sum, item) => sum + this.#options.bytesOf(item), 0));
  }
}
