import { between, quantile, type Buckets } from './latency.js';

const INF = Number.POSITIVE_INFINITY;

describe('quantiles of a histogram', () => {
  it('lie within the bucket that holds them', () => {
    const buckets: Buckets = [
      [1, 50],
      [2, 100],
      [INF, 100],
    ];
    expect(quantile(buckets, 0.5)).toBe(1);
    expect(quantile(buckets, 0.75)).toBe(1.5);
    expect(quantile(buckets, 1)).toBe(2);
  });

  it('are the last bound beyond it, and nothing without observations', () => {
    expect(
      quantile(
        [
          [1, 0],
          [INF, 4],
        ],
        0.5,
      ),
    ).toBe(1);
    expect(quantile([[INF, 0]], 0.5)).toBeUndefined();
    expect(quantile([], 0.5)).toBeUndefined();
  });

  it('are those of the time between two readings', () => {
    const before: Buckets = [
      [1, 1000],
      [5, 1000],
      [INF, 1000],
    ];
    const after: Buckets = [
      [1, 1000],
      [5, 1010],
      [INF, 1010],
    ];
    expect(quantile(between(before, after), 0.5)).toBe(3);
    expect(quantile(between(before, before), 0.5)).toBeUndefined();
  });
});
