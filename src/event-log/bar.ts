import Big from 'big.js';
import type { Trade } from '../core/kinds/kind.js';
import type { Candle, CandleInterval } from './event-log.js';

/** A trade and its place in time. `at` is when it happened, ISO 8601. */
export interface TradeAt extends Trade {
  readonly seq: number;
  readonly at: string;
}

/** Where the open or close of a bar comes from: the order is (at, seq). */
export interface Tick {
  readonly price: Big;
  readonly at: string;
  readonly seq: number;
}

/** What some trades of one bucket amount to. Two of them merge, in any order, into that of all their trades. */
export interface Bar {
  /** ISO 8601, a multiple of the interval since 1970. */
  readonly start: string;
  /** Absent while no trade of it sets the last price, as are high and low while none counts for them. */
  readonly open: Tick | undefined;
  readonly high: Big | undefined;
  readonly low: Big | undefined;
  readonly close: Tick | undefined;
  readonly volume: Big;
  readonly trades: number;
  /** The newest event that touched it. */
  readonly lastSeq: number;
}

export const INTERVAL_SECONDS: Readonly<Record<CandleInterval, number>> = {
  '1s': 1,
  '1m': 60,
  '5m': 300,
  '15m': 900,
  '1h': 3600,
  '1d': 86_400,
};

/** Intervals that the log keeps rows of; each other one derives from the longest that divides it. */
export const BASE_SECONDS = [1, 60, 3600] as const;

export function baseOf(seconds: number): number {
  return BASE_SECONDS.findLast((base) => seconds % base === 0) as number;
}

/** The start of the bucket that holds `at`, left-closed. */
export function bucketStart(at: string, seconds: number): string {
  const ms = Date.parse(at);
  const width = seconds * 1000;
  return new Date(Math.floor(ms / width) * width).toISOString();
}

function earlier(a: Tick | undefined, b: Tick | undefined): Tick | undefined {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return a.seq <= b.seq ? a : b;
}

function later(a: Tick | undefined, b: Tick | undefined): Tick | undefined {
  if (!a || !b) return b ?? a;
  return earlier(a, b) === a ? b : a;
}

function extreme(a: Big | undefined, b: Big | undefined, sign: 1 | -1): Big | undefined {
  if (!a || !b) return a ?? b;
  return a.cmp(b) * sign >= 0 ? a : b;
}

export function merge(a: Bar, b: Bar): Bar {
  return {
    start: a.start,
    open: earlier(a.open, b.open),
    high: extreme(a.high, b.high, 1),
    low: extreme(a.low, b.low, -1),
    close: later(a.close, b.close),
    volume: a.volume.plus(b.volume),
    trades: a.trades + b.trades,
    lastSeq: Math.max(a.lastSeq, b.lastSeq),
  };
}

const ZERO = new Big(0);

function barOf(trade: TradeAt, seconds: number): Bar {
  const price = new Big(trade.price);
  const tick = trade.updatesLast ? { price, at: trade.at, seq: trade.seq } : undefined;
  const range = trade.updatesHighLow ? price : undefined;
  return {
    start: bucketStart(trade.at, seconds),
    open: tick,
    high: range,
    low: range,
    close: tick,
    volume: trade.updatesVolume ? new Big(trade.size) : ZERO,
    trades: 1,
    lastSeq: trade.seq,
  };
}

/** Bars by their start, each merged from what falls into it. */
export function gather(bars: Iterable<Bar>): Map<string, Bar> {
  const gathered = new Map<string, Bar>();
  for (const next of bars) {
    const present = gathered.get(next.start);
    gathered.set(next.start, present ? merge(present, next) : next);
  }
  return gathered;
}

export function barsOf(trades: readonly TradeAt[], seconds: number): Map<string, Bar> {
  return gather(trades.map((trade) => barOf(trade, seconds)));
}

/** The same trades in longer buckets. `seconds` is a multiple of the bars' own. */
export function widen(bars: Iterable<Bar>, seconds: number): Map<string, Bar> {
  return gather(Array.from(bars, (narrow) => ({ ...narrow, start: bucketStart(narrow.start, seconds) })));
}

/** What the API shows; undefined for a bucket without trades. A price that no trade of it sets is absent. */
export function toCandle(bar: Bar, seconds: number, nowMs: number): Candle | undefined {
  if (bar.trades === 0) return undefined;
  const { open, high, low, close } = bar;
  return {
    start: bar.start,
    ...(open ? { open: text(open.price) } : {}),
    ...(high ? { high: text(high) } : {}),
    ...(low ? { low: text(low) } : {}),
    ...(close ? { close: text(close.price) } : {}),
    volume: text(bar.volume),
    trades: bar.trades,
    final: Date.parse(bar.start) + seconds * 1000 <= nowMs,
  };
}

/** Exact, never in exponential form, without trailing zeros. */
function text(value: Big): string {
  return value.toFixed();
}
