import { GAP_MS, type Point } from './history.js';

/** The least of 1, 2, 5, 10, … that holds all; what is nearly nothing is not drawn as a mountain. */
export function ceilingOf(values: readonly number[], least: number): number {
  const most = Math.max(least, ...values);
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 5, 10].find((one) => one * magnitude >= most * 0.999_999) ?? 10;
  return step * magnitude;
}

export interface Frame {
  readonly from: number;
  readonly to: number;
  readonly ceiling: number;
  readonly width: number;
  readonly height: number;
}

/** The line through the points, as an SVG path; broken where nothing was known for a while. */
export function pathOf(points: readonly Point[], { from, to, ceiling, width, height }: Frame): string {
  const span = Math.max(1, to - from);
  let before: number | undefined;
  return points
    .map(({ at, value }) => {
      const x = round(((at - from) / span) * width);
      const y = round(height - (Math.min(value, ceiling) / ceiling) * height);
      const move = before === undefined || at - before > GAP_MS;
      before = at;
      return `${move ? 'M' : 'L'}${x} ${y}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
