import type { Side } from './shootout.js';

export interface SetScore {
  readonly home: number;
  readonly away: number;
  /** Points of the loser in the tie-break that decided the set. */
  readonly tiebreak?: number;
}

const other = (side: Side): Side => (side === 'home' ? 'away' : 'home');
const twoEach = (first: Side, times: number): Side[] =>
  Array.from({ length: times }, () => [first, other(first)]).flat();
const times = (side: Side, count: number): Side[] => Array.from({ length: count }, () => side);

/** Some games go straight, some by deuce, so that every way of counting is used. */
function game(winner: Side, number: number): Side[] {
  const loser = other(winner);
  if (number % 3 === 0) return times(winner, 4);
  if (number % 3 === 1) return [...twoEach(loser, 2), winner, winner];
  return [...twoEach(loser, 3), loser, winner, winner, loser, winner, winner];
}

/** Points in an order that gives exactly this set; `tiebreakTo` as the rule of the set says, if it can have one. */
export function setPoints(set: SetScore, tiebreakTo: number): readonly Side[] {
  const winner: Side = set.home > set.away ? 'home' : 'away';
  const [most, least] = [Math.max(set.home, set.away), Math.min(set.home, set.away)];
  const level = twoEach(other(winner), least).flatMap((side, index) => game(side, index));
  if (set.tiebreak === undefined) {
    return [...level, ...times(winner, most - least).flatMap((side, index) => game(side, index))];
  }
  const last = Math.max(2, tiebreakTo - set.tiebreak);
  return [...level, ...twoEach(winner, set.tiebreak), ...times(winner, last)];
}

/** `7-6(5) 4-6 …`, home first. */
export function parseSets(text: string): readonly SetScore[] {
  return text.split(' ').map((part) => {
    const [, home, away, tiebreak] = /^(\d+)-(\d+)(?:\((\d+)\))?$/.exec(part) ?? [];
    return {
      home: Number(home),
      away: Number(away),
      ...(tiebreak === undefined ? {} : { tiebreak: Number(tiebreak) }),
    };
  });
}
