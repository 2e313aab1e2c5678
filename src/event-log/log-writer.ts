import { Prisma } from '../platform/prisma/generated/client.js';
import type { FeedHead } from './feed-head.js';
import type { FeedSession } from './feed-session.js';
import type { Appended } from './session-ground.js';
import { additions } from './candle-store.js';
import { fromHeldUpdate } from './log-rows.js';
import type { Tx } from './log-transaction.js';

/** What was written, with the heads as they are from then on. */
export interface Written {
  /** The transaction's id: tells afterwards whether a COMMIT that was not answered took place. */
  readonly xid: string;
  readonly heads: readonly FeedHead[];
}

function eventJson({ event, occurredAt, tradeAt, key, hash, actor, dataText, patchText }: Appended): string {
  const members = JSON.stringify({
    feed: event.feed,
    seq: event.seq,
    type: event.type,
    at: event.at,
    occurred_at: occurredAt,
    trade_at: tradeAt,
    target: event.target,
    reason: event.reason,
    amended_type: event.amendedType,
    insert_after: event.insertAfter,
    idempotency_key: key,
    request_hash: hash,
    actor,
  });
  const patch = patchText === undefined ? '' : `,"patch":${patchText}`;
  return `${members.slice(0, -1)},"data":${dataText}${patch}}`;
}

function headJson(head: FeedHead, stateText: string, checkpoint: boolean): string {
  const members = JSON.stringify({ id: head.id, seq: head.seq, at: head.headAt, checkpoint });
  return `${members.slice(0, -1)},"state":${stateText}}`;
}

function insertEvents(json: string): Prisma.Sql {
  return Prisma.sql`events AS (
    INSERT INTO event (feed, seq, type, data, patch, at, occurred_at, trade_at, target, reason, amended_type, insert_after,
      idempotency_key, request_hash, actor)
    SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS e(feed text, seq bigint, type text, data jsonb, patch jsonb,
      at timestamptz, occurred_at timestamptz, trade_at timestamptz, target bigint, reason text, amended_type text,
      insert_after bigint, idempotency_key text, request_hash text, actor text))`;
}

function updateHeads(json: string): Prisma.Sql {
  return Prisma.sql`heads AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS h(id text, seq bigint, at timestamptz, checkpoint boolean, state jsonb)
  ), updated AS (
    UPDATE feed SET seq = h.seq, head_at = h.at, state = h.state,
      checkpoint_seq = CASE WHEN h.checkpoint THEN h.seq ELSE feed.checkpoint_seq END
    FROM heads h WHERE feed.id = h.id COLLATE "C"
  ), checkpoints AS (
    INSERT INTO checkpoint (feed, seq, state, at) SELECT id, seq, state, at FROM heads WHERE checkpoint)`;
}

/** Merges into the rows what new trades add; both sides are exact, so the order of commits does not matter. */
function addToCandles(json: string): Prisma.Sql {
  return Prisma.sql`candles AS (
    INSERT INTO candle AS c (feed, seconds, start, open, open_at, open_seq, high, low, close, close_at, close_seq, volume, trades,
      last_seq)
    SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS b(feed text, seconds int, start timestamptz, open numeric,
      open_at timestamptz, open_seq bigint, high numeric, low numeric, close numeric, close_at timestamptz, close_seq bigint,
      volume numeric, trades bigint, last_seq bigint)
    ON CONFLICT (feed, seconds, start) DO UPDATE SET
      (open, open_at, open_seq) = (SELECT o.* FROM (
        VALUES (c.open, c.open_at, c.open_seq), (excluded.open, excluded.open_at, excluded.open_seq)) AS o(price, at, seq)
        ORDER BY o.at, o.seq LIMIT 1),
      (close, close_at, close_seq) = (SELECT o.* FROM (
        VALUES (c.close, c.close_at, c.close_seq), (excluded.close, excluded.close_at, excluded.close_seq)) AS o(price, at, seq)
        ORDER BY o.at DESC NULLS LAST, o.seq DESC NULLS LAST LIMIT 1),
      high = greatest(c.high, excluded.high), low = least(c.low, excluded.low),
      volume = c.volume + excluded.volume, trades = c.trades + excluded.trades,
      last_seq = greatest(c.last_seq, excluded.last_seq))`;
}

function insertHeld(json: string): Prisma.Sql {
  return Prisma.sql`held AS (
    INSERT INTO held_update (id, feed, op, type, data, occurred_at, target, reason, insert_after, idempotency_key, request_hash,
      actor, received_at, release_at)
    SELECT id, feed, op, type, data, occurred_at, target, reason, insert_after, idempotency_key, request_hash, actor,
      received_at, release_at
    FROM jsonb_to_recordset(${json}::jsonb) AS h(n int, id text, feed text, op text, type text, data jsonb,
      occurred_at timestamptz, target bigint, reason text, insert_after bigint, idempotency_key text, request_hash text,
      actor text, received_at timestamptz, release_at timestamptz)
    ORDER BY h.n)`;
}

function markReleased(json: string, now: string): Prisma.Sql {
  return Prisma.sql`released AS (
    UPDATE held_update SET status = 'released', seq = r.seq, closed_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${json}::jsonb) AS r(id text, seq bigint) WHERE held_update.id = r.id)`;
}

function list(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** Writes all that sessions decided in one statement. Undefined: there was nothing to write. */
export async function writeSessions(
  tx: Tx,
  sessions: readonly FeedSession[],
  options: { readonly now: string; readonly checkpointEvery: number },
): Promise<Written | undefined> {
  const grown = sessions.filter(({ appended }) => appended.length > 0);
  const parts: Prisma.Sql[] = [];
  const heads: FeedHead[] = [];
  if (grown.length > 0) {
    const rows = grown.map(({ head }) => {
      const stateText = JSON.stringify(head.state);
      const checkpoint = head.seq - head.checkpointSeq >= options.checkpointEvery;
      heads.push({
        ...head,
        stateSize: stateText.length,
        ...(checkpoint ? { checkpointSeq: head.seq } : {}),
      });
      return headJson(head, stateText, checkpoint);
    });
    parts.push(
      insertEvents(list(grown.flatMap(({ appended }) => appended.map(eventJson)))),
      updateHeads(list(rows)),
    );
  }
  const bars = grown.flatMap(({ head, trades }) => additions(head.id, trades));
  if (bars.length > 0) parts.push(addToCandles(JSON.stringify(bars)));
  const held = sessions.flatMap((session) => session.held);
  if (held.length > 0) {
    parts.push(insertHeld(JSON.stringify(held.map((update, n) => ({ n, ...fromHeldUpdate(update) })))));
  }
  const released = sessions.flatMap((session) => session.released);
  if (released.length > 0) {
    const ids = released.map(({ holdId, seq }) => ({ id: holdId, seq }));
    parts.push(markReleased(JSON.stringify(ids), options.now));
  }
  if (parts.length === 0) return undefined;
  const [row] = await tx.$queryRaw<{ xid: string }[]>`
    WITH ${Prisma.join(parts)} SELECT pg_current_xact_id()::text AS xid`;
  return { xid: (row as { xid: string }).xid, heads };
}
