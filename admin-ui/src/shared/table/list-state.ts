/** What the address may say of a list. */
export interface ListSchema<F extends string = string, S extends string = string> {
  /** Filters by their names in the address; where values are listed, no other counts. */
  readonly filters: Readonly<Record<F, 'text' | readonly string[]>>;
  /** The columns that it can be sorted by. */
  readonly sorts: readonly S[];
  /** The order when the address names none. */
  readonly sort?: Sort<S>;
  /** Rows of a page when the address says nothing, one of PAGE_SIZES. Default 25. */
  readonly size?: number;
}

export interface Sort<S extends string = string> {
  readonly by: S;
  readonly descending: boolean;
}

export interface ListState<F extends string = string, S extends string = string> {
  /** Every filter of the schema; '' is none. */
  readonly filters: Readonly<Record<F, string>>;
  readonly sort: Sort<S> | undefined;
  readonly size: number;
  /** From 1. */
  readonly page: number;
  /** Where a server-paged list's last pages started; the last one is where this page does. Empty on the first page. */
  readonly cursors: readonly string[];
}

export const PAGE_SIZES: readonly number[] = [25, 50, 100];
const STANDARD_SIZE = 25;
const LONGEST_FILTER = 200;
const LAST_PAGE = 100_000;
/** So many pages back can be turned one by one; what is before starts from the first. */
const TRAIL = 20;
const CURSOR = /^[A-Za-z0-9_-]{1,2048}$/;
const NAMES = { sort: 'sort', size: 'size', page: 'page', cursors: 'at' } as const;

/** What the address says, as far as it makes sense; the standard for the rest. */
export function readListState<F extends string, S extends string>(
  schema: ListSchema<F, S>,
  params: URLSearchParams,
): ListState<F, S> {
  const names = Object.keys(schema.filters) as F[];
  const cursors = (params.get(NAMES.cursors) ?? '').split('.').filter((cursor) => CURSOR.test(cursor));
  const page = Number(params.get(NAMES.page) ?? 1);
  const size = Number(params.get(NAMES.size));
  return {
    filters: Object.fromEntries(
      names.map((name) => [name, readFilter(schema.filters[name], params.get(name) ?? '')]),
    ) as Record<F, string>,
    sort: readSort(schema, params.get(NAMES.sort)),
    size: PAGE_SIZES.includes(size) ? size : (schema.size ?? STANDARD_SIZE),
    page: Number.isInteger(page) && page > 1 && page <= LAST_PAGE ? page : 1,
    cursors: cursors.slice(-TRAIL),
  };
}

function readFilter(kind: 'text' | readonly string[], value: string): string {
  if (kind === 'text') return value.slice(0, LONGEST_FILTER);
  return kind.includes(value) ? value : '';
}

function readSort<F extends string, S extends string>(
  { sorts, sort }: ListSchema<F, S>,
  text: string | null,
): Sort<S> | undefined {
  const by = sorts.find((one) => one === text?.replace(/^-/, ''));
  return by === undefined ? sort : { by, descending: text?.startsWith('-') === true };
}

/** The address of `state`: what is the standard is left out, and what belongs to others stays. */
export function writeListState<F extends string, S extends string>(
  schema: ListSchema<F, S>,
  state: ListState<F, S>,
  others: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const params = new URLSearchParams(others);
  const put = (name: string, value: string): void => {
    // In the same order whatever came first, so that one view has one address.
    params.delete(name);
    if (value !== '') params.append(name, value);
  };
  for (const name of Object.keys(schema.filters) as F[]) put(name, state.filters[name]);
  const { sort, size, page, cursors } = state;
  const standard = sort?.by === schema.sort?.by && sort?.descending === schema.sort?.descending;
  put(NAMES.sort, sort && !standard ? `${sort.descending ? '-' : ''}${sort.by}` : '');
  put(NAMES.size, size === (schema.size ?? STANDARD_SIZE) ? '' : String(size));
  put(NAMES.page, page > 1 ? String(page) : '');
  put(NAMES.cursors, cursors.slice(-TRAIL).join('.'));
  return params;
}

/** Whatever changes what the list holds leads to its first page. */
export function withFilters<F extends string, S extends string>(
  state: ListState<F, S>,
  filters: Partial<Readonly<Record<F, string>>>,
): ListState<F, S> {
  return { ...state, filters: { ...state.filters, ...filters }, page: 1, cursors: [] };
}

/** A column's first press sorts upwards, its second downwards. */
export function withSort<F extends string, S extends string>(
  state: ListState<F, S>,
  by: S,
  descending: boolean = state.sort?.by === by && !state.sort.descending,
): ListState<F, S> {
  return { ...state, sort: { by, descending }, page: 1, cursors: [] };
}

/** @param cursor where the next page of a server-paged list starts */
export function nextPage<F extends string, S extends string>(
  state: ListState<F, S>,
  cursor: string,
): ListState<F, S> {
  return { ...state, page: state.page + 1, cursors: [...state.cursors, cursor].slice(-TRAIL) };
}

/** The page before; the first one when the way back is not known any more. */
export function previousPage<F extends string, S extends string>(state: ListState<F, S>): ListState<F, S> {
  const cursors = state.cursors.slice(0, -1);
  return { ...state, page: cursors.length === 0 ? 1 : Math.max(1, state.page - 1), cursors };
}

/** A page of a list that is loaded whole. */
export function toPage<F extends string, S extends string>(
  state: ListState<F, S>,
  page: number,
): ListState<F, S> {
  return { ...state, page: Math.max(1, page), cursors: [] };
}

export function isFiltered({ filters }: ListState): boolean {
  return Object.values(filters).some((value) => value !== '');
}
