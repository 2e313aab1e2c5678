export interface BackOffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const FACTOR = 3;

/**
 * How long to wait behind the `attempts`-th failure in a row: exponentially longer, the upper half of it by chance, so that receivers
 * which came back are not met by everything at once. What the receiver asks for holds, within the longest wait.
 */
export function backOffMs(
  attempts: number,
  retryAfterMs: number | undefined,
  { firstMs, longestMs, random }: BackOffOptions,
): number {
  const full = Math.min(longestMs, firstMs * FACTOR ** Math.min(attempts - 1, 30));
  const own = full / 2 + (full / 2) * random();
  return Math.round(Math.min(longestMs, Math.max(own, retryAfterMs ?? 0)));
}

/** A Retry-After header: seconds, or a date. Undefined if it is neither. */
export function retryAfterMsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = /GMT$/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
