/** `16.2K`, `21.5`, `0.4`: as much as a glance takes in. */
export function amountText(value: number, language: string): string {
  const small = Math.abs(value) < 100;
  return new Intl.NumberFormat(language, {
    notation: value >= 10_000 ? 'compact' : 'standard',
    maximumFractionDigits: small || value >= 10_000 ? 1 : 0,
  }).format(value);
}

export function percentText(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

export function megabytesText(bytes: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 0,
  }).format(bytes / 1e6);
}

export function msText(ms: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: ms < 10 ? 1 : 0,
  }).format(ms);
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** `3 days 4 hr`: the two largest units. */
export function durationText(ms: number, language: string): string {
  const parts: string[] = [];
  let left = Math.max(0, ms);
  for (const [unit, size] of STEPS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count === 0 && (parts.length > 0 || unit !== 'second')) continue;
    parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count));
  }
  return parts.slice(0, 2).join(' ');
}
