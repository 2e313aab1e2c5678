import { queryOptions } from '@tanstack/react-query';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Api } from '../../api/api.js';

export interface Hold {
  readonly holdId: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly occurredAt: string;
  readonly releaseAt: string;
}

export function holdsQuery(api: Api, feed: string) {
  return queryOptions({
    queryKey: ['holds', feed],
    queryFn: ({ signal }) =>
      api.call<{ items: readonly Hold[] }>(`/feeds/${encodeURIComponent(feed)}/holds`, { signal }),
    refetchInterval: 2_000,
  });
}
