import type { TouchlineClient } from '@touchline/client';
import { pastEvents } from './feed-list.js';
import type { MatchBoard } from './match-board.js';

const TAG = 'demo-match';
/** Most of them only set the clock. */
const RECALLED_EVENTS = 150;
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
    let recalled = false;
    feed.on('snapshot', ({ seq }) => {
      if (recalled) return;
      recalled = true;
      pastEvents(id, Math.max(0, seq - RECALLED_EVENTS), seq).then(
        (events) => {
          if (!feed.closed) this.#board.recall(events);
        },
        // Then the list begins with the next event; the score does not depend on it.
        () => undefined,
      );
    });
    feed.on('event', (event) => this.#board.tell([event]));
    feed.on('state', ({ state }) => {
      if (!feed.meta) return;
      this.#board.show(feed.meta, state);
      this.#board.tick(Date.now());
    });
  }
}
