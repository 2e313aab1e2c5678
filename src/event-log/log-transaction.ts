import type { JsonObject } from '../core/json/json.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { FeedHead } from './feed-head.js';
import type { KeyOwner } from './session-ground.js';
import { isoTime, toEvent, toHeldUpdate, type EventRow, type FeedRow, type HeldRow } from './log-rows.js';
import type { HeldUpdate } from './held-update.js';
import type { HeadCache } from './head-cache.js';
import type { LogMetrics } from './log-metrics.js';
import type { Submission } from './submission.js';

export type Tx = Prisma.TransactionClient;

interface LockedRow {
  readonly feed: Pick<
    FeedRow,
    | 'id'
    | 'kind'
    | 'revision'
    | 'seq'
    | 'head_at'
    | 'first_seq'
    | 'checkpoint_seq'
    | 'hold_seconds'
    | 'archived_at'
  >;
  /** NULL: this node's copy is the locked one. */
  readonly state: JsonObject | null;
  readonly config: JsonObject | null;
  readonly epoch: string;
}

export interface Locked {
  readonly epoch: string;
  /** Feeds that do not exist are absent. */
  readonly heads: ReadonlyMap<string, FeedHead>;
}

/**
 * How long to wait for a lock. `briefly`: others in the batch should not wait for one feed that somebody holds. `skip`: not at all,
 * what is held is left out.
 */
export type Patience = 'patiently' | 'briefly' | 'skip';

const LOCK_TIMEOUT: Readonly<Record<Patience, string>> = { patiently: '3s', briefly: '300ms', skip: '3s' };

/**
 * Takes the row locks of `feeds` in one order on all nodes, so that no two batches wait for each other. State and config travel only
 * where this node's copy is not the locked one. The timeout is set by the same statement: the rows are joined before they are locked.
 */
export async function lockFeeds(
  tx: Tx,
  feeds: readonly string[],
  patience: Patience,
  { cache, metrics }: { readonly cache: HeadCache; readonly metrics: LogMetrics },
): Promise<Locked> {
  const cached = new Map(feeds.map((feed) => [feed, cache.get(feed)]));
  const known = feeds.map((id) => {
    const head = cached.get(id);
    return { id, seq: head?.seq, at: head?.headAt, revision: head?.revision };
  });
  const rows = await tx.$queryRaw<LockedRow[]>`
    SELECT jsonb_build_object(
        'id', f.id, 'kind', f.kind, 'revision', f.revision, 'seq', f.seq, 'head_at', f.head_at, 'first_seq', f.first_seq,
        'checkpoint_seq', f.checkpoint_seq, 'hold_seconds', f.hold_seconds, 'archived_at', f.archived_at) AS feed,
      CASE WHEN k.seq = f.seq AND k.at IS NOT DISTINCT FROM f.head_at AND k.revision = f.revision
        THEN NULL ELSE f.state END AS state,
      CASE WHEN k.revision = f.revision THEN NULL ELSE f.config END AS config,
      (SELECT epoch FROM log_identity) AS epoch, l.timeout
    FROM feed f
    JOIN jsonb_to_recordset(${JSON.stringify(known)}::jsonb) AS k(id text, seq bigint, at timestamptz, revision int)
      ON f.id = k.id COLLATE "C"
    CROSS JOIN (SELECT set_config('lock_timeout', ${LOCK_TIMEOUT[patience]}, true) AS timeout) l
    ORDER BY f.id COLLATE "C"
    FOR UPDATE OF f ${patience === 'skip' ? Prisma.sql`SKIP LOCKED` : Prisma.empty}`;
  const heads = new Map<string, FeedHead>();
  for (const row of rows) {
    metrics.cacheHits.inc({ hit: row.state === null ? 'yes' : 'no' });
    heads.set(row.feed.id, toHead(row, cached.get(row.feed.id)));
  }
  return { epoch: rows[0]?.epoch ?? '', heads };
}

