import { Big } from 'big.js';

/** Binary fractions that were printed (171.46099999999998) carry noise far behind the price; nobody quotes this many places. */
const NOISE_PLACES = 9;
const TRUE_PLACES = 6;

/** An exact decimal without exponent and trailing zeros. Undefined for what is no number. */
export function decimal(text: string): string | undefined {
  if (!/^-?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text.trim())) return undefined;
  const value = new Big(text.trim().replace(/\.$/, ''));
  const places = (value.toFixed().split('.')[1] ?? '').length;
  return (places >= NOISE_PLACES ? value.round(TRUE_PLACES) : value).toFixed();
}

/** Without trailing zeros and without rounding. */
export function trimmed(text: string): string {
  return new Big(text).toFixed();
}

export function placesOf(text: string): number {
  return (trimmed(text).split('.')[1] ?? '').length;
}
