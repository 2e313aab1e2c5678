import type { Kick, Side } from './shootout.js';

export type Pair = readonly [home: number, away: number];

/** Minute 90, stoppage 4 is shown as 90+4'. */
export interface Minute {
  readonly minute: number;
  readonly stoppage?: number;
}

export interface GoalFact extends Minute {
  readonly team: Side;
  readonly player?: string;
  readonly kind?: 'penalty' | 'own_goal';
}

export interface CardFact extends Minute {
  readonly team: Side;
  readonly player: string;
  readonly color: 'yellow' | 'second_yellow' | 'red';
}

export interface SubstitutionFact extends Minute {
  readonly team: Side;
  readonly in: string;
  readonly out: string;
}

export interface KickFact extends Kick {
  readonly player?: string;
}

/** What a file knows of one match. Scores are those after each stage; `et` includes `ft`, `p` counts the shoot-out alone. */
export interface MatchFacts {
  /** Milliseconds since the epoch; absent where the file has no time. */
  readonly kickOff?: number;
  readonly ht?: Pair;
  readonly ft?: Pair;
  readonly et?: Pair;
  readonly p?: Pair;
  /** Absent where the file lists no goals at all. */
  readonly goals?: readonly GoalFact[];
  readonly cards?: readonly CardFact[];
  readonly substitutions?: readonly SubstitutionFact[];
  /** The real kicks in order, where known. */
  readonly kicks?: readonly KickFact[];
  readonly status?: string;
}

export const PERIODS = ['first_half', 'second_half', 'et_first_half', 'et_second_half'] as const;
export type Period = (typeof PERIODS)[number];

const PERIOD_ENDS: Readonly<Record<Period, number>> = {
  first_half: 45,
  second_half: 90,
  et_first_half: 105,
  et_second_half: 120,
};

export function periodStartMinute(period: Period): number {
  return period === 'first_half' ? 0 : PERIOD_ENDS[PERIODS[PERIODS.indexOf(period) - 1] as Period];
}

export function periodEndMinute(period: Period): number {
  return PERIOD_ENDS[period];
}

/** The period in which a minute falls, among those that were played. */
export function periodOf(minute: number, extraTime: boolean): Period {
  const played = extraTime ? PERIODS : PERIODS.slice(0, 2);
  return played.find((period) => minute <= PERIOD_ENDS[period]) ?? (played.at(-1) as Period);
}
