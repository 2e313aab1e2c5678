import { decimalFault, normalForm, type Decimal } from '../../decimal/decimal.js';
import type { JsonObject } from '../../json/json.js';
import type { FoldEvent, Trade } from '../kind.js';

/** A decimal of an event or a state; undefined when it is absent or none. */
export function decimalIn(data: JsonObject, key: string): Decimal | undefined {
  const value = data[key];
  return typeof value === 'string' && decimalFault(value) === undefined ? normalForm(value) : undefined;
}

/** The trade that an event counts as; undefined when it is none. */
export function tradeOf({ type, data }: Pick<FoldEvent, 'type' | 'data'>): Trade | undefined {
  if (type !== 'trade') return undefined;
  const price = decimalIn(data, 'price');
  const size = decimalIn(data, 'size');
  if (price === undefined || size === undefined || size.startsWith('-')) return undefined;
  return {
    price,
    size,
    updatesLast: data['updatesLast'] !== false,
    updatesHighLow: data['updatesHighLow'] !== false,
    updatesVolume: data['updatesVolume'] !== false,
  };
}
