/** Milliseconds that `zone` (IANA) is ahead of UTC at an instant. */
function offsetMs(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const value = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The instant at which clocks in `zone` show this date and minute, milliseconds since the epoch. NaN for no real date. */
export function localInstant(date: string, minutesOfDay: number, zone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minutesOfDay * 60_000;
  if (Number.isNaN(asUtc)) return Number.NaN;
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  const guess = asUtc - offsetMs(asUtc, zone);
  return asUtc - offsetMs(guess, zone);
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
