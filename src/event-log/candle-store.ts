import Big from 'big.js';
import { effectiveEvent } from '../core/feed/fold.js';
import type { Kind } from '../core/kinds/kind.js';
import { BASE_SECONDS, barsOf, gather, widen, type Bar, type TradeAt } from './bar.js';
import type { Tx } from './log-transaction.js';
import { toStoredEvent, type EventRow } from './log-rows.js';

const PAGE = 500;

/** What bars are read for: a feed as of a seq. */
export interface BarScope {
  readonly feed: string;
  readonly kind: Kind;
  /** Nothing behind it is counted. */
  readonly seq: number;
}

interface Span {
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

interface BarRow {
  readonly start: Date;
  readonly open: string | null;
  readonly open_at: Date | null;
  readonly open_seq: number | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly close_at: Date | null;
  readonly close_seq: number | null;
  readonly volume: string;
  readonly trades: number;
  readonly last_seq: number;
}

function toBar(row: BarRow): Bar {
  const tick = (price: string | null, at: Date | null, seq: number | null): Bar['open'] =>
    price === null || at === null || seq === null
      ? undefined
      : { price: new Big(price), at: at.toISOString(), seq };
  return {
    start: row.start.toISOString(),
    open: tick(row.open, row.open_at, row.open_seq),
    high: row.high === null ? undefined : new Big(row.high),
    low: row.low === null ? undefined : new Big(row.low),
    close: tick(row.close, row.close_at, row.close_seq),
    volume: new Big(row.volume),
    trades: row.trades,
    lastSeq: row.last_seq,
  };
}

/** A bar as `jsonb_to_recordset` reads it; prices as strings, so that nothing rounds them. */
function barRow(feed: string, seconds: number, bar: Bar): object {
  return {
    feed,
    seconds,
    start: bar.start,
    open: bar.open?.price.toFixed(),
    open_at: bar.open?.at,
    open_seq: bar.open?.seq,
    high: bar.high?.toFixed(),
    low: bar.low?.toFixed(),
    close: bar.close?.price.toFixed(),
    close_at: bar.close?.at,
    close_seq: bar.close?.seq,
    volume: bar.volume.toFixed(),
    trades: bar.trades,
    last_seq: bar.lastSeq,
  };
}

/** What new trades add to the rows of each base interval. */
export function additions(feed: string, trades: readonly TradeAt[]): readonly object[] {
  if (trades.length === 0) return [];
  const seconds = barsOf(trades, 1);
  const minutes = widen(seconds.values(), 60);
  const hours = widen(minutes.values(), 3600);
  return [seconds, minutes, hours].flatMap((bars, index) =>
    Array.from(bars.values(), (bar) => barRow(feed, BASE_SECONDS[index] as number, bar)),
  );
}

function spanOf(start: string, seconds: number): Span {
  return { from: start, to: new Date(Date.parse(start) + seconds * 1000).toISOString() };
}

function inSpan(at: string, { from, to }: Span): boolean {
  return at >= from && at < to;
}

async function tradesIn(tx: Tx, scope: BarScope, span: Span): Promise<readonly TradeAt[]> {
  const { feed, kind, seq } = scope;
  const rows = await tx.$queryRaw<{ e: EventRow }[]>`
    WITH subject AS MATERIALIZED (
      SELECT DISTINCT coalesce(target, seq) AS seq FROM event
      WHERE feed = ${feed} AND trade_at >= ${span.from}::timestamptz AND trade_at < ${span.to}::timestamptz
        AND seq <= ${seq}::bigint
    )
    SELECT to_jsonb(e) AS e FROM (
      SELECT e.* FROM subject s JOIN event e ON e.feed = ${feed} AND e.seq = s.seq
      UNION ALL
      SELECT e.* FROM subject s JOIN event e ON e.feed = ${feed} AND coalesce(e.target, e.insert_after) = s.seq
        AND e.target IS NOT NULL AND e.seq <= ${seq}::bigint
    ) e ORDER BY e.seq`;
  const events = rows.map(({ e }) => toStoredEvent(e));
  const corrections = events.filter(({ target }) => target !== undefined);
  return events
    .filter(({ target }) => target === undefined)
    .flatMap((event) => {
      const effective = effectiveEvent(event, corrections);
      const trade = effective && inSpan(effective.occurredAt, span) ? kind.tradeOf?.(effective) : undefined;
      return trade && effective ? [{ ...trade, seq: effective.seq, at: effective.occurredAt }] : [];
    });
}

async function rowsIn(tx: Tx, feed: string, seconds: number, span: Span): Promise<readonly Bar[]> {
  const rows = await tx.$queryRaw<BarRow[]>`
    SELECT start, open::text, open_at, open_seq::float8, high::text, low::text, close::text, close_at, close_seq::float8,
      volume::text, trades::float8, last_seq::float8
    FROM candle
    WHERE feed = ${feed} AND seconds = ${seconds}::int AND start >= ${span.from}::timestamptz
      AND start < ${span.to}::timestamptz
    ORDER BY start`;
  return rows.map(toBar);
}

function narrower(seconds: number): number | undefined {
  return BASE_SECONDS.findLast((base) => base < seconds);
}

/**
 * The bars of one span from its trades as of `scope.seq`: what later events touched is computed again from the next narrower rows,
 * down to the trades of single seconds, so that a bar seen from behind a delay shows nothing that is undisclosed.
 */
async function asOf(tx: Tx, scope: BarScope, seconds: number, rows: readonly Bar[]): Promise<readonly Bar[]> {
  const bars: Bar[] = [];
  for (const row of rows) {
    if (row.lastSeq <= scope.seq) bars.push(row);
    else bars.push(...(await rebuilt(tx, scope, seconds, spanOf(row.start, seconds))));
  }
  return bars;
}

async function rebuilt(tx: Tx, scope: BarScope, seconds: number, span: Span): Promise<readonly Bar[]> {
  const inner = narrower(seconds);
  if (inner === undefined) return [...barsOf(await tradesIn(tx, scope, span), seconds).values()];
  const rows = await rowsIn(tx, scope.feed, inner, span);
  return [...widen(await asOf(tx, scope, inner, rows), seconds).values()];
}

/** Bars of one interval, page by page, in the order that is asked for. Rows that no trade is left in are passed on. */
export async function* baseBars(
  tx: Tx,
  scope: BarScope,
  query: {
    readonly seconds: number;
    readonly from: string;
    readonly to: string;
    readonly newestFirst: boolean;
  },
): AsyncGenerator<readonly Bar[]> {
  let { from, to } = query;
  for (;;) {
    const rows = await page(tx, scope.feed, { ...query, from, to });
    yield await asOf(tx, scope, query.seconds, rows);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    if (query.newestFirst) to = last.start;
    else from = spanOf(last.start, query.seconds).to;
  }
}

async function page(
  tx: Tx,
  feed: string,
  { seconds, from, to, newestFirst }: { seconds: number; from: string; to: string; newestFirst: boolean },
): Promise<readonly Bar[]> {
  const sign = newestFirst ? -1 : 1;
  const rows = await tx.$queryRaw<BarRow[]>`
    SELECT start, open::text, open_at, open_seq::float8, high::text, low::text, close::text, close_at, close_seq::float8,
      volume::text, trades::float8, last_seq::float8
    FROM candle
    WHERE feed = ${feed} AND seconds = ${seconds}::int AND start >= ${from}::timestamptz AND start < ${to}::timestamptz
    ORDER BY CASE WHEN ${sign}::int < 0 THEN start END DESC, CASE WHEN ${sign}::int > 0 THEN start END
    LIMIT ${PAGE}::int`;
  return rows.map(toBar);
}

async function replace(tx: Tx, feed: string, seconds: number, bars: readonly Bar[]): Promise<void> {
  const rows = JSON.stringify(bars.map((bar) => barRow(feed, seconds, bar)));
  await tx.$executeRaw`
    INSERT INTO candle (feed, seconds, start, open, open_at, open_seq, high, low, close, close_at, close_seq, volume, trades, last_seq)
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS b(feed text, seconds int, start timestamptz, open numeric,
      open_at timestamptz, open_seq bigint, high numeric, low numeric, close numeric, close_at timestamptz, close_seq bigint,
      volume numeric, trades bigint, last_seq bigint)
    ON CONFLICT (feed, seconds, start) DO UPDATE SET
      open = excluded.open, open_at = excluded.open_at, open_seq = excluded.open_seq, high = excluded.high, low = excluded.low,
      close = excluded.close, close_at = excluded.close_at, close_seq = excluded.close_seq, volume = excluded.volume,
      trades = excluded.trades, last_seq = excluded.last_seq`;
}

/**
 * Computes the bars that hold `times` anew, under the feed's lock and behind the insert of the correction at `scope.seq`, which
 * broke them. Wider bars are gathered from the narrower rows, so an hour costs no more than its minutes.
 */
export async function rebuildBars(tx: Tx, scope: BarScope, times: readonly string[]): Promise<void> {
  for (const seconds of BASE_SECONDS) {
    const broken = times.map(
      (at) => new Date(Math.floor(Date.parse(at) / (seconds * 1000)) * seconds * 1000),
    );
    const starts = [...new Set(broken.map((start) => start.toISOString()))];
    const bars: Bar[] = [];
    for (const start of starts) {
      const [bar] = await rebuilt(tx, scope, seconds, spanOf(start, seconds));
      bars.push({ ...(bar ?? emptyBar(start)), lastSeq: scope.seq });
    }
    await replace(tx, scope.feed, seconds, bars);
  }
}

function emptyBar(start: string): Bar {
  const nothing = { open: undefined, high: undefined, low: undefined, close: undefined };
  return { ...nothing, start, volume: new Big(0), trades: 0, lastSeq: 0 };
}

/** Collects base bars until `limit` buckets with trades of a wider interval are complete. */
export async function collect(
  pages: AsyncIterable<readonly Bar[]>,
  seconds: number,
  limit: number,
): Promise<readonly Bar[]> {
  let bars = new Map<string, Bar>();
  for await (const next of pages) {
    const widened = widen(
      next.filter(({ trades }) => trades > 0),
      seconds,
    );
    bars = gather([...bars.values(), ...widened.values()]);
    // The bucket at the end of a page may go on in the next one.
    if (bars.size > limit) break;
  }
  return [...bars.values()];
}
