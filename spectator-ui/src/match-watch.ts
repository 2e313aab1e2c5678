import type { TouchlineClient } from '@touchline/client';
import type { MatchBoard } from './match-board.js';

const TAG = 'demo-match';
const TICK_MS = 250;

type Followed = ReturnType<TouchlineClient['feed']>;
type Counts = (id: string, there: boolean) => void;

/** Finds the newest match of the tag and follows it event by event; the next run takes its place when it appears. */
export class MatchWatch {
  readonly #client: TouchlineClient;
  readonly #board: MatchBoard;
  readonly #counts: Counts;
  #followed: Followed | undefined;

  constructor(client: TouchlineClient, board: MatchBoard, counts: Counts) {
    this.#client = client;
    this.#board = board;
    this.#counts = counts;
  }

  start(): void {
    const tag = this.#client.tag(TAG, { maxRateHz: 1 });
    tag.on('state', () => {
      const newest = tag.feeds
        .map(({ feed }) => feed)
        .sort()
        .at(-1);
      if (newest !== undefined && (this.#followed === undefined || newest > this.#followed.id))
        this.#follow(newest);
    });
    window.setInterval(() => this.#board.tick(Date.now()), TICK_MS);
  }

  #follow(id: string): void {
    this.#followed?.close();
    this.#board.begin();
    this.#counts('match', true);
    const feed = this.#client.feed(id);
    this.#followed = feed;
    feed.on('event', (event) => this.#board.tell([event]));
    feed.on('state', ({ state }) => {
      if (!feed.meta) return;
      this.#board.show(feed.meta, state);
      this.#board.tick(Date.now());
    });
  }
}
