import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../shared/api/api.js';
import type { Cluster } from './cluster.js';
import { withSample, type History } from './history.js';

export const POLL_MS = 2_000;

const KEY = ['cluster'] as const;

/** What the cluster is now, and what it was in the last minutes; kept while the page is left for a moment. */
export function clusterQuery(api: Api) {
  return queryOptions({
    queryKey: KEY,
    queryFn: async ({ client, signal }): Promise<History> => {
      const cluster = await api.call<Cluster>('/cluster', { signal, timeoutMs: 5_000 });
      return withSample(client.getQueryData<History>(KEY), cluster, Date.now());
    },
    refetchInterval: POLL_MS,
    retry: false,
  });
}
