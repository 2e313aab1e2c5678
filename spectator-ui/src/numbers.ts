/** `1234567.5` with at least `places` decimals, grouped by thin spaces; exact, because it never becomes a number. */
export function amount(decimal: string, places: number): string {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const decimals = fraction.padEnd(places, '0');
  return `${decimal.startsWith('-') ? '−' : ''}${grouped}${decimals ? `.${decimals}` : ''}`;
}

export type Direction = 'up' | 'down' | 'flat';

export function directionOf(change: string | undefined): Direction {
  if (change === undefined || /^-?0(\.0*)?$/.test(change)) return 'flat';
  return change.startsWith('-') ? 'down' : 'up';
}

/** With its sign, so that direction does not depend on colour. */
export function signed(decimal: string, places: number): string {
  return directionOf(decimal) === 'up' ? `+${amount(decimal, places)}` : amount(decimal, places);
}

/** Two decimals of a percentage that may have four. For show only. */
export function percent(decimal: string): string {
  const rounded = Number(decimal).toFixed(2);
  const shown = rounded.replace('-', '−');
  return `${Number(rounded) > 0 ? '+' : ''}${shown} %`;
}
