import type { Decimal } from '../../../../../src/core/decimal/decimal.js';
import { addToBar, emptyBar, type Bar } from '../../../../../src/core/kinds/quote/bar.js';
import type { StreamedEvent } from '../../../../../src/core/protocol/event.js';
import { tradeOf } from '../../../../../src/core/kinds/quote/trade.js';

export const INTERVALS = ['1s', '1m', '5m', '15m', '1h', '1d'] as const;
export type Interval = (typeof INTERVALS)[number];

const SECONDS: Readonly<Record<Interval, number>> = {
  '1s': 1,
  '1m': 60,
  '5m': 300,
  '15m': 900,
  '1h': 3_600,
  '1d': 86_400,
};

export function intervalMs(interval: Interval): number {
  return SECONDS[interval] * 1_000;
}

/** As the interface tells it. */
export interface Candle {
  readonly start: string;
  readonly open?: Decimal;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly close?: Decimal;
  readonly volume: Decimal;
  readonly trades: number;
}

/** What a bar was before a correction, or a print that came late, changed it. */
export interface Revision {
  /** The correction; absent where none is known for it. */
  readonly seq?: number;
  readonly reason?: string;
  readonly before: Candle;
}

export interface ShownBar extends Bar {
  readonly startMs: number;
  readonly revisions: readonly Revision[];
}

/** A correction whose effect the interface has to be asked for. */
export interface Cause {
  readonly seq: number;
  readonly reason: string | undefined;
  /** The bars that it concerns, as far as its target is known. */
  readonly starts: readonly number[];
}

export interface CandleSeries {
  readonly interval: Interval;
  /** Ascending, at most `MAX_BARS`. */
  readonly bars: readonly ShownBar[];
  /** Events up to here are in the bars. */
  readonly seq: number;
  /**
   * Trades up to here may or may not be in the bars that were read: prices can be counted twice without harm, volumes cannot, so
   * they are read again. Bars that began later are folded from events alone.
   */
  readonly doubtSeq: number;
  /** Why the interface must be asked again. */
  readonly causes: readonly Cause[];
  readonly stale: boolean;
}

/** As many as are shown on the widest wall. */
export const MAX_BARS = 300;
/** Of one bar. */
const MAX_REVISIONS = 10;
const MAX_CAUSES = 50;

/** What the interface answered, and between which heads it read. */
export interface Reading {
  readonly items: readonly Candle[];
  /** The head that was known before it was asked: in the answer for certain. */
  readonly from: number;
  /** The head that was known after it answered: what is later is not in it for certain. */
  readonly to: number;
}

function shown(candle: Candle, lastMs: number, revisions: readonly Revision[] = []): ShownBar {
  const startMs = Date.parse(candle.start);
  // The first trade of what was read precedes all that follow; the last one is known only as far as events tell.
  return {
    ...candle,
    startMs,
    openMs: -1,
    openSeq: 0,
    closeMs: Math.max(-1, lastMs - startMs),
    closeSeq: 0,
    revisions,
  };
}

export function beginSeries(
  interval: Interval,
  reading: Reading,
  events: readonly StreamedEvent[],
): CandleSeries {
  const empty: CandleSeries = { interval, bars: [], seq: 0, doubtSeq: 0, causes: [], stale: false };
  return readAgain(empty, reading, events);
}

/** Takes what the interface answered, keeps what bars were before, and goes on from there. */
export function readAgain(
  series: CandleSeries,
  { items, from, to }: Reading,
  events: readonly StreamedEvent[],
): CandleSeries {
  const lastMs = lastTradeMs(events, from);
  const known = new Map(series.bars.map((bar) => [bar.startMs, bar]));
  const running = series.bars.at(-1)?.startMs;
  const bars = items.map((item) => {
    const startMs = Date.parse(item.start);
    const before = known.get(startMs);
    known.delete(startMs);
    return shown(item, lastMs, before ? revised(before, item, series.causes, startMs === running) : []);
  });
  // A full answer may have lost old bars at its beginning; any other that is missing had all its trades struck, and stays visible.
  const first = items.length < MAX_BARS ? Number.NEGATIVE_INFINITY : (bars[0]?.startMs ?? 0);
  for (const before of known.values()) {
    if (before.startMs < first) continue;
    if (before.trades === 0) bars.push(before);
    else bars.push(emptied(before, series.causes));
  }
  bars.sort((a, b) => a.startMs - b.startMs);
  const read: CandleSeries = {
    ...series,
    bars: bars.slice(-MAX_BARS),
    seq: from,
    doubtSeq: to,
    causes: series.causes.filter(({ seq }) => seq > from),
    stale: series.causes.some(({ seq }) => seq > from),
  };
  return take(read, events);
}

