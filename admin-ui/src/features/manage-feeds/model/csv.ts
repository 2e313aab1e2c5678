import Papa from 'papaparse';
import { isObject, type JsonObject } from '../../../../../src/core/json/json.js';
import { KINDS } from '../../../shared/feed/kinds.js';
import { parseTimestamp } from '../../../../../src/core/time/timestamp.js';
import { fromLocal, toLocal } from '../../../shared/table/local-time.js';
import { emptyDraft, type FeedDraft } from './draft.js';
import type { Fault } from './fault.js';
import type { NewFeed } from './new-feed.js';
import { readDraft } from './read-draft.js';
import { suggestId } from './suggest-id.js';

export const MOST_LINES = 1_000;
export const LARGEST_CSV = 1024 * 1024;

/** The columns of the table, in the order of the example. Only `kind` and `title` must be there. */
export const COLUMNS = [
  'kind',
  'id',
  'title',
  'tags',
  'startsAt',
  'publicDelaySeconds',
  'holdSeconds',
  'expectedIntervalSeconds',
  'home',
  'homeCode',
  'homeColor',
  'away',
  'awayCode',
  'awayColor',
  'competition',
  'venue',
  'rules',
  'bestOf',
  'finalSet',
  'symbol',
  'exchange',
  'currency',
  'priceScale',
  'previousClose',
  'config',
] as const;
export type ColumnName = (typeof COLUMNS)[number];
/** The column that `failuresCsv` adds; not read. */
const REASON = 'error';
type Cells = Readonly<Partial<Record<ColumnName, string>>>;

/** One feed of the file. */
export interface CsvLine {
  /** Of the file, from 1; the headings are usually line 1. */
  readonly line: number;
  readonly feed: NewFeed;
  /** What can be told without the server. */
  readonly faults: readonly Fault[];
  /** As they stand in the file. */
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly headings: readonly string[];
  readonly lines: readonly CsvLine[];
  /** Of the whole file: then there are no lines. */
  readonly faults: readonly Fault[];
}

const NAMES = new Map(COLUMNS.map((name) => [name.toLowerCase(), name]));

