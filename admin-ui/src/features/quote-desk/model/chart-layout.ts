import type { Interval, ShownBar } from './candle-series.js';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Decimals of the labels. */
  readonly scale: number;
}

export interface DrawnBar {
  readonly bar: ShownBar;
  /** Of its middle. */
  readonly x: number;
  /** Absent where no trade moved high and low. */
  readonly wick?: { readonly top: number; readonly bottom: number };
  readonly body?: { readonly top: number; readonly height: number };
  readonly rises: boolean;
  readonly volumeTop: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Chart {
  readonly drawn: readonly DrawnBar[];
  readonly barWidth: number;
  readonly prices: readonly Tick[];
  readonly times: readonly Tick[];
  readonly plotWidth: number;
  /** Where volumes stand. */
  readonly baseline: number;
  readonly lastY: number | undefined;
}

const AXIS_CHAR = 7.4;
const AXIS_PAD = 14;
const TIME_HEIGHT = 22;
const TOP = 12;
const STEP_MIN = 7;
const STEP_MAX = 22;
const VOLUME_SHARE = 0.18;
const TICK_GAP = 44;
const TIME_GAP = 84;

/** 1, 2 or 5 times a power of ten, so that at most `most` of them fit into `range`. */
export function niceStep(range: number, most: number): number {
  const rough = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Pixels may be rounded; prices that people read or send are not, and never come from here. */
function rangeOf(bars: readonly ShownBar[]): Range | undefined {
  const values = bars.flatMap(({ open, high, low, close }) =>
    [open, high, low, close].flatMap((price) => (price === undefined ? [] : [Number(price)])),
  );
  if (values.length === 0) return undefined;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = high === low ? Math.max(Math.abs(high) * 0.001, 1e-9) : (high - low) * 0.06;
  return { low: low - pad, high: high + pad };
}

export function timeLabel(startMs: number, interval: Interval): string {
  const at = new Date(startMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (interval === '1d') return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return interval === '1s' ? `${clock}:${two(at.getSeconds())}` : clock;
}

/** Where the newest bars that fit are drawn; buckets without a trade take no room. Undefined without a price. */
export function chartLayout(
  all: readonly ShownBar[],
  interval: Interval,
  { width, height, scale }: ChartSize,
): Chart | undefined {
  const most = Math.max(1, Math.floor((width - 60) / STEP_MIN));
  const bars = all.slice(-most);
  const range = rangeOf(bars);
  if (!range) return undefined;
  const bottom = height - TIME_HEIGHT;
  const floor = TOP + (bottom - TOP) * (1 - VOLUME_SHARE);
  const y = (price: number): number =>
    TOP + ((range.high - price) / (range.high - range.low)) * (floor - TOP);
  const prices = priceTicks(range, scale, y, floor);
  const axis = AXIS_PAD + AXIS_CHAR * Math.max(...prices.map(({ label }) => label.length), 4);
  const plotWidth = Math.max(STEP_MIN, width - axis);
  const fitting = bars.slice(-Math.max(1, Math.floor(plotWidth / STEP_MIN)));
  const step = Math.min(STEP_MAX, plotWidth / fitting.length);
  const x = (index: number): number => plotWidth - (fitting.length - index - 0.5) * step;
  const biggest = Math.max(...fitting.map(({ volume }) => Number(volume)), Number.MIN_VALUE);
  const volumeY = (volume: string): number => bottom - (Number(volume) / biggest) * (bottom - floor - 6);
  const last = fitting.findLast(({ close }) => close !== undefined)?.close;
  return {
    drawn: fitting.map((bar, index) => drawn(bar, x(index), y, volumeY(bar.volume))),
    barWidth: Math.max(1, Math.floor(step * 0.7)),
    prices,
    times: timeTicks(fitting, interval, x, step),
    plotWidth,
    baseline: bottom,
    lastY: last === undefined ? undefined : y(Number(last)),
  };
}

function drawn(bar: ShownBar, x: number, y: (price: number) => number, volumeTop: number): DrawnBar {
  const { open, high, low, close } = bar;
  const [from, to] = [open, close].map((price) => (price === undefined ? undefined : y(Number(price))));
  return {
    bar,
    x,
    rises: open === undefined || close === undefined || Number(close) >= Number(open),
    volumeTop,
    ...(high === undefined || low === undefined
      ? {}
      : { wick: { top: y(Number(high)), bottom: y(Number(low)) } }),
    ...(from === undefined || to === undefined
      ? {}
      : { body: { top: Math.min(from, to), height: Math.max(1, Math.abs(from - to)) } }),
  };
}

function priceTicks(
  { low, high }: Range,
  scale: number,
  y: (price: number) => number,
  floor: number,
): readonly Tick[] {
  const step = niceStep(high - low, (floor - TOP) / TICK_GAP);
  const decimals = Math.min(20, Math.max(scale, Math.ceil(-Math.log10(step))));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(low / step); index * step <= high && ticks.length < 30; index++) {
    ticks.push({ at: y(index * step), label: (index * step).toFixed(decimals).replace('-', '\u2212') });
  }
  return ticks;
}

function timeTicks(
  bars: readonly ShownBar[],
  interval: Interval,
  x: (index: number) => number,
  step: number,
): readonly Tick[] {
  const every = Math.max(1, Math.ceil(TIME_GAP / step));
  return bars.flatMap(({ startMs }, index) =>
    (bars.length - 1 - index) % every === 0 && x(index) > TIME_GAP / 3
      ? [{ at: x(index), label: timeLabel(startMs, interval) }]
      : [],
  );
}
