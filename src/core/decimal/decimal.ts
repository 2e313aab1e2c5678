import Big from 'big.js';

/**
 * Exact decimals as strings of the protocol: `^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`. All functions take such strings and give them in
 * normal form: no trailing zeros, no `-0`.
 */
export type Decimal = string;

const FORM = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
const MAX_DIGITS = 38;

function countDigits(text: string): number {
  return text.length - (text.startsWith('-') ? 1 : 0) - (text.includes('.') ? 1 : 0);
}

/** What is wrong with `text` as a decimal of the protocol, for its reader; undefined when nothing is. */
export function decimalFault(text: string): string | undefined {
  if (text.length > MAX_DIGITS && countDigits(text) > MAX_DIGITS) {
    return `must have at most ${MAX_DIGITS} digits`;
  }
  if (FORM.test(text)) return undefined;
  return 'must be a decimal string such as "61837.63": no exponent, no plus sign, no leading zeros';
}

/** The normal form of what `decimalFault` accepts. */
export function normalForm(text: string): Decimal {
  let end = text.length;
  if (text.includes('.')) {
    while (text.charCodeAt(end - 1) === 0x30) end--;
    if (text.charCodeAt(end - 1) === 0x2e) end--;
  }
  const short = end === text.length ? text : text.slice(0, end);
  return short === '-0' ? '0' : short;
}

function textOf(value: Big): Decimal {
  const text = value.toFixed();
  return text === '-0' ? '0' : text;
}

export function add(a: Decimal, b: Decimal): Decimal {
  return textOf(new Big(a).plus(b));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return textOf(new Big(a).minus(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return textOf(new Big(a).times(b));
}

function decimalsIn(text: Decimal): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function unscaled(text: Decimal): bigint {
  return BigInt(text.replace('.', ''));
}

/** numerator / denominator to the nearest integer, a tie to the even one. `denominator` is positive. */
function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  let quotient = size / denominator;
  const twice = (size - quotient * denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

function scaled(value: bigint, decimals: number): Decimal {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return normalForm(value < 0n ? `-${text}` : text);
}

/**
 * a / b rounded half-even to `decimals` places; undefined when b is 0. On integers, because each trade divides twice and big.js
 * takes six times as long; the tests hold it against big.js.
 */
export function divide(a: Decimal, b: Decimal, decimals: number): Decimal | undefined {
  let denominator = unscaled(b);
  if (denominator === 0n) return undefined;
  let numerator = unscaled(a);
  const shift = decimals + decimalsIn(b) - decimalsIn(a);
  if (shift >= 0) numerator *= 10n ** BigInt(shift);
  else denominator *= 10n ** BigInt(-shift);
  if (denominator < 0n) {
    numerator = -numerator;
    denominator = -denominator;
  }
  return scaled(divideHalfEven(numerator, denominator), decimals);
}

function integerLength(text: Decimal): number {
  const point = text.indexOf('.');
  return point < 0 ? text.length : point;
}

/** Negative, 0 or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): number {
  if (a === b) return 0;
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  const sign = negative ? -1 : 1;
  const longer = integerLength(a) - integerLength(b);
  // In normal form, with integer parts of one length, the order of the texts is that of the numbers.
  if (longer !== 0) return longer > 0 ? sign : -sign;
  return a > b ? sign : -sign;
}
