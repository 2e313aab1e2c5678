import { decimalFault, normalForm, type Decimal } from '../../../../../src/core/decimal/decimal.js';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Trade } from '../../../../../src/core/kinds/kind.js';
import type { Fact } from '../../../shared/press/press.js';

/** A decimal of a feed; undefined when it is absent or none. */
export function decimalIn(data: JsonObject, key: string): Decimal | undefined {
  const value = data[key];
  return typeof value === 'string' && decimalFault(value) === undefined ? normalForm(value) : undefined;
}

/** The trade of an event as the server counts it; undefined when it is none. */
export function tradeOf({ type, data }: Fact): Trade | undefined {
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
