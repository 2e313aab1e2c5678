import type { Json, JsonObject } from '../../json/json.js';

export const TEAMS = ['home', 'away'] as const;
export type Team = (typeof TEAMS)[number];

export const STATUSES = [
  'scheduled',
  'delayed',
  'live',
  'break',
  'interrupted',
  'suspended',
  'postponed',
  'cancelled',
  'abandoned',
  'awarded',
  'ended',
  'final',
] as const;
export type MatchStatus = (typeof STATUSES)[number];

/** How a match was decided. The first three follow from what was played. */
export const DECISIONS = [
  'regulation',
  'extra_time',
  'shootout',
  'award',
  'walkover',
  'retirement',
  'forfeit',
  'disqualification',
] as const;
export type Decision = (typeof DECISIONS)[number];

export type Pair<T = number> = { readonly home: T; readonly away: T };

/** At `anchorAt` it showed `valueMs`; while it runs it counts in `direction` from there. */
export type MatchClock = {
  readonly direction: 'up' | 'down';
  readonly running: boolean;
  readonly anchorAt: string;
  readonly valueMs: number;
};

/** What the states of all match kinds have; each kind adds its own. `period` is present while one runs. */
export type MatchState = {
  readonly status: MatchStatus;
  /** Why, if the publisher said so. */
  readonly statusReason?: string;
  readonly period?: string;
  readonly clock?: MatchClock;
  readonly score: Pair;
  readonly scoreByPeriod: Readonly<Record<string, Pair>>;
  readonly winner?: Team | 'draw';
  readonly decidedBy?: Decision;
};

export const LEVEL: Pair = { home: 0, away: 0 };

export function initialMatch(): MatchState {
  return { status: 'scheduled', score: LEVEL, scoreByPeriod: {} };
}

export function add(pair: Pair, team: Team, amount: number): Pair {
  return team === 'home'
    ? { home: pair.home + amount, away: pair.away }
    : { home: pair.home, away: pair.away + amount };
}

export function other(team: Team): Team {
  return team === 'home' ? 'away' : 'home';
}

/** Who is ahead; undefined when level. */
export function ahead(pair: Pair): Team | undefined {
  if (pair.home === pair.away) return undefined;
  return pair.home > pair.away ? 'home' : 'away';
}

export function teamIn(data: JsonObject, key = 'team'): Team | undefined {
  const value = data[key];
  return value === 'home' || value === 'away' ? value : undefined;
}

export function countIn(data: JsonObject, key: string): number | undefined {
  const value: Json | undefined = data[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function textIn(data: JsonObject, key: string): string | undefined {
  const value = data[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
