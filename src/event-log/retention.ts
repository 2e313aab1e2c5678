import { guarded } from './database-errors.js';
import { parseTime } from './log-errors.js';
import type { FeedRow } from './log-rows.js';
import type { Tx } from './log-transaction.js';
import type { StateReader } from './state-reader.js';
import type { LogDatabase } from './transaction-runner.js';

const FEEDS_PAGE = 200;
const DELETE_PAGE = 2_000;
/** Idempotency keys are kept this long at least, whatever becomes of the history. */
const KEY_DAYS = 30;

/**
 * Shortens histories from their beginning. A cut at seq K keeps a checkpoint of K, from which everything behind it can be read and
 * folded again; so K moves back to where no later correction reaches behind it.
 */
export class Retention {
  readonly #database: LogDatabase;
  readonly #states: StateReader;

  constructor(database: LogDatabase, states: StateReader) {
    this.#database = database;
    this.#states = states;
  }

  /** Returns how many events left the history. */
  async apply(before: string): Promise<number> {
    const limit = parseTime('before', before);
    let cut = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const feeds: readonly string[] = await this.#candidates(after, limit);
      for (const feed of feeds) {
        cut += await guarded(() => this.#database.client.$transaction((tx) => this.#cut(tx, feed, limit)));
        await this.#delete(feed);
      }
      after = feeds.length === FEEDS_PAGE ? feeds.at(-1) : undefined;
    }
    await guarded(
      () => this.#database.client.$executeRaw`
        DELETE FROM held_update WHERE status <> 'pending'
          AND closed_at < least(${limit}::timestamptz, clock_timestamp() - make_interval(days => ${KEY_DAYS}::int))`,
    );
    return cut;
  }

  /** Feeds whose oldest event is old enough, or that have rows left over from earlier cuts. */
  async #candidates(after: string, limit: string): Promise<readonly string[]> {
    const rows = await guarded(
      () => this.#database.client.$queryRaw<{ id: string }[]>`
        SELECT f.id FROM feed f WHERE f.id > ${after} AND (f.first_seq > 1 OR EXISTS (
          SELECT 1 FROM event e WHERE e.feed = f.id AND e.seq = f.first_seq AND e.at < ${limit}::timestamptz))
        ORDER BY f.id LIMIT ${FEEDS_PAGE}::int`,
    );
    return rows.map(({ id }) => id);
  }

  /** Moves `first_seq`; what is older is no longer served from then on. */
  async #cut(tx: Tx, id: string, limit: string): Promise<number> {
    await tx.$queryRaw`SELECT 1 AS locked FROM feed WHERE id = ${id} FOR UPDATE`;
    // Nobody may lose what the public delay has not shown them yet.
    const [row] = await tx.$queryRaw<{ f: FeedRow; last: number }[]>`
      SELECT to_jsonb(f) AS f, log_cursor(f.id, f.first_seq, f.seq, least(${limit}::timestamptz - interval '1 millisecond',
        clock_timestamp() - make_interval(secs => coalesce(f.public_delay_seconds, 0))))::float8 AS last
      FROM feed f WHERE f.id = ${id}`;
    if (!row) return 0;
    const { f: feed } = row;
    const last = await this.#withinCorrections(tx, feed, row.last);
    if (last < feed.first_seq) return 0;
    const point = await this.#states.stateAt(tx, feed, last);
    await tx.$executeRaw`
      INSERT INTO checkpoint (feed, seq, state, at)
      VALUES (${id}, ${last}::bigint, ${JSON.stringify(point.state)}::jsonb, ${point.at}::timestamptz)
      ON CONFLICT (feed, seq) DO NOTHING`;
    await tx.$executeRaw`UPDATE feed SET first_seq = ${last}::bigint + 1 WHERE id = ${id}`;
    await tx.$executeRaw`DELETE FROM checkpoint WHERE feed = ${id} AND seq < ${last}::bigint`;
    return last + 1 - feed.first_seq;
  }

  async #withinCorrections(tx: Tx, feed: FeedRow, candidate: number): Promise<number> {
    for (let last = candidate; ;) {
      if (last < feed.first_seq) return last;
      const [row] = await tx.$queryRaw<{ reached: number | null }[]>`
        SELECT min(coalesce(target, insert_after))::float8 AS reached FROM event
        WHERE feed = ${feed.id} AND coalesce(target, insert_after) <= ${last}::bigint AND seq > ${last}::bigint`;
      const reached = row?.reached ?? null;
      if (reached === null) return last;
      last = reached - 1;
    }
  }

  /**
   * Removes the rows of before `first_seq`, but for young idempotency keys, and for trades that share a second with one that is still
   * served: a correction of that one computes their bar anew. Needs no lock, since nobody reads them as history.
   */
  async #delete(feed: string): Promise<void> {
    for (;;) {
      const deleted = await guarded(
        () => this.#database.client.$executeRaw`
          DELETE FROM event d USING (
            SELECT e.feed, e.seq FROM feed f JOIN event e ON e.feed = f.id AND e.seq < f.first_seq
            WHERE f.id = ${feed}
              AND (e.idempotency_key IS NULL OR e.at < clock_timestamp() - make_interval(days => ${KEY_DAYS}::int))
              AND (e.trade_at IS NULL OR NOT EXISTS (
                SELECT 1 FROM event r WHERE r.feed = e.feed AND r.seq >= f.first_seq
                  AND r.trade_at >= date_trunc('second', e.trade_at)
                  AND r.trade_at < date_trunc('second', e.trade_at) + interval '1 second'))
            ORDER BY e.seq LIMIT ${DELETE_PAGE}::int
          ) o WHERE d.feed = o.feed AND d.seq = o.seq`,
      );
      if (deleted < DELETE_PAGE) return;
    }
  }
}
