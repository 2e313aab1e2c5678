import type { JsonObject } from '../../../../src/core/json/json.js';
import { text } from './read.js';

/** What a feed's status means for who works with it; always safe to branch on. */
export type Phase = 'upcoming' | 'on' | 'over';

const OVER = new Set(['cancelled', 'abandoned', 'awarded', 'ended', 'final', 'closed']);
const UPCOMING = new Set(['scheduled', 'delayed', 'postponed']);

export function statusOf(state: JsonObject): string | undefined {
  return text(state, 'status') ?? text(state, 'tradingStatus');
}

/** A feed without a status is on: nobody says that it is not. */
export function phaseOf(state: JsonObject): Phase {
  const status = statusOf(state);
  if (status === undefined) return 'on';
  if (OVER.has(status)) return 'over';
  return UPCOMING.has(status) ? 'upcoming' : 'on';
}
