import {
  compare,
  decimalFault,
  divide,
  multiply,
  normalForm,
  subtract,
} from '../../../../../src/core/decimal/decimal.js';
import type { Decimal } from '../../../../../src/core/decimal/decimal.js';

export type DecimalFault = 'missing' | 'comma' | 'form' | 'digits' | 'negative';

/** What somebody wrote as a price, exactly: it never becomes a floating-point number. */
export function readDecimal(written: string): { readonly value: Decimal } | { readonly fault: DecimalFault } {
  // Spaces group digits, also the narrow ones that this page shows.
  const text = written.replace(/[\s\u202f\u00a0]/g, '').replace(/^\u2212/, '-');
  if (text === '') return { fault: 'missing' };
  if (text.includes(',')) return { fault: 'comma' };
  // What people write for short; the protocol wants it in full.
  const full = text
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
  const fault = decimalFault(full);
  if (fault !== undefined) return { fault: fault.includes('digits') ? 'digits' : 'form' };
  return { value: normalForm(full) };
}

/** Likewise of a size, which is not negative. */
export function readSize(written: string): { readonly value: Decimal } | { readonly fault: DecimalFault } {
  const read = readDecimal(written);
  return 'value' in read && read.value.startsWith('-') ? { fault: 'negative' } : read;
}

/** `1234567.5` with at least `places` decimals, grouped by thin spaces; exact, because it never becomes a number. */
export function amountText(decimal: Decimal, places = 0): string {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const decimals = fraction.padEnd(places, '0');
  return `${decimal.startsWith('-') ? '\u2212' : ''}${grouped}${decimals ? `.${decimals}` : ''}`;
}

/** With its sign, so that direction does not depend on colour. */
export function signedText(decimal: Decimal, places = 0): string {
  return directionOf(decimal) === 'up' ? `+${amountText(decimal, places)}` : amountText(decimal, places);
}

export type Direction = 'up' | 'down' | 'flat';

export function directionOf(change: Decimal | undefined): Direction {
  if (change === undefined || /^-?0(\.0*)?$/.test(change)) return 'flat';
  return change.startsWith('-') ? 'down' : 'up';
}

/** ask − bid; undefined while one of them is missing. */
export function spreadOf(bid: Decimal | undefined, ask: Decimal | undefined): Decimal | undefined {
  return bid === undefined || ask === undefined ? undefined : subtract(ask, bid);
}

export function isCrossed(bid: Decimal | undefined, ask: Decimal | undefined): boolean {
  return bid !== undefined && ask !== undefined && compare(bid, ask) > 0;
}

/** How far `price` is from `last` in percent of it, with its sign, to one decimal; undefined without a last price. */
export function distancePercent(price: Decimal, last: Decimal | undefined): Decimal | undefined {
  if (last === undefined) return undefined;
  const percent = divide(multiply(subtract(price, last), '100'), last, 1);
  return percent !== undefined && last.startsWith('-') ? normalForm(negated(percent)) : percent;
}

function negated(decimal: Decimal): Decimal {
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}

/** Further than this a price is more often a slip of the finger than a trade. */
const FAR_PERCENT = '10';

export function isFar(percent: Decimal | undefined): boolean {
  return percent !== undefined && compare(percent.replace('-', ''), FAR_PERCENT) > 0;
}
