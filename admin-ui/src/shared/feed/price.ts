/** A decimal string with at least `scale` decimals, as prices are written; nothing is rounded. */
export function priceText(price: string, scale: number): string {
  const [whole = '', decimals = ''] = price.split('.');
  const shown = decimals.padEnd(scale, '0');
  return shown === '' ? whole : `${whole}.${shown}`;
}

/** With a sign and two decimals, in percent. */
export function changeText(percent: string): string {
  const value = Number(percent);
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)} %`;
}
