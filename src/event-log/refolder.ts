import { Folder, origin, type StoredEvent } from '../core/feed/fold.js';
import type { JsonObject } from '../core/json/json.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import type { FeedHead } from './feed-head.js';
import type { LogMetrics } from './log-metrics.js';
import { toStoredEvent, type EventRow } from './log-rows.js';
import type { Tx } from './log-transaction.js';

const PAGE = 500;
/** Folding goes on for so long before the sockets and the health check get their turn. */
const SLICE_MS = 20;

/** The feed changed while it was being folded, or in a way that a fold made before does not cover: fold again. */
export class Stale extends Error {}

export type FoldedFeed = Pick<FeedHead, 'id' | 'kind' | 'config' | 'firstSeq'>;

/** Folds a feed's events again, from the newest checkpoint that a correction leaves valid. A slice at a time, so that others get their turn. */
export class Refolder {
  readonly #kindOf: (name: KindName) => Kind;
  readonly #metrics: LogMetrics;

  constructor(kindOf: (name: KindName) => Kind, metrics: LogMetrics) {
    this.#kindOf = kindOf;
    this.#metrics = metrics;
  }

  /** Where a fold up to the head must start when the event at `place` is corrected, or one is inserted behind it. */
  async start(tx: Tx, feed: FoldedFeed, place: number): Promise<{ seq: number; state: JsonObject }> {
    let bound = place - 1;
    for (;;) {
      const [checkpoint] =
        bound < 1
          ? []
          : await tx.$queryRaw<{ seq: number; state: JsonObject }[]>`
              SELECT seq::float8, state FROM checkpoint WHERE feed = ${feed.id} AND seq <= ${bound}::bigint
                AND seq >= ${feed.firstSeq}::bigint - 1
              ORDER BY seq DESC LIMIT 1`;
      if (!checkpoint) break;
      const [row] = await tx.$queryRaw<{ reached: number | null }[]>`
        SELECT min(coalesce(target, insert_after))::float8 AS reached FROM event
        WHERE feed = ${feed.id} AND coalesce(target, insert_after) <= ${checkpoint.seq}::bigint
          AND seq > ${checkpoint.seq}::bigint`;
      const reached = row?.reached ?? null;
      if (reached === null) return checkpoint;
      bound = reached - 1;
    }
    if (feed.firstSeq > 1) throw new Stale();
    return origin({ kind: this.#kindOf(feed.kind), config: feed.config });
  }

  /** A fold up to `head` that already knows `announced`, a correction that is not in the log yet. */
  async fold(tx: Tx, feed: FoldedFeed, head: number, announced: StoredEvent): Promise<Folder> {
    const place = announced.target ?? announced.insertAfter ?? head;
    const from = await this.start(tx, feed, place);
    const corrections = await this.#corrections(tx, feed.id, from.seq, head);
    const foldable = { kind: this.#kindOf(feed.kind), config: feed.config };
    const folder = new Folder(foldable, from, [...corrections, announced]);
    await this.advance(tx, feed.id, folder, head);
    this.#metrics.refolds.inc();
    this.#metrics.refoldedEvents.inc(head - from.seq);
    return folder;
  }

  async advance(tx: Tx, feed: string, folder: Folder, head: number): Promise<void> {
    while (folder.seq < head) {
      const rows = await tx.$queryRaw<{ e: EventRow }[]>`
        SELECT to_jsonb(e) AS e FROM event e WHERE e.feed = ${feed} AND e.seq > ${folder.seq}::bigint
          AND e.seq <= ${head}::bigint ORDER BY e.seq LIMIT ${PAGE}::int`;
      // Retention has overtaken a fold that is done without the lock.
      if (rows[0]?.e.seq !== folder.seq + 1) throw new Stale();
      let until = performance.now() + SLICE_MS;
      for (const { e } of rows) {
        folder.append(toStoredEvent(e));
        if (performance.now() < until) continue;
        await new Promise(setImmediate);
        until = performance.now() + SLICE_MS;
      }
    }
  }

  /** Whether only plain events are in (after, head], which a fold can take over as they are. */
  async onlyPlain(tx: Tx, feed: string, after: number, head: number): Promise<boolean> {
    if (head === after) return true;
    const [row] = await tx.$queryRaw<{ plain: boolean }[]>`
      SELECT NOT EXISTS (SELECT 1 FROM event WHERE feed = ${feed} AND seq > ${after}::bigint AND seq <= ${head}::bigint
        AND coalesce(target, insert_after) IS NOT NULL) AS plain`;
    return row?.plain ?? false;
  }

  async #corrections(tx: Tx, feed: string, after: number, head: number): Promise<readonly StoredEvent[]> {
    const corrections: StoredEvent[] = [];
    for (let last = after; ;) {
      const rows = await tx.$queryRaw<{ e: EventRow }[]>`
        SELECT to_jsonb(e) AS e FROM event e WHERE e.feed = ${feed} AND coalesce(e.target, e.insert_after) IS NOT NULL
          AND e.seq > ${last}::bigint AND e.seq <= ${head}::bigint ORDER BY e.seq LIMIT ${PAGE}::int`;
      corrections.push(...rows.map(({ e }) => toStoredEvent(e)));
      if (rows.length < PAGE) return corrections;
      last = corrections.at(-1)?.seq ?? head;
    }
  }
}

/** An event and its corrections so far, as `FeedSession.correct` asks for them. */
export async function readTarget(
  tx: Tx,
  feed: string,
  seq: number,
): Promise<{ readonly target?: StoredEvent; readonly corrections: readonly StoredEvent[] }> {
  const rows = await tx.$queryRaw<{ e: EventRow }[]>`
    SELECT to_jsonb(e) AS e FROM event e WHERE e.feed = ${feed} AND e.seq = ${seq}::bigint
    UNION ALL
    SELECT to_jsonb(e) AS e FROM event e WHERE e.feed = ${feed} AND coalesce(e.target, e.insert_after) = ${seq}::bigint
      AND e.target IS NOT NULL`;
  const events = rows.map(({ e }) => toStoredEvent(e)).sort((a, b) => a.seq - b.seq);
  const target = events.find((event) => event.seq === seq);
  return { ...(target ? { target } : {}), corrections: events.filter((event) => event.target === seq) };
}
