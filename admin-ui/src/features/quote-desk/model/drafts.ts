import { compare, type Decimal } from '../../../../../src/core/decimal/decimal.js';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { distancePercent, isCrossed, isFar, readDecimal, readSize, type DecimalFault } from './decimals.js';
import { decimalIn } from '../../../../../src/core/kinds/quote/trade.js';

/** What is written in a form, by the name of its field in the event. */
export type Draft = Readonly<Record<string, string>>;
export type Faults = Readonly<Record<string, DecimalFault | 'neither' | 'date'>>;
export type Read = { readonly data: JsonObject } | { readonly faults: Faults };

/** What may be a slip of the finger: asked once more, not refused. */
export type Doubt =
  | { readonly kind: 'far'; readonly field: string; readonly percent: Decimal }
  | { readonly kind: 'crossed' }
  | { readonly kind: 'empty'; readonly field: 'size' }
  | { readonly kind: 'halted' };

export const FLAGS = ['updatesLast', 'updatesHighLow', 'updatesVolume'] as const;
export type Flag = (typeof FLAGS)[number];

export interface TradeDraft {
  readonly price: string;
  readonly size: string;
  readonly tradeId: string;
  readonly flags: Readonly<Record<Flag, boolean>>;
}

export const BLANK_TRADE: TradeDraft = {
  price: '',
  size: '',
  tradeId: '',
  flags: { updatesLast: true, updatesHighLow: true, updatesVolume: true },
};

export function tradeDraftOf(data: JsonObject): TradeDraft {
  const flag = (name: Flag): boolean => data[name] !== false;
  const { tradeId } = data;
  return {
    price: decimalIn(data, 'price') ?? '',
    size: decimalIn(data, 'size') ?? '',
    tradeId: typeof tradeId === 'string' ? tradeId : '',
    flags: {
      updatesLast: flag('updatesLast'),
      updatesHighLow: flag('updatesHighLow'),
      updatesVolume: flag('updatesVolume'),
    },
  };
}

/** The trade that was written; a flag is said only where it differs from what every trade does. */
export function readTrade({ price, size, tradeId, flags }: TradeDraft): Read {
  const [readPrice, readOfSize] = [readDecimal(price), readSize(size)];
  if ('fault' in readPrice || 'fault' in readOfSize) {
    return {
      faults: {
        ...('fault' in readPrice ? { price: readPrice.fault } : {}),
        ...('fault' in readOfSize ? { size: readOfSize.fault } : {}),
      },
    };
  }
  const off = FLAGS.filter((flag) => !flags[flag]).map((flag) => [flag, false] as const);
  const id = tradeId.trim();
  return {
    data: {
      price: readPrice.value,
      size: readOfSize.value,
      ...(id === '' ? {} : { tradeId: id }),
      ...Object.fromEntries(off),
    },
  };
}

export function doubtsOfTrade(data: JsonObject, state: JsonObject): readonly Doubt[] {
  const price = decimalIn(data, 'price');
  const percent = price === undefined ? undefined : distancePercent(price, decimalIn(state, 'last'));
  const halted = typeof state['tradingStatus'] === 'string' && state['tradingStatus'] !== 'trading';
  return [
    ...(percent !== undefined && isFar(percent) ? [{ kind: 'far', field: 'price', percent } as const] : []),
    ...(data['size'] === '0' ? [{ kind: 'empty', field: 'size' } as const] : []),
    ...(halted ? [{ kind: 'halted' } as const] : []),
  ];
}

const QUOTE_FIELDS = { bid: readDecimal, bidSize: readSize, ask: readDecimal, askSize: readSize } as const;
export type QuoteField = keyof typeof QUOTE_FIELDS;
export const QUOTE_ORDER = Object.keys(QUOTE_FIELDS) as QuoteField[];

export function quoteDraftOf(state: JsonObject): Draft {
  return Object.fromEntries(QUOTE_ORDER.map((field) => [field, decimalIn(state, field) ?? '']));
}

/** The quote that was written. What is left empty stays as it is. */
export function readQuote(draft: Draft): Read {
  const faults: Record<string, DecimalFault | 'neither'> = {};
  const data: Record<string, Decimal> = {};
  for (const field of QUOTE_ORDER) {
    const read = QUOTE_FIELDS[field](draft[field] ?? '');
    if ('value' in read) data[field] = read.value;
    else if (read.fault !== 'missing') faults[field] = read.fault;
  }
  if (Object.keys(faults).length > 0) return { faults };
  return Object.keys(data).length === 0 ? { faults: { bid: 'neither' } } : { data };
}

export function doubtsOfQuote(data: JsonObject, state: JsonObject): readonly Doubt[] {
  const [bid, ask] = [decimalIn(data, 'bid'), decimalIn(data, 'ask')];
  const far = (['bid', 'ask'] as const).flatMap((field): Doubt[] => {
    const [price, before] = [decimalIn(data, field), decimalIn(state, 'last') ?? decimalIn(state, field)];
    const percent = price === undefined ? undefined : distancePercent(price, before);
    return percent !== undefined && isFar(percent) ? [{ kind: 'far', field, percent }] : [];
  });
  const crossed = isCrossed(bid ?? decimalIn(state, 'bid'), ask ?? decimalIn(state, 'ask'));
  return [...far, ...(crossed ? [{ kind: 'crossed' } as const] : [])];
}

/** Whether all doubts were asked about. How far a price is off changes with each print of the market, and is no other question. */
export function wereAsked(doubts: readonly Doubt[], asked: readonly Doubt[]): boolean {
  const subject = (doubt: Doubt): string => `${doubt.kind} ${'field' in doubt ? doubt.field : ''}`;
  const known = new Set(asked.map(subject));
  return doubts.every((doubt) => known.has(subject(doubt)));
}

/** A new day of trading; prices that are left empty follow from the last trade. */
export function readSession({ date = '', open = '', previousClose = '' }: Draft): Read {
  const faults: Record<string, DecimalFault | 'date'> = {};
  const data: Record<string, string> = { date: date.trim() };
  if (!isDay(date.trim())) faults['date'] = 'date';
  for (const [field, written] of [
    ['open', open],
    ['previousClose', previousClose],
  ] as const) {
    const read = readDecimal(written);
    if ('value' in read) data[field] = read.value;
    else if (read.fault !== 'missing') faults[field] = read.fault;
  }
  return Object.keys(faults).length > 0 ? { faults } : { data };
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** More decimals than the prices of the feed are shown with: published as they are. */
export function isFiner(decimal: Decimal, scale: number): boolean {
  return compare(decimal, '0') !== 0 && (decimal.split('.')[1]?.length ?? 0) > scale;
}
