import { isObject, type JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type { FeedMeta } from '../../src/core/protocol/messages.js';

export interface ListedFeed {
  readonly id: string;
  readonly meta: FeedMeta;
  readonly state: JsonObject;
}

export interface FeedPage {
  readonly feeds: readonly ListedFeed[];
  readonly more: boolean;
}

const TIMEOUT_MS = 10_000;

async function get(path: string): Promise<JsonObject> {
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  const body: unknown = await response.json();
  if (!isObject(body)) throw new Error(`${path} answered no object.`);
  return body;
}

/** The first feeds of the server that anybody may see. Rejects when it cannot be reached. */
export async function listFeeds(limit: number): Promise<FeedPage> {
  const { items, nextCursor } = await get(`/api/v1/feeds?limit=${limit}`);
  const feeds = (Array.isArray(items) ? items : []).flatMap((item) => {
    if (!isObject(item) || typeof item.id !== 'string' || !isObject(item.state)) return [];
    return [{ id: item.id, meta: item as unknown as FeedMeta, state: item.state }];
  });
  return { feeds, more: nextCursor !== undefined };
}

/** Events after `after` up to `until`, at most 500. */
export async function pastEvents(
  feed: string,
  after: number,
  until: number,
): Promise<readonly StreamedEvent[]> {
  const limit = Math.min(500, until - after);
  if (limit <= 0) return [];
  const { events } = await get(
    `/api/v1/feeds/${encodeURIComponent(feed)}/events?after=${after}&limit=${limit}`,
  );
  return (Array.isArray(events) ? events : []).flatMap((event) =>
    isObject(event) && isObject(event.data) ? [event as unknown as StreamedEvent] : [],
  );
}

/** Closes of the last seconds that saw a trade, oldest first: the course of a price before this page was opened. */
export async function recentCloses(
  feed: string,
  limit: number,
): Promise<readonly { readonly at: number; readonly value: number }[]> {
  const { items } = await get(`/api/v1/feeds/${encodeURIComponent(feed)}/candles?interval=1s&limit=${limit}`);
  return (Array.isArray(items) ? items : []).flatMap((item) =>
    isObject(item) && item.close !== undefined
      ? [{ at: Date.parse(String(item.start)), value: Number(item.close) }]
      : [],
  );
}
