import type { TouchlineClient } from '@touchline/client';
import { recentCloses } from './feed-list.js';
import type { TickerGrid } from './ticker-grid.js';

const TAG = 'demo-market';
const RATE_HZ = 5;
/** Points of the line that were before. */
const POINTS_BEFORE = 120;

/** All symbols of the tag by one subscription, conflated: a page that cannot keep up sees fewer steps, never old prices. */
export class MarketWatch {
  readonly #client: TouchlineClient;
  readonly #grid: TickerGrid;
  readonly #counts: (id: string, there: boolean) => void;
  readonly #known = new Set<string>();

  constructor(client: TouchlineClient, grid: TickerGrid, counts: (id: string, there: boolean) => void) {
    this.#client = client;
    this.#grid = grid;
    this.#counts = counts;
  }

  start(): void {
    const tag = this.#client.tag(TAG, { maxRateHz: RATE_HZ });
    tag.on('state', (feeds) => {
      for (const { feed, meta, state } of feeds) {
        if (!meta) continue;
        if (!this.#known.has(feed)) this.#greet(feed);
        this.#grid.show(feed, meta, state);
      }
    });
    tag.on('left', ({ feed }) => {
      this.#known.delete(feed);
      this.#grid.remove(feed);
      this.#counts(feed, false);
    });
  }

  #greet(feed: string): void {
    this.#known.add(feed);
    this.#counts(feed, true);
    recentCloses(feed, POINTS_BEFORE).then(
      (points) => this.#grid.course(feed, points),
      // The line then begins now; the price itself does not depend on it.
      () => undefined,
    );
  }
}
