import type { ViewerCounts } from './announcement.js';

interface Entry {
  readonly count: number;
  readonly round: number;
}

/** More feeds than a node follows. */
const MAX_FEEDS = 50_000;
/** A feed that was not named for so many rounds was taken back in an announcement that was lost. */
const ROUNDS = 2;

/** The viewer counts of another node, as far as its announcements told. */
export class PeerViewers {
  readonly #entries = new Map<string, Entry>();
  #round = 0;

  take({ round, feeds }: ViewerCounts): void {
    for (const [feed, count] of feeds) {
      if (count === 0) this.#entries.delete(feed);
      else if (this.#entries.has(feed) || this.#entries.size < MAX_FEEDS)
        this.#entries.set(feed, { count, round });
    }
    if (round <= this.#round) return;
    this.#round = round;
    for (const [feed, entry] of this.#entries) {
      if (entry.round < round - ROUNDS) this.#entries.delete(feed);
    }
  }

  of(feed: string): number {
    return this.#entries.get(feed)?.count ?? 0;
  }

  countInto(counts: Map<string, number>): void {
    for (const [feed, { count }] of this.#entries) counts.set(feed, (counts.get(feed) ?? 0) + count);
  }
}
