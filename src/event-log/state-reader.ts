import { LRUCache } from 'lru-cache';
import type { JsonObject } from '../core/json/json.js';
import { ordered } from '../core/json/canonical.js';
import { applyPatch } from '../core/json/merge-patch.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { eventNotFound } from './log-errors.js';
import { isoTime, toSeenHead, type FeedRow } from './log-rows.js';
import type { Tx } from './log-transaction.js';

const PAGE = 500;
const MAX_FEEDS = 5_000;
const MAX_CHARACTERS = 64 * 1024 * 1024;
const ENTRY_WEIGHT = 500;

/** State as it was known at `seq`, committed at `at` (ISO 8601). */
export interface StatePoint {
  readonly seq: number;
  readonly at: string;
  readonly state: JsonObject;
}

/**
 * State at a seq: a checkpoint and the patches behind it, corrections included, exactly as every client has applied them. The last
 * answer for each feed is kept, because those who read behind a delay ask for the next seq soon; it counts only where its event still
 * stands with the same commit time.
 */
export class StateReader {
  readonly #kindOf: (name: KindName) => Kind;
  readonly #recent = new LRUCache<string, StatePoint>({
    max: MAX_FEEDS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ state }) => JSON.stringify(state).length + ENTRY_WEIGHT,
  });

  constructor(kindOf: (name: KindName) => Kind) {
    this.#kindOf = kindOf;
  }

  /** Ordered, so that nobody behind a delay can tell a state at the head from one below it by its bytes. */
  async stateAt(tx: Tx, feed: FeedRow, seq: number): Promise<StatePoint> {
    const point = await this.#pointAt(tx, feed, seq);
    return { ...point, state: ordered(point.state) };
  }

  async #pointAt(tx: Tx, feed: FeedRow, seq: number): Promise<StatePoint> {
    const createdAt = isoTime(feed.created_at);
    if (seq === feed.seq) {
      const { state, headAt } = toSeenHead(feed);
      return { seq, state, at: headAt ?? createdAt };
    }
    const point =
      (await this.#advance(tx, feed.id, await this.#remembered(tx, feed.id, seq), seq)) ??
      (await this.#advance(tx, feed.id, await this.#checkpoint(tx, feed, seq), seq));
    if (!point) throw eventNotFound(feed.id, seq);
    this.#recent.set(feed.id, point);
    return point;
  }

  async #remembered(tx: Tx, feed: string, seq: number): Promise<StatePoint | undefined> {
    const point = this.#recent.get(feed);
    if (!point || point.seq > seq || point.seq === 0 || seq - point.seq > PAGE) return undefined;
    const [row] = await tx.$queryRaw<{ at: Date }[]>`
      SELECT at FROM event WHERE feed = ${feed} AND seq = ${point.seq}::bigint`;
    return row?.at.toISOString() === point.at ? point : undefined;
  }

  async #checkpoint(tx: Tx, feed: FeedRow, seq: number): Promise<StatePoint> {
    const [checkpoint] = await tx.$queryRaw<{ seq: number; state: JsonObject; at: Date }[]>`
      SELECT seq::float8, state, at FROM checkpoint WHERE feed = ${feed.id} AND seq <= ${seq}::bigint
      ORDER BY seq DESC LIMIT 1`;
    if (checkpoint) return { ...checkpoint, at: checkpoint.at.toISOString() };
    const state = this.#kindOf(feed.kind).initial(feed.config);
    return { seq: 0, state, at: isoTime(feed.created_at) };
  }

  /** Undefined when an event is missing. */
  async #advance(
    tx: Tx,
    feed: string,
    from: StatePoint | undefined,
    seq: number,
  ): Promise<StatePoint | undefined> {
    let point = from;
    while (point && point.seq < seq) {
      const rows: readonly { patch: JsonObject; at: Date; seq: number }[] = await tx.$queryRaw`
        SELECT coalesce(patch, data) AS patch, at, seq::float8 FROM event
        WHERE feed = ${feed} AND seq > ${point.seq}::bigint AND seq <= ${seq}::bigint ORDER BY seq LIMIT ${PAGE}::int`;
      const last = rows.at(-1);
      if (!last || last.seq !== point.seq + rows.length) return undefined;
      const state = rows.reduce((before, { patch }) => applyPatch(before, patch), point.state);
      point = { seq: last.seq, state, at: last.at.toISOString() };
    }
    return point;
  }
}
