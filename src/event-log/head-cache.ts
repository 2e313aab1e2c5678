import { LRUCache } from 'lru-cache';
import type { FeedHead } from './feed-head.js';

const MAX_FEEDS = 20_000;
const MAX_CHARACTERS = 128 * 1024 * 1024;
/** What an entry weighs beside its state. */
const ENTRY_WEIGHT = 1_000;

/**
 * Heads as this node last saw them committed. Never trusted alone: a writer compares them with the row that it locked
 * (seq, commit time, revision) and asks for the state only where they differ.
 */
export class HeadCache {
  readonly #heads = new LRUCache<string, FeedHead>({
    max: MAX_FEEDS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (head) => head.stateSize + ENTRY_WEIGHT,
  });

  get(feed: string): FeedHead | undefined {
    return this.#heads.get(feed);
  }

  put(head: FeedHead): void {
    this.#heads.set(head.id, head);
  }

  drop(feed: string): void {
    this.#heads.delete(feed);
  }
}
