import { validationFailed, type Issue } from '../core/protocol/errors.js';
import { formatTimestamp, parseTimestamp } from '../core/time/timestamp.js';
import { INTERVAL_SECONDS, toCandle, type Bar } from './bar.js';
import type { Candle, CandleQuery } from './event-log.js';

/** Bar starts that a query asks for: `from` inclusive, `to` exclusive, ISO 8601. */
export interface CandleRange {
  readonly from?: string;
  readonly to?: string;
}

/** Throws `validation_failed`. */
export function candleRange(query: CandleQuery): CandleRange {
  const issues: Issue[] = [];
  const range: { from?: string; to?: string } = {};
  for (const name of ['from', 'to'] as const) {
    const text = query[name];
    if (text === undefined) continue;
    const ms = parseTimestamp(text);
    if (ms === undefined) {
      issues.push({ path: name, message: 'must be an RFC 3339 time such as 2026-01-31T18:00:00.000Z' });
    } else {
      range[name] = formatTimestamp(ms);
    }
  }
  if (issues.length > 0) throw validationFailed(issues);
  return range;
}

/** The bars of a query's range as candles, ascending: the oldest `limit` with `from`, else the newest. */
export function selectCandles(bars: Iterable<Bar>, query: CandleQuery, nowMs: number): readonly Candle[] {
  const { from, to } = candleRange(query);
  const seconds = INTERVAL_SECONDS[query.interval];
  const candles = [...bars]
    .filter(({ start }) => (from === undefined || start >= from) && (to === undefined || start < to))
    .sort((a, b) => (a.start < b.start ? -1 : 1))
    .flatMap((bar) => toCandle(bar, seconds, nowMs) ?? []);
  return from === undefined ? candles.slice(-query.limit) : candles.slice(0, query.limit);
}
