import type { Json } from '../json/json.js';

/** Roughly the characters of the JSON text of `value`, without making it: what bounds caches. */
export function weight(value: Json | undefined): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 2;
  if (Array.isArray(value)) {
    for (const item of value) sum += weight(item) + 1;
    return sum;
  }
  for (const key of Object.keys(value)) sum += key.length + 4 + weight(value[key]);
  return sum;
}

/** How many of `events` stay within `limit` together; at least one, if there are any. */
export function countWithin(events: readonly Parameters<typeof eventWeight>[0][], limit: number): number {
  let sum = 0;
  const over = events.findIndex((event) => (sum += eventWeight(event)) > limit);
  return over === -1 ? events.length : Math.max(1, over);
}

/** The same of an event; 120 stands for its envelope. */
export function eventWeight(event: {
  readonly data: Json;
  readonly patch?: Json;
  readonly reason?: string;
}): number {
  return (
    120 +
    weight(event.data) +
    (event.patch === undefined ? 0 : weight(event.patch)) +
    (event.reason?.length ?? 0)
  );
}
