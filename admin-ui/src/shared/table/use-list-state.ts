import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import {
  nextPage,
  previousPage,
  readListState,
  toPage,
  withFilters,
  withSort,
  writeListState,
  type ListSchema,
  type ListState,
} from './list-state.js';

/** A list's part of the address, and how it changes. */
export interface ListControls<F extends string = string, S extends string = string> {
  readonly state: ListState<F, S>;
  readonly filter: (filters: Partial<Readonly<Record<F, string>>>) => void;
  readonly clear: () => void;
  readonly sortBy: (by: S, descending?: boolean) => void;
  readonly resize: (size: number) => void;
  /** Of a server-paged list. */
  readonly next: (cursor: string) => void;
  /** Of a server-paged list. */
  readonly previous: () => void;
  /** Of a list that is loaded whole. */
  readonly toPage: (page: number) => void;
  /** For an address that leads nowhere. */
  readonly restart: () => void;
}

/**
 * Keeps a list's filters, order and page in the address, so that it can be shared, reloaded and gone back to. Turning a page is a
 * step of the browser's history; filtering and sorting are not. `schema` must be a constant.
 */
export function useListState<F extends string, S extends string>(
  schema: ListSchema<F, S>,
): ListControls<F, S> {
  const [params, setParams] = useSearchParams();
  return useMemo(() => {
    const state = readListState(schema, params);
    const none = Object.fromEntries(Object.keys(schema.filters).map((name) => [name, ''])) as Record<
      F,
      string
    >;
    // What the address says at the moment counts, not what it said when the part was drawn.
    const change = (of: (now: ListState<F, S>) => ListState<F, S>, replace: boolean): void =>
      setParams((now) => writeListState(schema, of(readListState(schema, now)), now), { replace });
    return {
      state,
      filter: (filters) => change((now) => withFilters(now, filters), true),
      clear: () => change((now) => withFilters(now, none), true),
      sortBy: (by, descending) => change((now) => withSort(now, by, descending), true),
      resize: (size) => change((now) => ({ ...toPage(now, 1), size }), true),
      next: (cursor) => change((now) => nextPage(now, cursor), false),
      previous: () => change(previousPage, false),
      toPage: (page) => change((now) => toPage(now, page), false),
      restart: () => change((now) => toPage(now, 1), true),
    };
  }, [schema, params, setParams]);
}
