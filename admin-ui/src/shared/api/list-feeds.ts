import { queryOptions } from '@tanstack/react-query';
import type { Api } from './api.js';
import type { Feed } from './feed.js';

/** More are found by searching. */
export const MAX_LISTED_FEEDS = 1_000;
const PAGE = 250;

export interface FeedList {
  readonly feeds: readonly Feed[];
  readonly more: boolean;
}

async function listFeeds(api: Api, signal: AbortSignal): Promise<FeedList> {
  const feeds: Feed[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor ? { cursor } : {}) });
    const page = await api.call<{ items: readonly Feed[]; nextCursor?: string }>(`/feeds?${query}`, {
      signal,
    });
    feeds.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && feeds.length < MAX_LISTED_FEEDS);
  return { feeds: feeds.slice(0, MAX_LISTED_FEEDS), more: cursor !== undefined };
}

/** The catalogue; states in it are only where live ones start from. */
export function feedsQuery(api: Api) {
  return queryOptions({
    queryKey: ['feeds'],
    queryFn: ({ signal }) => listFeeds(api, signal),
    staleTime: 10_000,
    refetchInterval: 30_000,
  });
}
