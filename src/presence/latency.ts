/** Cumulative counts by upper bound, ascending; the last bound is Infinity. As a Prometheus histogram has them. */
export type Buckets = readonly (readonly [le: number, count: number])[];

/** What fell into each bucket between two readings. */
export function between(before: Buckets, after: Buckets): Buckets {
  const earlier = new Map(before);
  return after.map(([le, count]) => [le, count - (earlier.get(le) ?? 0)] as const);
}

/** The value below which a share `q` of the observations lies, linear within a bucket; undefined when there are none. */
export function quantile(buckets: Buckets, q: number): number | undefined {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  let lowBound = 0;
  let below = 0;
  for (const [le, count] of buckets) {
    if (count >= rank && count > below) {
      // Beyond the last bound nothing is known.
      if (le === Number.POSITIVE_INFINITY) return lowBound;
      return lowBound + ((le - lowBound) * (rank - below)) / (count - below);
    }
    if (le !== Number.POSITIVE_INFINITY) lowBound = le;
    below = count;
  }
  return lowBound;
}
