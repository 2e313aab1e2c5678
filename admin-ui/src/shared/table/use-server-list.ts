import { keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../api/api-error.js';
import type { ListPage, ServerPage } from './list-page.js';
import type { ListState } from './list-state.js';
import type { ListControls } from './use-list-state.js';

interface ServerListOptions<T, F extends string, S extends string> {
  readonly controls: ListControls<F, S>;
  /** Names the list; filters, order and page are added. */
  readonly queryKey: QueryKey;
  readonly load: (
    query: { readonly state: ListState<F, S>; readonly limit: number; readonly cursor: string | undefined },
    signal: AbortSignal,
  ) => Promise<ServerPage<T>>;
  /** Looked at again so often. Default: only when the page is come back to. */
  readonly refreshMs?: number | undefined;
}

function isLostCursor(error: unknown): boolean {
  return error instanceof ApiError && error.issues.some(({ path }) => path === 'cursor');
}

/** A list that the server filters, orders and pages. */
export function useServerList<T, F extends string, S extends string>({
  controls,
  queryKey,
  load,
  refreshMs,
}: ServerListOptions<T, F, S>): ListPage<T> {
  const { state, restart } = controls;
  const cursor = state.cursors.at(-1);
  const query = useQuery({
    queryKey: [...queryKey, state.filters, state.sort, state.size, cursor],
    queryFn: ({ signal }) => load({ state, limit: state.size, cursor }, signal),
    placeholderData: keepPreviousData,
    ...(refreshMs === undefined ? {} : { refetchInterval: refreshMs }),
  });
  const { data, error } = query;
  const lost = isLostCursor(error);
  useEffect(() => {
    // The address is of another list than there is now.
    if (lost) restart();
  }, [lost, restart]);
  const next = data?.nextCursor;
  return {
    rows: data?.items ?? [],
    // Without a cursor there is but the first page, whatever the address says.
    page: cursor === undefined ? 1 : state.page,
    hasNext: next !== undefined && !query.isPlaceholderData,
    total: undefined,
    cut: false,
    loading: query.isPending && !error,
    refreshing: query.isFetching,
    error: lost ? undefined : error,
    readAt: query.isPlaceholderData ? 0 : query.dataUpdatedAt,
    next: () => {
      if (next !== undefined) controls.next(next);
    },
    previous: controls.previous,
    reload: () => void query.refetch(),
  };
}
