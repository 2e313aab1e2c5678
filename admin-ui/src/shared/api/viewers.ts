import { queryOptions } from '@tanstack/react-query';
import type { Api } from './api.js';

interface Page {
  readonly items: readonly { readonly feed: string; readonly viewers: number }[];
  readonly nextCursor?: string;
}

const PAGE = 500;
/** As many feeds as the live desk lists. */
const MAX_PAGES = 4;

async function readViewers(api: Api, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const viewers = new Map<string, number>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor ? { cursor } : {}) });
    const { items, nextCursor } = await api.call<Page>(`/viewers?${query}`, { signal });
    for (const { feed, viewers: count } of items) viewers.set(feed, count);
    cursor = nextCursor;
    if (cursor === undefined) break;
  }
  return viewers;
}

/** Subscriptions of each feed that has viewers, on all nodes. */
export function viewersQuery(api: Api) {
  return queryOptions({
    queryKey: ['viewers'],
    queryFn: ({ signal }) => readViewers(api, signal),
    refetchInterval: 5_000,
    staleTime: 2_500,
  });
}
