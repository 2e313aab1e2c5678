import { chartLayout, niceStep } from './chart-layout.js';
import type { ShownBar } from './candle-series.js';

const bar = (minute: number, open: string, close: string, volume = '1'): ShownBar => {
  const startMs = Date.UTC(2026, 10, 20, 14, minute);
  const [low, high] = [open, close].sort((a, b) => Number(a) - Number(b)) as [string, string];
  return {
    start: new Date(startMs).toISOString(),
    startMs,
    open,
    close,
    high,
    low,
    volume,
    trades: 1,
    revisions: [],
  };
};
const size = { width: 600, height: 300, scale: 2 };

describe('chartLayout', () => {
  it('draws higher prices higher, and newer bars further right', () => {
    const chart = chartLayout([bar(0, '10', '11'), bar(1, '11', '10.5')], '1m', size);
    const [first, second] = chart?.drawn ?? [];
    expect(first?.rises).toBe(true);
    expect(second?.rises).toBe(false);
    expect(first?.x).toBeLessThan(second?.x ?? 0);
    expect(first?.wick?.top).toBeLessThan(first?.wick?.bottom ?? 0);
    expect(second?.x).toBeLessThanOrEqual(chart?.plotWidth ?? 0);
  });

  it('shows the newest that fit, and labels that do not run into each other', () => {
    const bars = Array.from({ length: 300 }, (_, minute) => bar(minute, '10', String(10 + (minute % 7))));
    const narrow = chartLayout(bars, '1m', { ...size, width: 300 });
    expect(narrow?.drawn.length).toBeLessThan(50);
    expect(narrow?.drawn.at(-1)?.bar.startMs).toBe(bars.at(-1)?.startMs);
    const gaps = (narrow?.times ?? []).slice(1).map(({ at }, index) => at - (narrow?.times[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(50);
  });

  it('has room for one price that never moved, and draws nothing without a price', () => {
    const flat = chartLayout([bar(0, '10', '10')], '1m', size);
    expect(flat?.drawn[0]?.body?.height).toBe(1);
    expect(flat?.prices.length).toBeGreaterThan(0);
    expect(chartLayout([], '1m', size)).toBeUndefined();
  });

  it('labels prices as finely as they differ', () => {
    const fine = chartLayout([bar(0, '0.00001', '0.00004')], '1m', { ...size, scale: 2 });
    const labels = (fine?.prices ?? []).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

it('steps are 1, 2 or 5 times a power of ten', () => {
  expect([niceStep(10, 5), niceStep(7, 5), niceStep(0.3, 4), niceStep(1200, 6)]).toEqual([2, 2, 0.1, 200]);
});
