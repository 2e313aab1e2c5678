import { Big } from 'big.js';
import { EXIT, Failure } from '../../failure.js';
import type { Format, FormatOptions, ReplayItem, ReplayUpdate } from '../format.js';
import type { Source } from '../source.js';
import { decimal, placesOf } from './decimal.js';
import { iso, localInstant } from './local-time.js';
import { slug } from './slug.js';

interface Bar {
  readonly symbol: string;
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly dividend: string;
  readonly split: string;
}

const OPENS_AT = 9 * 60 + 30;
const CLOSES_AT = 16 * 60;
const ZONE = 'America/New_York';

/** Daily bars: Date, Open, High, Low, Close, Volume, Stock (or Symbol), and optionally ExDividend and SplitRatio; in any order of rows. */
export const equityCsv: Format = {
  name: 'equity-csv',
  whole: true,
  async *read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem> {
    const bySymbol = new Map<string, Bar[]>();
    for (const bar of await readBars(source)) {
      const bars = bySymbol.get(bar.symbol) ?? [];
      bySymbol.set(bar.symbol, bars);
      bars.push(bar);
    }
    for (const [symbol, bars] of bySymbol) {
      bars.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
      yield* new SymbolBars(symbol, bars, options).items();
    }
    yield {
      item: 'note',
      level: 'info',
      text: 'A daily bar is published as prints at its open, high, low and close; the volume of the day comes with the close. Prices are those of the day, not adjusted for dividends.',
    };
  },
};

async function readBars(source: Source): Promise<readonly Bar[]> {
  let columns: ReadonlyMap<string, number> | undefined;
  const bars: Bar[] = [];
  let number = 0;
  for await (const line of source.lines()) {
    number++;
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    if (columns) {
      bars.push(barOf(cells, columns, number));
      continue;
    }
    columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]));
    const missing = ['date', 'open', 'high', 'low', 'close', 'volume'].filter((name) => !columns?.has(name));
    if (missing.length > 0)
      throw new Failure(`${source.name}: the first line names no column ${missing.join(', ')}.`, EXIT.usage);
    if (!columns.has('stock') && !columns.has('symbol')) {
      throw new Failure(`${source.name}: the first line names no column Stock or Symbol.`, EXIT.usage);
    }
  }
  return bars;
}

/** Quoted cells may hold commas; "" inside is a quote. */
function cellsOf(line: string): readonly string[] {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells.slice(0, line.endsWith(',') ? undefined : -1).map((cell) => {
    const text = cell.replace(/,$/, '');
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}

function barOf(cells: readonly string[], columns: ReadonlyMap<string, number>, number: number): Bar {
  const cell = (name: string): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
  const value = (name: string, absent?: string): string => {
    const text = cell(name) || absent || '';
    const parsed = decimal(text);
    if (parsed === undefined)
      throw new Failure(`Line ${number}: ${name} "${text}" is not a number.`, EXIT.usage);
    return parsed;
  };
  const date = cell('date');
  if (!/^\d{4}-\d\d-\d\d$/.test(date))
    throw new Failure(`Line ${number}: the date "${date}" is not YYYY-MM-DD.`, EXIT.usage);
  return {
    symbol: cell('stock') || cell('symbol'),
    date,
    open: value('open'),
    high: value('high'),
    low: value('low'),
    close: value('close'),
    volume: value('volume'),
    dividend: value('exdividend', '0'),
    split: value('splitratio', '1'),
  };
}

class SymbolBars {
  readonly #id: string;
  #previousClose: string | undefined;

  constructor(
    readonly symbol: string,
    readonly bars: readonly Bar[],
    readonly options: FormatOptions,
  ) {
    this.#id = `${options.prefix}equity.${slug(symbol)}`;
  }

  *items(): Iterable<ReplayItem> {
    const last = this.bars.at(-1);
    if (!last) return;
    yield* this.#feed();
    for (const bar of this.bars) {
      yield* this.#day(bar);
      if (bar !== last) this.#previousClose = bar.close;
    }
    yield this.#update(last, 'closed', CLOSES_AT, 'trading_status', { status: 'closed' });
    yield* this.#corporateActions();
    yield {
      item: 'expect',
      feed: this.#id,
      expectations: [
        {
          what: `bar of ${last.date}`,
          values: { last: last.close, open: last.open, high: last.high, low: last.low, volume: last.volume },
        },
      ],
    };
  }

  *#feed(): Iterable<ReplayItem> {
    const prices = this.bars.flatMap(({ open, high, low, close }) => [open, high, low, close]);
    const priceScale = Math.max(2, ...prices.map(placesOf));
    yield {
      item: 'feed',
      create: true,
      feed: {
        id: this.#id,
        kind: 'quote',
        title: this.symbol,
        tags: ['equity', ...this.options.tags],
        config: { symbol: this.symbol, currency: 'USD', priceScale },
      },
    };
  }

  *#day(bar: Bar): Iterable<ReplayUpdate> {
    const previousClose = this.#previousClose && afterSplit(this.#previousClose, bar.split);
    const session = { date: bar.date, open: bar.open, ...(previousClose ? { previousClose } : {}) };
    const print = { size: '0', updatesVolume: false };
    yield this.#update(bar, 'session', OPENS_AT, 'session', session);
    yield this.#update(bar, 'open', OPENS_AT, 'trade', { price: bar.open, ...print });
    const noon = (OPENS_AT + CLOSES_AT) / 2;
    yield this.#update(bar, 'high', noon, 'trade', { price: bar.high, ...print, updatesLast: false });
    yield this.#update(bar, 'low', noon, 'trade', { price: bar.low, ...print, updatesLast: false });
    yield this.#update(bar, 'close', CLOSES_AT, 'trade', { price: bar.close, size: bar.volume });
  }

  *#corporateActions(): Iterable<ReplayItem> {
    const dividends = this.bars.filter((bar) => bar.dividend !== '0');
    const splits = this.bars.filter((bar) => bar.split !== '1');
    const paid = dividends.reduce((sum, bar) => sum.plus(bar.dividend), new Big(0));
    const parts = [
      dividends.length > 0 ? `${dividends.length} dividends, ${paid.toFixed()} a share` : '',
      splits.length > 0
        ? `${splits.length} splits (${splits.map(({ date, split }) => `${split} on ${date}`).join(', ')})`
        : '',
    ].filter(Boolean);
    if (parts.length > 0) yield { item: 'note', level: 'info', text: `${this.symbol}: ${parts.join('; ')}.` };
  }

  #update(bar: Bar, name: string, minutes: number, type: string, data: ReplayUpdate['data']): ReplayUpdate {
    const at = localInstant(bar.date, minutes, this.options.zone ?? ZONE);
    return {
      item: 'update',
      feed: this.#id,
      key: `${bar.date}:${name}`,
      type,
      data,
      occurredAt: iso(at),
      paceMs: at,
    };
  }
}

/** On the day of a split the close of the day before is compared in new shares. */
function afterSplit(close: string, ratio: string): string {
  return ratio === '1' ? close : new Big(close).div(ratio).round(6).toFixed();
}