function toHead(locked: LockedRow, cached: FeedHead | undefined): FeedHead {
  const { feed: row } = locked;
  const state = locked.state ?? cached?.state;
  const config = locked.config ?? cached?.config;
  if (!state || !config) throw new Error(`The locked row of ${row.id} came without its state.`);
  return {
    id: row.id,
    kind: row.kind,
    config,
    revision: row.revision,
    seq: row.seq,
    ...(row.head_at === null ? {} : { headAt: isoTime(row.head_at) }),
    state,
    stateSize: locked.state ? JSON.stringify(state).length : (cached?.stateSize ?? 0),
    firstSeq: row.first_seq,
    checkpointSeq: row.checkpoint_seq,
    holdSeconds: row.hold_seconds,
    ...(row.archived_at === null ? {} : { archivedAt: isoTime(row.archived_at) }),
  };
}

/** What the submissions of a batch refer to. */
export interface References {
  /** The database's clock, read when all locks were held. */
  readonly now: string;
  /** Owners of keys, by feed. */
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, KeyOwner>>;
  /** Held updates that are asked to be released, by id. */
  readonly holds: ReadonlyMap<string, HeldUpdate>;
}

/**
 * Looks up what the batch refers to. A statement of its own behind the lock: one that had waited for the lock would still see the
 * rows of before.
 */
export async function lookUp(tx: Tx, submissions: readonly Submission[]): Promise<References> {
  const keys = submissions
    .filter(({ key, holdId }) => key !== undefined && holdId === undefined)
    .map(({ feed, key }) => ({ feed, key }));
  const holdIds = submissions.flatMap(({ holdId }) => holdId ?? []);
  if (keys.length === 0 && holdIds.length === 0) {
    const [row] = await tx.$queryRaw<
      { now: Date }[]
    >`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`;
    return { now: (row as { now: Date }).now.toISOString(), keys: new Map(), holds: new Map() };
  }
  const [row] = await tx.$queryRaw<{ now: Date; events: EventRow[]; held: HeldRow[] }[]>`
    WITH wanted AS MATERIALIZED (
      SELECT DISTINCT feed, key FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS w(feed text, key text)
    )
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now,
      (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM wanted w
        JOIN event e ON e.feed = w.feed COLLATE "C" AND e.idempotency_key = w.key) AS events,
      (SELECT coalesce(jsonb_agg(to_jsonb(h)), '[]') FROM (
        SELECT h.* FROM wanted w JOIN held_update h ON h.feed = w.feed COLLATE "C" AND h.idempotency_key = w.key
        UNION SELECT h.* FROM held_update h WHERE h.id = ANY(${holdIds}::text[])
      ) h) AS held`;
  const { now, events, held } = row as { now: Date; events: EventRow[]; held: HeldRow[] };
  const owners = new Map<string, Map<string, KeyOwner>>();
  const bind = (feed: string, key: string | null, owner: KeyOwner): void => {
    if (key === null) return;
    const known = owners.get(feed);
    if (known) known.set(key, owner);
    else owners.set(feed, new Map([[key, owner]]));
  };
  const updates = held.map(toHeldUpdate);
  for (const update of updates)
    bind(update.feed, update.key ?? null, { hash: update.hash ?? '', held: update });
  // The event that a held update became owns its key from then on.
  for (const event of events) {
    bind(event.feed, event.idempotency_key, { hash: event.request_hash ?? '', event: toEvent(event) });
  }
  return {
    now: now.toISOString(),
    keys: owners,
    holds: new Map(updates.map((update) => [update.id, update])),
  };
}

/** Which of `feeds` exist, locked by somebody or not. */
export async function existing(tx: Tx, feeds: readonly string[]): Promise<ReadonlySet<string>> {
  if (feeds.length === 0) return new Set();
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM feed WHERE id = ANY(${[...feeds]}::text[])`;
  return new Set(rows.map(({ id }) => id));
}
