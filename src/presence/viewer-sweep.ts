import { MAX_ANNOUNCED_FEEDS, type ViewerCounts } from './announcement.js';

/** How many announcements a round takes while there are few feeds. */
const SLICES = 5;
/** Room that changes leave for the round, so that it always ends. */
const MAX_CHANGES = MAX_ANNOUNCED_FEEDS * 0.8;

/**
 * What to announce of this node's viewer counts: what changed, and a slice of all of them in turn, for nodes that are new or missed
 * something. Bounded, however many feeds are watched.
 */
export class ViewerSweep {
  readonly #told = new Map<string, number>();
  #round = 0;
  #rest: readonly string[] = [];

  /** @param counts of this moment; a feed that is absent has none */
  next(counts: ReadonlyMap<string, number>): ViewerCounts {
    const feeds: [string, number][] = [];
    for (const [feed, count] of counts) {
      if (feeds.length >= MAX_CHANGES) break;
      if (this.#told.get(feed) !== count) this.#tell(feeds, feed, count);
    }
    for (const feed of this.#told.keys()) {
      if (feeds.length >= MAX_CHANGES) break;
      if (!counts.has(feed)) this.#tell(feeds, feed, 0);
    }
    if (this.#rest.length === 0) {
      this.#rest = [...counts.keys()];
      this.#round++;
    }
    const slice = Math.min(MAX_ANNOUNCED_FEEDS - feeds.length, Math.ceil(Math.max(counts.size, 1) / SLICES));
    for (const feed of this.#rest.slice(0, slice)) this.#tell(feeds, feed, counts.get(feed) ?? 0);
    this.#rest = this.#rest.slice(slice);
    return { round: this.#round, feeds };
  }

  #tell(feeds: [string, number][], feed: string, count: number): void {
    feeds.push([feed, count]);
    if (count === 0) this.#told.delete(feed);
    else this.#told.set(feed, count);
  }
}
