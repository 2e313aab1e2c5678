import { RATE_LADDER } from '../protocol/messages.js';

/** What applies when a subscriber names no rate: the highest rung. */
const DEFAULT_RATE_HZ = RATE_LADDER[0] as number;

/** The highest rung that is not above `maxRateHz`; undefined when it is below the ladder (or no number). */
export function rungOf(maxRateHz: number | undefined): number | undefined {
  if (maxRateHz === undefined) return DEFAULT_RATE_HZ;
  return RATE_LADDER.find((rung) => rung <= maxRateHz);
}

/** Milliseconds between two messages of a rung. */
export function periodMs(rateHz: number): number {
  return 1000 / rateHz;
}
