import { useQuery, type QueryKey } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLanguage } from '../i18n/language.js';
import {
  readWhole,
  sliceOf,
  sorted,
  type ListPage,
  type ServerPage,
  type SortValue,
  type WholeList,
} from './list-page.js';
import type { ListState } from './list-state.js';
import type { ListControls } from './use-list-state.js';

/** More are not loaded; the list says so. */
export const MOST_LOADED = 1_000;
/** The most that every list of the server gives in one answer. */
const PAGE = 500;

interface WholeListOptions<T, F extends string, S extends string> {
  readonly controls: ListControls<F, S>;
  readonly queryKey: QueryKey;
  readonly load: (
    query: { readonly limit: number; readonly cursor: string | undefined },
    signal: AbortSignal,
  ) => Promise<ServerPage<T>>;
  readonly fits: (row: T, filters: ListState<F, S>['filters']) => boolean;
  readonly sortValues: Readonly<Record<S, (row: T) => SortValue>>;
  /** Looked at again so often. Default: only when the page is come back to. */
  readonly refreshMs?: number | undefined;
}

/** A list that is short enough to be loaded whole, and is filtered, ordered and paged here, where the server does not. */
export function useWholeList<T, F extends string, S extends string>({
  controls: { state, toPage },
  queryKey,
  load,
  fits,
  sortValues,
  refreshMs,
}: WholeListOptions<T, F, S>): ListPage<T> {
  const { language } = useLanguage();
  const query = useQuery<WholeList<T>>({
    queryKey,
    queryFn: ({ signal }) => readWhole((cursor) => load({ limit: PAGE, cursor }, signal), MOST_LOADED),
    ...(refreshMs === undefined ? {} : { refetchInterval: refreshMs }),
  });
  const { data, error } = query;
  const { filters, sort } = state;
  const rows = useMemo(() => {
    const shown = (data?.items ?? []).filter((row) => fits(row, filters));
    return sort ? sorted(shown, sortValues[sort.by], sort.descending, language) : shown;
  }, [data, fits, filters, sort, sortValues, language]);
  const slice = sliceOf(rows, state.page, state.size);
  return {
    ...slice,
    total: rows.length,
    cut: data?.cut ?? false,
    loading: query.isPending && !error,
    refreshing: query.isFetching,
    error,
    readAt: query.dataUpdatedAt,
    next: () => toPage(slice.page + 1),
    previous: () => toPage(slice.page - 1),
    reload: () => void query.refetch(),
  };
}
