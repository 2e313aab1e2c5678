import type { Api } from '../../../shared/api/api.js';
import { listEvents } from '../../../shared/api/list-events.js';
import { MAX_BARS, type Candle, type Interval, type Reading } from '../model/candle-series.js';

/** The newest bars, and between which heads they were read. `from` is the head that is known before. */
export async function readCandles(
  api: Api,
  feed: string,
  {
    interval,
    from,
    signal,
  }: { readonly interval: Interval; readonly from: number; readonly signal: AbortSignal },
): Promise<Reading> {
  const path = `/feeds/${encodeURIComponent(feed)}/candles?interval=${interval}&limit=${MAX_BARS}`;
  const { items } = await api.call<{ items: readonly Candle[] }>(path, { signal });
  const { head } = await listEvents(api, feed, { after: from, limit: 1, signal });
  return { items, from, to: Math.max(from, head) };
}
