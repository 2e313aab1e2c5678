export type Side = 'home' | 'away';

export interface Kick {
  readonly team: Side;
  readonly scored: boolean;
}

interface Tally {
  readonly home: number;
  readonly away: number;
  readonly homeTaken: number;
  readonly awayTaken: number;
}

const ROUNDS = 5;
/** Longer than any shoot-out of record; beyond it a result is taken for a fault of the file. */
const MOST_KICKS = 80;

function decided({ home, away, homeTaken, awayTaken }: Tally): boolean {
  if (homeTaken <= ROUNDS && awayTaken <= ROUNDS) {
    return home > away + (ROUNDS - awayTaken) || away > home + (ROUNDS - homeTaken);
  }
  return homeTaken === awayTaken && home !== away;
}

/**
 * One order of kicks that gives this result by the rules: alternating, best of five, stopped once decided, then sudden death.
 * Files give the result alone, so which kicks were missed is a guess, the same at every run. Undefined when no order gives it.
 */
export function kicksFor(home: number, away: number): readonly Kick[] | undefined {
  for (const first of ['home', 'away'] as const) {
    const kicks = search({ home: 0, away: 0, homeTaken: 0, awayTaken: 0 }, first, { home, away }, []);
    if (kicks) return kicks;
  }
  return undefined;
}

function search(
  tally: Tally,
  team: Side,
  goal: { readonly home: number; readonly away: number },
  taken: readonly Kick[],
): readonly Kick[] | undefined {
  if (decided(tally)) return tally.home === goal.home && tally.away === goal.away ? taken : undefined;
  if (taken.length >= MOST_KICKS || tally.home > goal.home || tally.away > goal.away) return undefined;
  const next = team === 'home' ? 'away' : 'home';
  for (const scored of [true, false]) {
    // In sudden death equal misses lead nowhere new: the search would only grow.
    if (!scored && taken.length >= 2 * ROUNDS && tally.home < goal.home && tally.away < goal.away) continue;
    const after = {
      ...tally,
      [team]: tally[team] + (scored ? 1 : 0),
      [`${team}Taken`]: tally[`${team}Taken`] + 1,
    };
    const found = search(after, next, goal, [...taken, { team, scored }]);
    if (found) return found;
  }
  return undefined;
}