/** Reads a table that is separated by commas, semicolons or tabs. */
export function readCsv(text: string): CsvTable {
  const whole = (phrase: Extract<Fault, { phrase: unknown }>['phrase'], values = {}): CsvTable => ({
    headings: [],
    lines: [],
    faults: [{ path: 'file', phrase, values }],
  });
  if (text.length > LARGEST_CSV) return whole('csv.tooLarge', { size: LARGEST_CSV / 1024 });
  const { rows, faults: quoting } = parseRows(text);
  const [headings, ...body] = rows;
  if (!headings) return whole('csv.empty');
  const names = headings.cells.map((heading) => NAMES.get(heading.trim().toLowerCase()));
  const unknown = headings.cells.filter(
    (heading, index) => !['', REASON].includes(heading.trim()) && !names[index],
  );
  if (unknown.length > 0) return whole('csv.unknownColumns', { names: unknown.slice(0, 5).join(', ') });
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (twice !== undefined) return whole('csv.columnTwice', { name: twice });
  const missing = (['kind', 'title'] as const).filter((name) => !names.includes(name));
  if (missing.length > 0) return whole('csv.missingColumns', { names: missing.join(', ') });
  if (body.length > MOST_LINES) return whole('csv.tooMany', { count: body.length, most: MOST_LINES });
  if (body.length === 0) return whole('csv.empty');
  const lines = body.map(({ line, cells }) => readLine(line, cells, names, quoting.get(line)));
  return { headings: headings.cells, lines: markTwins(lines), faults: [] };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows with the line of the file that each starts at; those without a word are left out. */
function parseRows(text: string): {
  readonly rows: readonly Row[];
  readonly faults: ReadonlyMap<number, string>;
} {
  const rows: Row[] = [];
  const faults = new Map<number, string>();
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  let line = 1;
  let at = 0;
  Papa.parse<string[]>(source, {
    delimitersToGuess: [',', ';', '\t'],
    newline: '\n',
    step: ({ data, errors, meta }) => {
      const fault = errors.find(({ type }) => type === 'Quotes');
      if (fault) faults.set(line, fault.message);
      if (data.some((cell) => cell.trim() !== '')) rows.push({ line, cells: data });
      line += source.slice(at, meta.cursor).split('\n').length - 1;
      at = meta.cursor;
    },
  });
  return { rows, faults };
}

function readLine(
  line: number,
  row: readonly string[],
  names: readonly (ColumnName | undefined)[],
  quoting: string | undefined,
): CsvLine {
  const faults: Fault[] = [];
  if (quoting !== undefined) faults.push({ path: 'line', phrase: 'csv.quotes' });
  if (row.slice(names.length).some((cell) => cell.trim() !== '')) {
    faults.push({ path: 'line', phrase: 'csv.tooWide', values: { columns: names.length } });
  }
  const cells: Cells = Object.fromEntries(
    names.flatMap((name, index) => (name === undefined ? [] : [[name, (row[index] ?? '').trim()]])),
  );
  const kind = KINDS.find((one) => one === cells.kind?.toLowerCase());
  if (!kind) faults.push({ path: 'kind', phrase: 'csv.kind', values: { kinds: KINDS.join(', ') } });
  const { config, fault } = readConfigCell(cells.config ?? '');
  if (fault) faults.push(fault);
  const draft = draftOf(cells, kind ?? 'custom');
  const read = readDraft(draft, config);
  const startsAt = instantOf(cells.startsAt ?? '');
  if (startsAt === undefined) faults.push({ path: 'startsAt', phrase: 'csv.time' });
  return {
    line,
    cells: row,
    feed: { ...read.feed, ...(startsAt ? { startsAt } : {}) },
    // Without its kind nobody knows what else it needs.
    faults: kind ? [...faults, ...read.faults] : faults,
  };
}

function draftOf(cells: Cells, kind: NewFeed['kind']): FeedDraft {
  const { publicDelaySeconds: delay = '' } = cells;
  const standard = emptyDraft(kind);
  const or = (name: ColumnName, other: string): string => cells[name] || other;
  const team = (side: 'home' | 'away') => ({
    name: cells[side] ?? '',
    code: cells[`${side}Code`] ?? '',
    color: cells[`${side}Color`] ?? '',
    players: '',
  });
  const isPrivate = delay.toLowerCase() === 'private';
  return {
    ...standard,
    id: or('id', suggestId(kind, cells.title ?? '')),
    title: cells.title ?? '',
    tags: (cells.tags ?? '').split(/[;|]/),
    visibility: isPrivate ? 'private' : delay === '' || delay === '0' ? 'live' : 'delayed',
    delaySeconds: delay,
    holdSeconds: cells.holdSeconds ?? '',
    intervalSeconds: cells.expectedIntervalSeconds ?? '',
    home: team('home'),
    away: team('away'),
    competition: cells.competition ?? '',
    venue: cells.venue ?? '',
    rules: or('rules', standard.rules),
    bestOf: or('bestOf', standard.bestOf),
    finalSet: cells.finalSet ?? '',
    symbol: cells.symbol ?? '',
    exchange: cells.exchange ?? '',
    currency: cells.currency ?? '',
    priceScale: or('priceScale', standard.priceScale),
    previousClose: cells.previousClose ?? '',
  };
}

function readConfigCell(cell: string): { readonly config: JsonObject; readonly fault?: Fault } {
  if (cell === '') return { config: {} };
  try {
    const value: unknown = JSON.parse(cell);
    if (isObject(value)) return { config: value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { config: {}, fault: { path: 'config', phrase: 'csv.config' } };
}

/** ISO 8601 in UTC; '' for none, undefined for what is no time. A time without an offset is that of the person's own clock. */
function instantOf(cell: string): string | undefined {
  if (cell === '') return '';
  const written = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?) ?(Z|[+-]\d\d:\d\d)?$/i.exec(
    cell,
  );
  if (!written) return undefined;
  const [, day = '', time = '', offset] = written;
  if (offset !== undefined) {
    const ms = parseTimestamp(`${day}T${time.length === 5 ? `${time}:00` : time}${offset.toUpperCase()}`);
    return ms === undefined ? undefined : new Date(ms).toISOString();
  }
  const at = fromLocal(`${day}T${time}`);
  // 30 February is read as 2 March.
  return toLocal(at).startsWith(day) ? at : undefined;
}

/** Two lines of one id: only the first can be made. */
function markTwins(lines: readonly CsvLine[]): readonly CsvLine[] {
  const first = new Map<string, number>();
  return lines.map((one) => {
    const { id } = one.feed;
    const before = first.get(id);
    if (id === '') return one;
    if (before === undefined) {
      first.set(id, one.line);
      return one;
    }
    const fault: Fault = { path: 'id', phrase: 'csv.twin', values: { line: before } };
    return { ...one, faults: [...one.faults, fault] };
  });
}

const EXAMPLE: readonly Cells[] = [
  {
    kind: 'football',
    id: 'football.cup-final',
    title: 'Argentina v France',
    tags: 'cup;final',
    startsAt: '2026-12-18T15:00:00Z',
    publicDelaySeconds: '0',
    expectedIntervalSeconds: '300',
    home: 'Argentina',
    homeCode: 'ARG',
    homeColor: '#75aadb',
    away: 'France',
    awayCode: 'FRA',
    awayColor: '#21304d',
    competition: 'Cup',
    venue: 'Lusail',
  },
  {
    kind: 'basketball',
    title: 'Berlin v Madrid',
    tags: 'league',
    startsAt: '2026-12-20T19:00:00+01:00',
    publicDelaySeconds: '30',
    home: 'Berlin',
    away: 'Madrid',
    rules: 'fiba',
  },
  {
    kind: 'tennis',
    title: 'Graf v Seles',
    publicDelaySeconds: 'private',
    home: 'Steffi Graf',
    away: 'Monica Seles',
    bestOf: '3',
  },
  {
    kind: 'quote',
    title: 'ACME, Xetra',
    symbol: 'ACME',
    exchange: 'XETRA',
    currency: 'EUR',
    priceScale: '2',
    previousClose: '101.5',
  },
  { kind: 'custom', title: 'Votes', config: '{"schema":{"type":"object"}}' },
];

/** A file to begin with. */
export function exampleCsv(): string {
  return Papa.unparse([[...COLUMNS], ...EXAMPLE.map((cells) => COLUMNS.map((name) => cells[name] ?? ''))]);
}

/** The lines that failed as they stood in the file, with the reason in a last column: to be corrected and read again. */
export function failuresCsv(
  headings: readonly string[],
  failed: readonly { readonly cells: readonly string[]; readonly reason: string }[],
): string {
  const kept = headings.filter((heading) => heading.trim() !== REASON);
  const rows = failed.map(({ cells, reason }) => [
    ...headings.flatMap((heading, index) => (heading.trim() === REASON ? [] : [cells[index] ?? ''])),
    reason,
  ]);
  return Papa.unparse([[...kept, REASON], ...rows]);
}
