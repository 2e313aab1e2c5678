import type { Bar } from '../../../../../src/core/kinds/quote/bar.js';
import { directionOf, spreadOf, type Direction } from './decimals.js';

export interface Spark {
  /** In a square of 100 by 100. */
  readonly line: string;
  readonly count: number;
  readonly direction: Direction;
}

/** As far back as a glance needs. */
const MAX_POINTS = 60;
const PAD = 6;

/** The closes of the last minutes, with the last price at the end; undefined for fewer than two points. */
export function sparkPoints(
  bars: readonly Pick<Bar, 'close'>[],
  last: string | undefined,
): Spark | undefined {
  const closes = bars.flatMap(({ close }) => (close === undefined ? [] : [close])).slice(-MAX_POINTS);
  const prices = last === undefined ? closes : [...closes.slice(0, -1), last];
  const [first, final] = [prices[0], prices.at(-1)];
  if (first === undefined || final === undefined || prices.length < 2) return undefined;
  const values = prices.map(Number);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number): number => (index / (values.length - 1)) * 100;
  const y = (value: number): number =>
    high === low ? 50 : PAD + ((high - value) / (high - low)) * (100 - 2 * PAD);
  return {
    line: values.map((value, index) => `${x(index).toFixed(2)},${y(value).toFixed(2)}`).join(' '),
    count: prices.length,
    direction: directionOf(spreadOf(first, final)),
  };
}
