import { AppError } from '../core/protocol/errors.js';
import { guarded } from './database-errors.js';
import type { AppendOutcome, Hold } from './event-log.js';
import { toHold, releaseOf, type HeldUpdate } from './held-update.js';
import { holdClosed, holdNotFound } from './log-errors.js';
import { toHeldUpdate, type HeldRow } from './log-rows.js';
import { feedNotFound, type Submission } from './submission.js';
import type { LogDatabase } from './transaction-runner.js';

const PAGE = 500;
const LISTED = 5_000;
/** Feeds whose held updates are released at the same time. */
const FEEDS_AT_ONCE = 8;

/**
 * Held updates. An end (released, cancelled, dropped) is written under the feed's lock by whoever finds it pending there, so it comes
 * once, on whatever node.
 */
export class HoldStore {
  readonly #database: LogDatabase;
  readonly #submit: (submission: Submission) => Promise<AppendOutcome>;

  constructor(database: LogDatabase, submit: (submission: Submission) => Promise<AppendOutcome>) {
    this.#database = database;
    this.#submit = submit;
  }

  async list(feed: string): Promise<readonly Hold[]> {
    const rows = await guarded(
      () => this.#database.client.$queryRaw<{ h: HeldRow | null }[]>`
        SELECT to_jsonb(h) AS h FROM feed f
        LEFT JOIN held_update h ON h.feed = f.id AND h.status = 'pending'
        WHERE f.id = ${feed} ORDER BY h.ordinal LIMIT ${LISTED}::int`,
    );
    if (rows.length === 0) throw feedNotFound(feed);
    return rows.flatMap(({ h }) => (h === null ? [] : [toHold(toHeldUpdate(h))]));
  }

  /** Lets one go now. What the feed refuses stays pending: an editor may set things right before its time comes. */
  async publish(
    feed: string,
    holdId: string,
    actor: string,
  ): Promise<Extract<AppendOutcome, { event: unknown }>> {
    const held = await this.#find(feed, holdId);
    const outcome = await this.#submit(releaseOf(held, actor));
    if (outcome.status === 'held') throw new Error('A release cannot be held.');
    return outcome;
  }

  async cancel(feed: string, holdId: string, actor: string): Promise<void> {
    await this.#find(feed, holdId);
    const status = await this.#close(feed, holdId, { status: 'cancelled', reason: null, actor });
    if (status !== 'pending') throw holdClosed(status);
  }

  /** ISO 8601 of the next release. Each feed in order of receipt: one that waits behind another waits for it. */
  async releaseDue(): Promise<string | undefined> {
    const { client } = this.#database;
    const rows = await guarded(
      () => client.$queryRaw<{ h: HeldRow }[]>`
        SELECT to_jsonb(h) AS h FROM held_update h
        WHERE h.status = 'pending' AND h.release_at <= clock_timestamp() AND NOT EXISTS (
          SELECT 1 FROM held_update p WHERE p.feed = h.feed AND p.status = 'pending' AND p.ordinal < h.ordinal
            AND p.release_at > clock_timestamp())
        ORDER BY h.ordinal LIMIT ${PAGE}::int`,
    );
    const feeds = new Map<string, HeldUpdate[]>();
    for (const held of rows.map(({ h }) => toHeldUpdate(h))) {
      const waiting = feeds.get(held.feed);
      if (waiting) waiting.push(held);
      else feeds.set(held.feed, [held]);
    }
    const queues = [...feeds.values()];
    for (let start = 0; start < queues.length; start += FEEDS_AT_ONCE) {
      await Promise.all(queues.slice(start, start + FEEDS_AT_ONCE).map((queue) => this.#releaseAll(queue)));
    }
    const [next] = await guarded(
      () =>
        client.$queryRaw<
          { at: Date | null }[]
        >`SELECT min(release_at) AS at FROM held_update WHERE status = 'pending'`,
    );
    return next?.at?.toISOString();
  }

  async #releaseAll(queue: readonly HeldUpdate[]): Promise<void> {
    for (const held of queue) {
      try {
        await this.#submit(releaseOf(held));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // The next attempt goes on from here, in order.
        if (error.retryable) return;
        // What has become impossible must not hold up what waits behind it.
        await this.#close(held.feed, held.id, { status: 'dropped', reason: error.detail, actor: held.actor });
      }
    }
  }

  async #find(feed: string, holdId: string): Promise<HeldUpdate> {
    const [row] = await guarded(
      () => this.#database.client.$queryRaw<{ h: HeldRow }[]>`
        SELECT to_jsonb(h) AS h FROM held_update h WHERE h.id = ${holdId} AND h.feed = ${feed}`,
    );
    if (!row) throw holdNotFound(feed, holdId);
    const held = toHeldUpdate(row.h);
    if (held.status !== 'pending') throw holdClosed(held.status);
    return held;
  }

  /** The status before. */
  #close(
    feed: string,
    holdId: string,
    end: { readonly status: 'cancelled' | 'dropped'; readonly reason: string | null; readonly actor: string },
  ): Promise<string> {
    return guarded(() =>
      this.#database.client.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 AS locked FROM feed WHERE id = ${feed} FOR UPDATE`;
        const [row] = await tx.$queryRaw<
          { status: string }[]
        >`SELECT status FROM held_update WHERE id = ${holdId}`;
        if (row?.status !== 'pending') return row?.status ?? 'cancelled';
        await tx.$executeRaw`
          UPDATE held_update SET status = ${end.status}, closed_reason = ${end.reason}, closed_by = ${end.actor},
            closed_at = clock_timestamp()
          WHERE id = ${holdId}`;
        return 'pending';
      }),
    );
  }
}
