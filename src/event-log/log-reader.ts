import type { FeedRecord } from '../core/feed/feed.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import {
  BY_ID,
  type FeedOrder,
  type FeedPlace,
  type FeedQuery,
  type Head,
  type LogPage,
  type StateAt,
  type View,
} from './event-log.js';
import { ARCHIVED_SLACK_SECONDS, isOpenFor, toRecord } from './feed-catalogue.js';
import { beforeRetention, eventNotFound, parseTime } from './log-errors.js';
import { toEntry, toEvent, type EventRow, type FeedRow } from './log-rows.js';
import type { Tx } from './log-transaction.js';
import type { StateReader } from './state-reader.js';
import { feedNotFound } from './submission.js';

/** The embedded database answers one query after the other: none may take long. */
const PAGE = 500;
const LIST_PAGE = 200;
/** States behind a delay that are read at the same time. */
const AT_ONCE = 4;

/**
 * The end of what may be seen of feed `f` at `t.now` behind a delay in seconds. The statement's snapshot is older than its clock, so
 * nothing that commits meanwhile can belong to the prefix and be missing from it.
 */
function cursor(delay: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${delay} <= 0 OR f.head_at IS NULL OR f.head_at <= t.now - make_interval(secs => ${delay})
    THEN f.seq ELSE log_cursor(f.id, f.first_seq, f.seq, t.now - make_interval(secs => ${delay})) END`;
}
const CLOCK = Prisma.sql`(SELECT date_trunc('milliseconds', clock_timestamp()) AS now) t`;
const EPOCH = Prisma.sql`(SELECT epoch FROM log_identity)`;
const WANTED_CURSOR = cursor(Prisma.sql`w.delay`);

/** What rows are ordered by before their id, as text that compares by bytes. */
function keyOf({ by, descending }: FeedOrder): Prisma.Sql {
  const last = descending ? '' : '~';
  if (by === 'id') return Prisma.sql`''`;
  if (by === 'title') return Prisma.sql`lower(title) COLLATE "C"`;
  const time = by === 'startsAt' ? Prisma.sql`starts_at` : Prisma.sql`created_at`;
  return Prisma.sql`coalesce(to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${last}) COLLATE "C"`;
}

/** The database lowers both titles, so that they meet whatever its locale. */
function behind({ by, descending }: FeedOrder, key: Prisma.Sql, { id, value }: FeedPlace): Prisma.Sql {
  const beyond = descending ? Prisma.sql`<` : Prisma.sql`>`;
  if (by === 'id') return Prisma.sql`id ${beyond} ${id}`;
  const place = by === 'title' ? Prisma.sql`lower(${value ?? ''})` : (value ?? (descending ? '' : '~'));
  return Prisma.sql`(${key}, id) ${beyond} (${place}, ${id})`;
}

/** By id alone the primary key serves. */
function inOrder({ by, descending }: FeedOrder, key: Prisma.Sql): Prisma.Sql {
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return by === 'id' ? Prisma.sql`id ${direction}` : Prisma.sql`${key} ${direction}, id ${direction}`;
}

interface SeenFeed {
  readonly f: FeedRow;
  readonly cursor: number;
  readonly epoch: string;
  readonly now: Date;
}

export class LogReader {
  readonly #client: Tx;
  readonly #states: StateReader;
  readonly #kindOf: (name: KindName) => Kind;

  constructor(client: Tx, states: StateReader, kindOf: (name: KindName) => Kind) {
    this.#client = client;
    this.#states = states;
    this.#kindOf = kindOf;
  }

  async feedsById(
    requests: readonly { readonly id: string; readonly view: View }[],
  ): Promise<readonly FeedRecord[]> {
    const records: FeedRecord[] = [];
    for (let start = 0; start < requests.length; start += PAGE) {
      const wanted = requests
        .slice(start, start + PAGE)
        .map(({ id, view }) => ({ id, delay: view.delaySeconds }));
      const rows = await this.#client.$queryRaw<SeenFeed[]>`
        SELECT to_jsonb(f) AS f, (${WANTED_CURSOR})::float8 AS cursor, ${EPOCH} AS epoch, t.now
        FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(id text, delay float8)
        JOIN feed f ON f.id = w.id COLLATE "C" CROSS JOIN ${CLOCK}`;
      for (let first = 0; first < rows.length; first += AT_ONCE) {
        const some = rows.slice(first, first + AT_ONCE);
        records.push(...(await Promise.all(some.map((row) => this.#record(row)))));
      }
    }
    return records;
  }

  async feeds(query: FeedQuery): Promise<{ readonly items: readonly FeedRecord[]; readonly more: boolean }> {
    const items: FeedRecord[] = [];
    let after = query.after;
    for (;;) {
      const page = await this.#listed(query, after);
      const visible = page.flatMap(({ id, delay, archivedMsAgo }) => {
        const view = query.viewOf(delay, id);
        return view && (query.archived || isOpenFor(view, archivedMsAgo ?? undefined)) ? [{ id, view }] : [];
      });
      while (visible.length > 0) {
        // States are read for those that are answered, and one to know whether there are more.
        const some = visible.splice(0, query.limit - items.length + 1);
        const records = new Map((await this.feedsById(some)).map((record) => [record.id, record]));
        for (const { id } of some) {
          const record = records.get(id);
          if (!record || !this.#hasStatus(record, query.status)) continue;
          if (items.length === query.limit) return { items, more: true };
          items.push(record);
        }
      }
      const last = page.at(-1);
      if (!last || page.length < LIST_PAGE) return { items, more: false };
      after = last;
    }
  }

  async read(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<LogPage> {
    const first = await this.#page(feed, query.after, Math.min(PAGE, query.limit), query.view);
    const events = [...first.events];
    while (events.length < query.limit && events.length > 0 && events.length % PAGE === 0) {
      const last = query.after + events.length;
      const limit = Math.min(PAGE, query.limit - events.length, first.head - last);
      if (limit <= 0) break;
      const next = await this.#page(feed, last, limit, query.view);
      // Retention may have overtaken a long read: what was read so far is still gapless.
      if (next.events.length === 0) break;
      events.push(...next.events);
    }
    return { ...first, events };
  }

  async event(feed: string, seq: number, view: View): Promise<LoggedEvent> {
    const { head, firstSeq, events } = await this.#page(feed, seq - 1, 1, view);
    if (seq > 0 && seq < firstSeq) throw beforeRetention(feed, firstSeq);
    const [event] = events;
    if (!event || seq > head || event.seq !== seq) throw eventNotFound(feed, seq);
    return event;
  }

  async state(
    feed: string,
    when: { readonly seq?: number; readonly at?: string },
    view: View,
  ): Promise<StateAt> {
    const at = when.at === undefined ? null : parseTime('at', when.at);
    const [row] = await this.#client.$queryRaw<(SeenFeed & { reached: number | null })[]>`
      SELECT to_jsonb(f) AS f, (${WANTED_CURSOR})::float8 AS cursor, ${EPOCH} AS epoch, t.now,
        CASE WHEN ${at}::timestamptz IS NOT NULL
          THEN log_cursor(f.id, f.first_seq, f.seq, ${at}::timestamptz)::float8 END AS reached
      FROM (SELECT ${feed}::text AS id, ${view.delaySeconds}::float8 AS delay) w
      JOIN feed f ON f.id = w.id COLLATE "C" CROSS JOIN ${CLOCK}`;
    if (!row) throw feedNotFound(feed);
    const { f, cursor: head, epoch } = row;
    const seq = row.reached === null ? (when.seq ?? head) : Math.min(row.reached, head);
    if (seq > head || seq < 0) throw eventNotFound(feed, seq);
    if (seq < f.first_seq - 1) throw beforeRetention(feed, f.first_seq);
    const point = await this.#states.stateAt(this.#client, f, seq);
    if (at !== null && seq > 0 && point.at > at) throw beforeRetention(feed, f.first_seq);
    return { feed, epoch, seq, state: point.state, at: point.at };
  }

  async heads(
    requests: readonly { readonly feed: string; readonly delaySeconds: number }[],
  ): Promise<readonly Head[]> {
    if (requests.length === 0) return [];
    const rows = await this.#client.$queryRaw<
      {
        id: string;
        delay: number;
        epoch: string;
        seq: number;
        revision: number;
        archived_at: Date | null;
        heartbeat_at: Date | null;
      }[]
    >`
      SELECT f.id, w.delay, ${EPOCH} AS epoch, (${WANTED_CURSOR})::float8 AS seq, f.revision, f.archived_at, f.heartbeat_at
      FROM jsonb_to_recordset(${JSON.stringify(requests.map(({ feed, delaySeconds }) => ({ id: feed, delay: delaySeconds })))}::jsonb)
        AS w(id text, delay float8)
      JOIN feed f ON f.id = w.id COLLATE "C" CROSS JOIN ${CLOCK}`;
    return rows.map((row) => ({
      feed: row.id,
      delaySeconds: row.delay,
      epoch: row.epoch,
      seq: row.seq,
      revision: row.revision,
      ...(row.archived_at === null ? {} : { archivedAt: row.archived_at.toISOString() }),
      ...(row.heartbeat_at === null ? {} : { heartbeatAt: row.heartbeat_at.toISOString() }),
    }));
  }

  async tagged(
    tag: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly publicDelaySeconds: number | null; readonly revision: number }[]
  > {
    return this.#client.$queryRaw`
      SELECT id, public_delay_seconds AS "publicDelaySeconds", revision FROM feed
      WHERE tags @> ARRAY[${tag}]::text[] AND (archived_at IS NULL OR archived_at > clock_timestamp()
        - make_interval(secs => coalesce(public_delay_seconds, 0) + ${ARCHIVED_SLACK_SECONDS}::int))
      ORDER BY id LIMIT ${limit}::int`;
  }

  /** A feed's row and the seq up to which it may be seen. */
  async seen(feed: string, view: View): Promise<SeenFeed> {
    const [row] = await this.#client.$queryRaw<SeenFeed[]>`
      SELECT to_jsonb(f) AS f, (${WANTED_CURSOR})::float8 AS cursor, ${EPOCH} AS epoch, t.now
      FROM (SELECT ${feed}::text AS id, ${view.delaySeconds}::float8 AS delay) w
      JOIN feed f ON f.id = w.id COLLATE "C" CROSS JOIN ${CLOCK}`;
    if (!row) throw feedNotFound(feed);
    return row;
  }

  async #record({ f, cursor: seq, epoch }: SeenFeed): Promise<FeedRecord> {
    const { state, at } = await this.#states.stateAt(this.#client, f, seq);
    return toRecord(toEntry(f), { seq, state, ...(seq > 0 ? { headAt: at } : {}) }, epoch);
  }

  #hasStatus(record: FeedRecord, status: string | undefined): boolean {
    return status === undefined || this.#kindOf(record.kind).statusOf(record.state) === status;
  }

  #listed(
    query: FeedQuery,
    after: FeedPlace | undefined,
  ): Promise<{ id: string; value: string; delay: number | null; archivedMsAgo: number | null }[]> {
    const { kind, tag, q, archived, order = BY_ID } = query;
    const key = keyOf(order);
    return this.#client.$queryRaw`
      SELECT id, ${key} AS value, public_delay_seconds AS delay,
        (extract(epoch FROM t.now - archived_at) * 1000)::float8 AS "archivedMsAgo"
      FROM feed CROSS JOIN ${CLOCK}
      WHERE ${after ? behind(order, key, after) : Prisma.sql`TRUE`}
        AND (${kind ?? null}::text IS NULL OR kind = ${kind ?? null})
        AND (${tag ?? null}::text IS NULL OR tags @> ARRAY[${tag ?? null}]::text[])
        AND (${archived ?? false}::boolean OR archived_at IS NULL
          OR archived_at > t.now - make_interval(secs => public_delay_seconds))
        AND (${q ?? null}::text IS NULL OR position(lower(${q ?? ''}) IN lower(id)) > 0
          OR position(lower(${q ?? ''}) IN lower(title)) > 0)
      ORDER BY ${inOrder(order, key)} LIMIT ${LIST_PAGE}::int`;
  }

  async #page(feed: string, after: number, limit: number, view: View): Promise<LogPage> {
    const rows = await this.#client.$queryRaw<
      { epoch: string; head: number; first_seq: number; revision: number; e: EventRow | null }[]
    >`
      WITH seen AS MATERIALIZED (
        SELECT f.id, f.first_seq, f.revision, ${WANTED_CURSOR} AS head
        FROM (SELECT ${feed}::text AS id, ${view.delaySeconds}::float8 AS delay) w
        JOIN feed f ON f.id = w.id COLLATE "C" CROSS JOIN ${CLOCK}
      )
      SELECT ${EPOCH} AS epoch, s.head::float8, s.first_seq::float8, s.revision, to_jsonb(e) AS e
      FROM seen s LEFT JOIN LATERAL (
        SELECT * FROM event e WHERE e.feed = s.id AND e.seq > ${after}::bigint AND e.seq <= s.head
          AND ${after}::bigint + 1 >= s.first_seq ORDER BY e.seq LIMIT ${limit}::int
      ) e ON true
      ORDER BY e.seq`;
    const [first] = rows;
    if (!first) throw feedNotFound(feed);
    const events = rows.flatMap(({ e }) => (e === null ? [] : [toEvent(e)]));
    const { epoch, head, first_seq: firstSeq, revision } = first;
    return { epoch, head, firstSeq, revision, events };
  }
}
