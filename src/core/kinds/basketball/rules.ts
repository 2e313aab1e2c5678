export const RULES = ['nba', 'fiba'] as const;

/** "1" to "4", then overtimes. */
export const PERIOD = /^[1-9][0-9]?$/;

export interface Rules {
  readonly periodMs: number;
  /** The foul of a team from which on the other team shoots: it is in the bonus. */
  readonly bonusFromFoul: number;
  readonly overtimeBonusFromFoul: number;
  /** Whether fouls of the periods before an overtime no longer count for its bonus. */
  readonly foulsResetInOvertime: boolean;
  /** Kinds of fouls that are not charged to the team. */
  readonly notTeamFouls: ReadonlySet<string>;
  /** Left at the start of the match. */
  readonly timeouts: number;
  /** Timeouts left once `period` has started. */
  timeoutsLeft(period: number, before: number): number;
}

export const REGULATION_PERIODS = 4;
export const OVERTIME_MS = 5 * 60_000;

const NBA_TIMEOUTS = 7;
const NBA_TIMEOUTS_IN_LAST_PERIOD = 4;
const NBA_TIMEOUTS_IN_OVERTIME = 2;
const FIBA_TIMEOUTS_IN_FIRST_HALF = 2;
const FIBA_TIMEOUTS_IN_SECOND_HALF = 3;

const nba: Rules = {
  periodMs: 12 * 60_000,
  bonusFromFoul: 5,
  overtimeBonusFromFoul: 4,
  foulsResetInOvertime: true,
  notTeamFouls: new Set(['offensive', 'technical', 'double']),
  timeouts: NBA_TIMEOUTS,
  timeoutsLeft: (period, before) => {
    if (period > REGULATION_PERIODS) return NBA_TIMEOUTS_IN_OVERTIME;
    return period === REGULATION_PERIODS ? Math.min(before, NBA_TIMEOUTS_IN_LAST_PERIOD) : before;
  },
};

/** Timeouts belong to a half and are not carried over; fouls of the fourth period count on for the bonus in overtimes. */
const fiba: Rules = {
  periodMs: 10 * 60_000,
  bonusFromFoul: 5,
  overtimeBonusFromFoul: 5,
  foulsResetInOvertime: false,
  notTeamFouls: new Set(),
  timeouts: FIBA_TIMEOUTS_IN_FIRST_HALF,
  timeoutsLeft: (period, before) => {
    if (period > REGULATION_PERIODS) return 1;
    return period === 3 ? FIBA_TIMEOUTS_IN_SECOND_HALF : before;
  },
};

export function rulesOf(name: unknown): Rules {
  return name === 'nba' ? nba : fiba;
}
