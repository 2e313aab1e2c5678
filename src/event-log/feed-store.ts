import type { FeedRecord } from '../core/feed/feed.js';
import { feedExists } from '../core/feed/feed-exists.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { guarded } from './database-errors.js';
import type { FeedChange, NewFeed } from './event-log.js';
import { changeEntry, stateAfterChange, toRecord, unionOf, type FeedEntry } from './feed-catalogue.js';
import { toEntry, toSeenHead, type FeedRow } from './log-rows.js';
import type { Tx } from './log-transaction.js';
import { feedNotFound } from './submission.js';
import type { LogDatabase } from './transaction-runner.js';

interface LockedFeed {
  readonly f: FeedRow;
  readonly epoch: string;
  readonly now: Date;
}

/** The catalogue's writes. Changes take the feed's lock, so none comes between an update's check and its commit. */
export class FeedStore {
  readonly #database: LogDatabase;
  readonly #kindOf: (name: KindName) => Kind;

  constructor(database: LogDatabase, kindOf: (name: KindName) => Kind) {
    this.#database = database;
    this.#kindOf = kindOf;
  }

  async create(feed: NewFeed): Promise<FeedRecord> {
    const state = JSON.stringify(this.#kindOf(feed.kind).initial(feed.config));
    const rows = await guarded(
      () => this.#database.client.$queryRaw<{ f: FeedRow; epoch: string }[]>`
        INSERT INTO feed AS f (id, kind, title, tags, config, starts_at, public_delay_seconds, hold_seconds,
          expected_interval_seconds, state, created_at, changed_at)
        SELECT ${feed.id}, ${feed.kind}, ${feed.title}, ${[...feed.tags]}::text[], ${JSON.stringify(feed.config)}::jsonb,
          ${feed.startsAt ?? null}::timestamptz, ${feed.publicDelaySeconds}::int, ${feed.holdSeconds}::int,
          ${feed.expectedIntervalSeconds ?? null}::int, ${state}::jsonb, t.now, t.now
        FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS now) t
        ON CONFLICT (id) DO NOTHING
        RETURNING to_jsonb(f) AS f, (SELECT epoch FROM log_identity) AS epoch`,
    );
    const [row] = rows;
    if (!row) throw feedExists(feed.id);
    const entry = toEntry(row.f);
    this.#announce(entry, entry.tags);
    return toRecord(entry, toSeenHead(row.f), row.epoch);
  }

  async change(id: string, change: FeedChange): Promise<FeedRecord> {
    const { before, after, record } = await this.#underLock(id, async (tx, { f, epoch, now }) => {
      const kind = this.#kindOf(f.kind);
      const entry = toEntry(f);
      const changed = changeEntry(entry, change, { kind, seq: f.seq, now: now.toISOString() });
      const head = toSeenHead(f);
      const seen = { ...head, state: stateAfterChange(kind, changed, head) };
      if (changed !== entry)
        await store(tx, changed, seen.state === head.state ? null : JSON.stringify(seen.state));
      return { before: entry, after: changed, record: toRecord(changed, seen, epoch) };
    });
    if (after !== before) this.#announce(after, unionOf(before.tags, after.tags));
    return record;
  }

  async archive(id: string): Promise<FeedRecord> {
    const { changed, entry, record } = await this.#underLock(id, async (tx, { f, epoch, now }) => {
      const before = toEntry(f);
      const at = now.toISOString();
      const after =
        before.archivedAt === undefined
          ? { ...before, archivedAt: at, changedAt: at, revision: before.revision + 1 }
          : before;
      if (after !== before) await store(tx, after, null);
      return { changed: after !== before, entry: after, record: toRecord(after, toSeenHead(f), epoch) };
    });
    if (changed) this.#announce(entry, entry.tags);
    return record;
  }

  async heartbeat(id: string): Promise<void> {
    const rows = await guarded(
      () => this.#database.client.$queryRaw<{ at: Date }[]>`
        UPDATE feed SET heartbeat_at = date_trunc('milliseconds', clock_timestamp()) WHERE id = ${id}
        RETURNING heartbeat_at AS at`,
    );
    const [row] = rows;
    if (!row) throw feedNotFound(id);
    this.#database.emit({ type: 'heartbeat', feed: id, at: row.at.toISOString() });
  }

  #underLock<T>(id: string, body: (tx: Tx, locked: LockedFeed) => Promise<T>): Promise<T> {
    return guarded(() =>
      this.#database.client.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 AS locked FROM feed WHERE id = ${id} FOR UPDATE`;
        const [row] = await tx.$queryRaw<LockedFeed[]>`
          SELECT to_jsonb(f) AS f, (SELECT epoch FROM log_identity) AS epoch,
            date_trunc('milliseconds', clock_timestamp()) AS now
          FROM feed f WHERE id = ${id}`;
        if (!row) throw feedNotFound(id);
        return body(tx, row);
      }),
    );
  }

  #announce(entry: FeedEntry, tags: readonly string[]): void {
    this.#database.emit({ type: 'feed', feed: entry.id, revision: entry.revision, tags });
  }
}

async function store(tx: Tx, entry: FeedEntry, state: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE feed SET title = ${entry.title}, tags = ${[...entry.tags]}::text[], config = ${JSON.stringify(entry.config)}::jsonb,
      starts_at = ${entry.startsAt ?? null}::timestamptz, public_delay_seconds = ${entry.publicDelaySeconds}::int,
      hold_seconds = ${entry.holdSeconds}::int, expected_interval_seconds = ${entry.expectedIntervalSeconds ?? null}::int,
      archived_at = ${entry.archivedAt ?? null}::timestamptz, revision = ${entry.revision}::int,
      changed_at = ${entry.changedAt}::timestamptz, state = coalesce(${state}::jsonb, state)
    WHERE id = ${entry.id}`;
}
