import { NetworkError, ApiError } from '../../../shared/api/api-error.js';
import type { Api } from '../../../shared/api/api.js';
import type { Feed } from '../../../shared/api/feed.js';
import { differences } from '../model/same-feed.js';
import type { NewFeed } from '../model/new-feed.js';

const pathOf = (id: string): string => `/feeds/${encodeURIComponent(id)}`;

export interface FeedPage {
  readonly items: readonly Feed[];
  readonly nextCursor?: string;
}

export function listFeedPage(api: Api, query: URLSearchParams, signal: AbortSignal): Promise<FeedPage> {
  return api.call(`/feeds?${query}`, { signal });
}

export function tryFeed(api: Api, feed: NewFeed, signal?: AbortSignal): Promise<void> {
  return api.call('/feeds?dryRun=true', { method: 'POST', body: feed, signal });
}

export function createFeed(api: Api, feed: NewFeed, signal?: AbortSignal): Promise<Feed> {
  return api.call('/feeds', { method: 'POST', body: feed, signal });
}

/** The feed as it is now, read anew. */
export function readFeed(api: Api, id: string, signal?: AbortSignal): Promise<Feed> {
  return api.call(pathOf(id), { signal });
}

/**
 * Makes a feed. A first attempt whose answer was lost may have made it: then the second one finds it there just as wanted, and that is
 * no failure.
 */
export async function createOnce(api: Api, feed: NewFeed, again: boolean): Promise<Feed> {
  try {
    return await createFeed(api, feed);
  } catch (error) {
    if (!again || !(error instanceof ApiError) || error.code !== 'conflict') throw error;
    const found = await readFeed(api, feed.id);
    if (differences(found, feed).length > 0) throw error;
    return found;
  }
}

/** Whether the same request may have been done all the same. */
export function isUnknown(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && error.status >= 500);
}

export function changeFeed(api: Api, id: string, change: Readonly<Record<string, unknown>>): Promise<Feed> {
  return api.call(pathOf(id), { method: 'PATCH', body: change });
}

export function archiveFeed(api: Api, id: string): Promise<unknown> {
  return api.call(pathOf(id), { method: 'DELETE' });
}

export function readViewers(
  api: Api,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly viewers: number }> {
  return api.call(`${pathOf(id)}/viewers`, { signal });
}
