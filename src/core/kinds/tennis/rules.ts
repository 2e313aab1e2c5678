import type { JsonObject } from '../../json/json.js';
import type { Pair } from '../match/state.js';

/** The sets. */
export const PERIODS = ['1', '2', '3', '4', '5'] as const;

export interface Rules {
  readonly setsToWin: number;
  /** Points that win a tie-break in the final set; undefined: there is none, the set goes on until two games ahead. */
  readonly finalTiebreakTo: number | undefined;
}

const GAMES_TO_WIN = 6;
const TIEBREAK_TO = 7;
const LONG_TIEBREAK_TO = 10;
const LEAD = 2;

export function rulesOf(config: JsonObject): Rules {
  const setsToWin = config['bestOf'] === 5 ? 3 : 2;
  const { finalSet } = config;
  if (finalSet === 'advantage') return { setsToWin, finalTiebreakTo: undefined };
  return { setsToWin, finalTiebreakTo: finalSet === 'tiebreak10' ? LONG_TIEBREAK_TO : TIEBREAK_TO };
}

/** The number of the set that is played after `sets`, as a key. */
export function setKey(sets: Pair): string {
  return String(sets.home + sets.away + 1);
}

/** Points that win the tie-break which is on at this score; undefined: an ordinary game is. */
export function tiebreakTo(rules: Rules, sets: Pair, games: Pair): number | undefined {
  if (games.home !== GAMES_TO_WIN || games.away !== GAMES_TO_WIN) return undefined;
  return sets.home + sets.away === 2 * (rules.setsToWin - 1) ? rules.finalTiebreakTo : TIEBREAK_TO;
}

/** Whether `won` games (or points of a tie-break to `to`) against `lost` are enough. */
export function isWon(won: number, lost: number, to = GAMES_TO_WIN): boolean {
  return won >= to && won - lost >= LEAD;
}