function emptied(before: ShownBar, causes: readonly Cause[]): ShownBar {
  const gone = emptyBar(before.start);
  return shown(gone, 0, revised(before, gone, causes, false));
}

function revised(
  before: ShownBar,
  after: Candle,
  causes: readonly Cause[],
  running: boolean,
): readonly Revision[] {
  const same = (['open', 'high', 'low', 'close', 'volume', 'trades'] as const).every(
    (key) => before[key] === after[key],
  );
  const cause = causes.findLast(({ starts }) => starts.includes(before.startMs));
  // The running bar also changes because it runs.
  if (same || (running && !cause)) return before.revisions;
  const { start, open, high, low, close, volume, trades } = before;
  const revision: Revision = {
    before: {
      start,
      volume,
      trades,
      ...(open === undefined ? {} : { open }),
      ...(high === undefined ? {} : { high }),
      ...(low === undefined ? {} : { low }),
      ...(close === undefined ? {} : { close }),
    },
    ...(cause ? { seq: cause.seq } : {}),
    ...(cause?.reason === undefined ? {} : { reason: cause.reason }),
  };
  return [...before.revisions, revision].slice(-MAX_REVISIONS);
}

function lastTradeMs(events: readonly StreamedEvent[], upTo: number): number {
  const last = events.findLast((event) => event.seq <= upTo && event.type === 'trade');
  return last ? Date.parse(last.occurredAt) : 0;
}

/** Brings the bars up to the newest of `events`, which ascend; those that are in them already are passed over. */
export function take(series: CandleSeries, events: readonly StreamedEvent[]): CandleSeries {
  const last = events.at(-1);
  if (!last || last.seq <= series.seq) return series;
  const first = events.findLastIndex(({ seq }) => seq <= series.seq) + 1;
  const draft: Draft = { ...series, bars: [...series.bars], causes: [...series.causes] };
  // Some are missing: what the bars are now has to be read.
  if ((events[first]?.seq ?? 0) > series.seq + 1) draft.stale = true;
  for (let index = first; index < events.length; index++) {
    const event = events[index];
    if (event?.target !== undefined) takeCorrection(draft, event, events);
    else if (event) takeTrade(draft, event);
  }
  return {
    ...draft,
    bars: draft.bars.slice(-MAX_BARS),
    causes: draft.causes.slice(-MAX_CAUSES),
    seq: last.seq,
  };
}

type Draft = { -readonly [Key in keyof CandleSeries]: CandleSeries[Key] } & {
  bars: ShownBar[];
  causes: Cause[];
};

function startOf(interval: Interval, occurredAt: string): number {
  const ms = intervalMs(interval);
  return Math.floor(Date.parse(occurredAt) / ms) * ms;
}

function takeTrade(draft: Draft, event: StreamedEvent): void {
  const trade = tradeOf(event);
  if (!trade) return;
  const startMs = startOf(draft.interval, event.occurredAt);
  const ms = Date.parse(event.occurredAt) - startMs;
  const last = draft.bars.at(-1);
  const placed = { seq: event.seq, ms };
  if (last && startMs < last.startMs) {
    draft.stale = true;
  } else if (last?.startMs === startMs) {
    // Of bars that began since, every trade is known.
    const read = last.openSeq === 0;
    const doubtful = read && event.seq <= draft.doubtSeq;
    const added = addToBar(last, trade, placed);
    const { volume, trades } = last;
    draft.bars[draft.bars.length - 1] = {
      ...last,
      ...added,
      ...(doubtful ? { volume, trades } : {}),
    };
    // A print that is older than the newest one: only the log knows where it stands.
    if (doubtful || (read && ms < (last.closeMs ?? 0))) draft.stale = true;
  } else {
    const bar = addToBar(emptyBar(new Date(startMs).toISOString()), trade, placed);
    draft.bars.push({ ...bar, startMs, revisions: [] });
  }
}

/** What was corrected is read from the log: its old place and its new one, if its time was changed. */
function takeCorrection(draft: Draft, event: StreamedEvent, events: readonly StreamedEvent[]): void {
  const target = events.find(({ seq }) => seq === event.target);
  if (target && target.type !== 'trade' && event.amendedType !== 'trade') return;
  const starts = new Set(target ? [startOf(draft.interval, target.occurredAt)] : []);
  if (event.type === 'amend' && event.occurredAt !== event.at)
    starts.add(startOf(draft.interval, event.occurredAt));
  draft.causes.push({ seq: event.seq, reason: event.reason, starts: [...starts] });
  draft.stale = true;
}
