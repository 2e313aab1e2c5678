/** One page of a list, wherever it comes from. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly hasNext: boolean;
  /** How many there are in all that fit the filter, where that is known. */
  readonly total: number | undefined;
  /** Not everything could be loaded: the filter must be narrowed to see the rest. */
  readonly cut: boolean;
  /** Nothing to show yet. */
  readonly loading: boolean;
  /** What is shown belongs to the page before, or is being looked at again. */
  readonly refreshing: boolean;
  /** Why there is nothing, or why what is shown is old. */
  readonly error: unknown;
  /** When what is shown was read, in milliseconds since 1970; 0: never. */
  readonly readAt: number;
  readonly next: () => void;
  readonly previous: () => void;
  readonly reload: () => void;
}

/** As the server's lists answer. */
export interface ServerPage<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface WholeList<T> {
  readonly items: readonly T[];
  readonly cut: boolean;
}

/** Reads a server's list page after page, up to about `most` items. */
export async function readWhole<T>(
  load: (cursor: string | undefined) => Promise<ServerPage<T>>,
  most: number,
): Promise<WholeList<T>> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < most);
  return { items: items.slice(0, most), cut: cursor !== undefined || items.length > most };
}

export interface Slice<T> {
  readonly rows: readonly T[];
  /** The page that is there: the last one where the one asked for is beyond the end. */
  readonly page: number;
  readonly hasNext: boolean;
}

export function sliceOf<T>(rows: readonly T[], page: number, size: number): Slice<T> {
  const last = Math.max(1, Math.ceil(rows.length / size));
  const shown = Math.min(page, last);
  return { rows: rows.slice((shown - 1) * size, shown * size), page: shown, hasNext: shown < last };
}

/** What a column sorts by; what is absent comes last in either order. */
export type SortValue = string | number | undefined;

export function sorted<T>(
  rows: readonly T[],
  valueOf: (row: T) => SortValue,
  descending: boolean,
  language?: string,
): readonly T[] {
  const words = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
  return rows
    .map((row) => [row, valueOf(row)] as const)
    .toSorted(([, a], [, b]) => {
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
      return descending ? compare(b, a) : compare(a, b);
    })
    .map(([row]) => row);
}

/** Whether every word of `search` is somewhere in `texts`. */
export function matchesWords(search: string, texts: readonly (string | undefined)[]): boolean {
  const haystack = texts.filter(Boolean).join('\n').toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
