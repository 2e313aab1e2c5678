import type { JsonObject } from '../../../../../src/core/json/json.js';
import { pair, text } from '../../../shared/feed/read.js';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import type { Fold } from './replay.js';

/** What the next point may decide, and for whom. */
export interface Stake {
  readonly kind: 'match' | 'set' | 'break';
  readonly side: Side;
}

const NONE = { home: 0, away: 0 };

function gamesOf(state: JsonObject): number {
  const lines = Object.values((state['games'] ?? {}) as Readonly<Record<string, typeof NONE>>);
  return lines.reduce((sum, { home, away }) => sum + home + away, 0);
}

/** Tries the next point for either side; the larger stake is the one that counts. */
export function stakesOf({ reduce }: Fold, state: JsonObject, config: JsonObject): readonly Stake[] {
  const sets = pair(state, 'sets') ?? NONE;
  const server = text(state, 'server');
  return SIDES.flatMap((side): readonly Stake[] => {
    const event = { seq: 0, type: 'point', data: { winner: side }, occurredAt: '1970-01-01T00:00:00.000Z' };
    const after = reduce(state, event, config);
    if (after['status'] === 'ended' && state['status'] !== 'ended') return [{ kind: 'match', side }];
    if ((pair(after, 'sets') ?? NONE)[side] > sets[side]) return [{ kind: 'set', side }];
    const breaks = server !== undefined && server !== side && gamesOf(after) > gamesOf(state);
    return breaks ? [{ kind: 'break', side }] : [];
  });
}
