import { queryOptions } from '@tanstack/react-query';
import type { Api } from './api.js';
import type { Feed } from './feed.js';

export function feedQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['feed', id],
    queryFn: ({ signal }) => api.call<Feed>(`/feeds/${encodeURIComponent(id)}`, { signal }),
    staleTime: 10_000,
  });
}
