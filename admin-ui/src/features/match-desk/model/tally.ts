import { count, text } from '../../../shared/feed/read.js';
import type { Entry } from '../../../shared/press/timeline.js';

export interface Tally {
  readonly points: number;
  readonly fouls: number;
}

/** What each player has scored and fouled, by team and name; what was voided counts no more. */
export function tallyOf(entries: readonly Entry[]): ReadonlyMap<string, Tally> {
  const tally = new Map<string, Tally>();
  for (const { fact, voided } of entries) {
    const player = text(fact.data, 'player');
    if (voided || player === undefined || (fact.type !== 'basket' && fact.type !== 'foul')) continue;
    const name = `${text(fact.data, 'team') ?? ''} ${player}`;
    const { points, fouls } = tally.get(name) ?? { points: 0, fouls: 0 };
    tally.set(
      name,
      fact.type === 'basket'
        ? { points: points + (count(fact.data, 'points') ?? 0), fouls }
        : { points, fouls: fouls + 1 },
    );
  }
  return tally;
}
