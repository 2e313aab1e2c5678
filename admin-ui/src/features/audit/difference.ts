/** One thing that was changed. A side is absent where there was, or is, nothing. */
export interface Change {
  /** Such as `config.home.name`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Deeper than any settings are; what is below is shown whole. */
const DEEPEST = 8;

/** What differs, field by field, in the order of the fields; lists are compared whole. */
export function differenceOf(before: unknown, after: unknown, path = '', depth = 0): readonly Change[] {
  if (same(before, after)) return [];
  const open = (value: unknown): value is Fields | undefined => value === undefined || isFields(value);
  if (depth < DEEPEST && open(before) && open(after)) {
    const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    if (names.size > 0) {
      return [...names].flatMap((name) =>
        differenceOf(before?.[name], after?.[name], path === '' ? name : `${path}.${name}`, depth + 1),
      );
    }
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** A value in one line: words as they are, everything else as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  return JSON.stringify(value);
}
