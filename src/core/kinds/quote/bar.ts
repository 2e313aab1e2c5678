import { add, compare, type Decimal } from '../../decimal/decimal.js';
import type { Trade } from '../kind.js';

/**
 * A bar of trades, whatever order they come in. open and close are the first and last trade by (occurredAt, seq) that updates the
 * last price: the `…Ms` (after the start) and `…Seq` beside them tell which. They are absent while there was no such trade, as are
 * high and low.
 */
export type Bar = {
  /** ISO 8601, inclusive. */
  readonly start: string;
  readonly open?: Decimal;
  readonly openMs?: number;
  readonly openSeq?: number;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly close?: Decimal;
  readonly closeMs?: number;
  readonly closeSeq?: number;
  readonly volume: Decimal;
  /** All trades, also those that update nothing. */
  readonly trades: number;
};

export interface Placed {
  readonly seq: number;
  /** After the start of the bar, in milliseconds. */
  readonly ms: number;
}

function isBefore(ms: number, seq: number, otherMs: number, otherSeq: number): boolean {
  return ms < otherMs || (ms === otherMs && seq < otherSeq);
}

export function emptyBar(start: string): Bar {
  return { start, volume: '0', trades: 0 };
}

export function addToBar(bar: Bar, trade: Trade, { ms, seq }: Placed): Bar {
  const next: { -readonly [K in keyof Bar]: Bar[K] } = { ...bar, trades: bar.trades + 1 };
  const { price } = trade;
  if (trade.updatesLast) {
    if (bar.open === undefined || isBefore(ms, seq, bar.openMs ?? 0, bar.openSeq ?? 0)) {
      next.open = price;
      next.openMs = ms;
      next.openSeq = seq;
    }
    if (bar.close === undefined || !isBefore(ms, seq, bar.closeMs ?? 0, bar.closeSeq ?? 0)) {
      next.close = price;
      next.closeMs = ms;
      next.closeSeq = seq;
    }
  }
  if (trade.updatesHighLow) {
    if (bar.high === undefined || compare(price, bar.high) > 0) next.high = price;
    if (bar.low === undefined || compare(price, bar.low) < 0) next.low = price;
  }
  if (trade.updatesVolume) next.volume = add(bar.volume, trade.size);
  return next;
}
