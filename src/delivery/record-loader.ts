import type { FeedRecord } from '../core/feed/feed.js';
import type { EventLog } from '../event-log/event-log.js';

const BATCH = 500;

interface Waiter {
  readonly resolve: (record: FeedRecord | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads feed records, gathering what one turn asks for into one query per audience: a call for 500 feeds is one query, not 500. */
export class RecordLoader {
  /** By audience, then by feed. */
  readonly #wanted = new Map<number, Map<string, Waiter[]>>();
  #scheduled = false;

  constructor(readonly log: Pick<EventLog, 'feedsById'>) {}

  /** The record as this audience may see it; undefined when there is no such feed. */
  load(feed: string, delaySeconds: number): Promise<FeedRecord | undefined> {
    return new Promise((resolve, reject) => {
      let byFeed = this.#wanted.get(delaySeconds);
      if (!byFeed) this.#wanted.set(delaySeconds, (byFeed = new Map()));
      const waiters = byFeed.get(feed);
      if (waiters) waiters.push({ resolve, reject });
      else byFeed.set(feed, [{ resolve, reject }]);
      if (this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => this.#query());
    });
  }

  #query(): void {
    this.#scheduled = false;
    for (const [delaySeconds, byFeed] of this.#wanted) {
      const entries = [...byFeed];
      for (let start = 0; start < entries.length; start += BATCH) {
        void this.#batch(delaySeconds, new Map(entries.slice(start, start + BATCH)));
      }
    }
    this.#wanted.clear();
  }

  async #batch(delaySeconds: number, byFeed: ReadonlyMap<string, readonly Waiter[]>): Promise<void> {
    try {
      const view = { delaySeconds };
      const records = await this.log.feedsById([...byFeed.keys()].map((id) => ({ id, view })));
      const found = new Map(records.map((record) => [record.id, record]));
      for (const [feed, waiters] of byFeed) {
        for (const waiter of waiters) waiter.resolve(found.get(feed));
      }
    } catch (error) {
      for (const waiters of byFeed.values()) for (const waiter of waiters) waiter.reject(error);
    }
  }
}
