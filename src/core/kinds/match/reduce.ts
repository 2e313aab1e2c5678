import type { JsonObject } from '../../json/json.js';
import { change } from '../change.js';
import type { FoldEvent, Proposal } from '../kind.js';
import { stopped } from './clock.js';
import {
  DECISIONS,
  LEVEL,
  STATUSES,
  add,
  countIn,
  teamIn,
  textIn,
  type Decision,
  type MatchClock,
  type MatchState,
  type MatchStatus,
  type Pair,
  type Team,
} from './state.js';

export interface Outcome {
  /** Undefined when nobody has won and the sport knows no draw. */
  readonly winner: Team | 'draw' | undefined;
  readonly decidedBy: Decision;
}

/** What a sport adds to a match. Functions are pure and total. */
export interface Sport<S extends MatchState> {
  readonly direction: 'up' | 'down';
  isPeriod(period: string): boolean;
  /** Whether goals of the period have a line of their own in scoreByPeriod from its start on. */
  hasScore(period: string): boolean;
  /** What the clock shows when a period starts; undefined: that period has none. Without this function it goes on as it is. */
  readonly clockAtStart?: (
    period: string,
    config: JsonObject,
  ) => { readonly running: boolean; readonly valueMs: number } | undefined;
  /** After a period has started. */
  periodStarted(state: S, period: string, config: JsonObject): S;
  scoreSet(state: S, score: Pair, config: JsonObject): S;
  /** Events that the sport alone has. An unknown one changes nothing. */
  play(state: S, event: FoldEvent, config: JsonObject): S;
  /** Who would have won, and how, were the match over as it stands. */
  outcome(state: S): Outcome;
}

const DECIDED: ReadonlySet<MatchStatus> = new Set<MatchStatus>(['ended', 'final', 'awarded']);
const PLAYED: ReadonlySet<Decision> = new Set<Decision>(['regulation', 'extra_time', 'shootout']);
/** A clock that runs on in these would only be a forgotten one; an interrupted match's time may go on. */
const CLOCK_STOPS: ReadonlySet<MatchStatus> = new Set<MatchStatus>([
  'break',
  'suspended',
  'postponed',
  'cancelled',
  'abandoned',
  'awarded',
  'ended',
  'final',
]);

export function isDecided(status: MatchStatus): boolean {
  return DECIDED.has(status);
}

function unlocks(type: string, data: JsonObject): boolean {
  return type === 'status' && textIn(data, 'reason') !== undefined;
}

/** Under `final` only a status with a reason is accepted: no play, no correction. */
export function refusesUnderFinal(state: JsonObject, proposal: Proposal): string | undefined {
  if (state['status'] !== 'final' || unlocks(proposal.type, proposal.data)) return undefined;
  return 'The match is final and locked: publish status with a reason (such as ended or live) before any other change.';
}

/** Adds to the score, and to the line of the period that runs. */
export function score<S extends MatchState>(state: S, team: Team, points: number): S {
  const members: Partial<MatchState> = { score: add(state.score, team, points) };
  const { period } = state;
  if (period === undefined) return { ...state, ...members };
  const line = add(state.scoreByPeriod[period] ?? LEVEL, team, points);
  return { ...state, ...members, scoreByPeriod: { ...state.scoreByPeriod, [period]: line } };
}

/**
 * The score as an editor states it; later goals count from there. While a period runs the difference is booked in it, so that the
 * periods still add up to the score, but no line falls below 0: what is missing there was scored before.
 */
export function setScore<S extends MatchState>(state: S, to: Pair): S {
  const { period, score: from } = state;
  if (period === undefined) return { ...state, score: to };
  const line = state.scoreByPeriod[period] ?? LEVEL;
  const booked = {
    home: Math.max(0, line.home + to.home - from.home),
    away: Math.max(0, line.away + to.away - from.away),
  };
  return { ...state, score: to, scoreByPeriod: { ...state.scoreByPeriod, [period]: booked } };
}

function setStatus<S extends MatchState>(state: S, { data }: FoldEvent): S {
  const status = STATUSES.find((known) => known === data['status']);
  if (!status) return state;
  const members: Partial<MatchState> = { status, statusReason: textIn(data, 'reason') };
  return change(state, members as Partial<S>);
}

function startPeriod<S extends MatchState>(
  sport: Sport<S>,
  state: S,
  event: FoldEvent,
  config: JsonObject,
): S {
  const period = textIn(event.data, 'period');
  if (period === undefined || !sport.isPeriod(period)) return state;
  const next = startClock(sport, { ...state, period }, event, config);
  if (state.period === period) return next;
  return sport.periodStarted(sport.hasScore(period) ? withLine(next, period) : next, period, config);
}

function startClock<S extends MatchState>(
  sport: Sport<S>,
  state: S & { readonly period: string },
  { occurredAt }: FoldEvent,
  config: JsonObject,
): S {
  if (!sport.clockAtStart) return state;
  const shown = sport.clockAtStart(state.period, config);
  const clock = shown && { direction: sport.direction, anchorAt: occurredAt, ...shown };
  const members: Partial<MatchState> = { clock };
  return change<S>(state, members as Partial<S>);
}

function withLine<S extends MatchState>(state: S, period: string): S {
  if (state.scoreByPeriod[period]) return state;
  return { ...state, scoreByPeriod: { ...state.scoreByPeriod, [period]: LEVEL } };
}

/** The end of a period that does not run changes nothing. */
function endPeriod<S extends MatchState>(state: S, { data, occurredAt }: FoldEvent): S {
  if (state.period === undefined || state.period !== data['period']) return state;
  const clock = state.clock && stopped(state.clock, occurredAt);
  const members: Partial<MatchState> = { period: undefined, clock };
  return change(state, members as Partial<S>);
}

function setClock<S extends MatchState>(sport: Sport<S>, state: S, { data, occurredAt }: FoldEvent): S {
  const valueMs = countIn(data, 'valueMs');
  const { running } = data;
  if (valueMs === undefined || typeof running !== 'boolean') return state;
  const clock: MatchClock = { direction: sport.direction, running, anchorAt: occurredAt, valueMs };
  return { ...state, clock };
}

function step<S extends MatchState>(sport: Sport<S>, state: S, event: FoldEvent, config: JsonObject): S {
  switch (event.type) {
    case 'status':
      return setStatus(state, event);
    case 'period_start':
      return startPeriod(sport, state, event, config);
    case 'period_end':
      return endPeriod(state, event);
    case 'clock':
      return setClock(sport, state, event);
    case 'score_set': {
      const home = countIn(event.data, 'home');
      const away = countIn(event.data, 'away');
      return home === undefined || away === undefined ? state : sport.scoreSet(state, { home, away }, config);
    }
    case 'comment':
      return state;
    default:
      return sport.play(state, event, config);
  }
}

function derived<S extends MatchState>(sport: Sport<S>, state: S): Decision {
  return state.status === 'awarded' ? 'award' : sport.outcome(state).decidedBy;
}

/** The decision that a publisher stated earlier, while the match stays decided: one that play does not explain. */
function stated<S extends MatchState>(sport: Sport<S>, before: S): Decision | undefined {
  const { decidedBy } = before;
  if (!decidedBy || (PLAYED.has(decidedBy) && decidedBy === derived(sport, before))) return undefined;
  return decidedBy;
}

/** Keeps the invariant: `winner` and `decidedBy` exist only while the match is decided, and follow from the rest. */
function settle<S extends MatchState>(sport: Sport<S>, before: S, after: S, event: FoldEvent): S {
  if (!isDecided(after.status)) {
    if (after.winner === undefined && after.decidedBy === undefined) return after;
    const none: Partial<MatchState> = { winner: undefined, decidedBy: undefined };
    return change(after, none as Partial<S>);
  }
  const said =
    event.type === 'status' ? DECISIONS.find((known) => known === event.data['decidedBy']) : undefined;
  const decidedBy = said ?? stated(sport, before) ?? derived(sport, after);
  const { winner } = sport.outcome(after);
  if (winner === after.winner && decidedBy === after.decidedBy) return after;
  const members: Partial<MatchState> = { winner, decidedBy };
  return change(after, members as Partial<S>);
}

function stopClock<S extends MatchState>(before: S, after: S, { occurredAt }: FoldEvent): S {
  if (!after.clock?.running || after.status === before.status || !CLOCK_STOPS.has(after.status)) return after;
  return { ...after, clock: stopped(after.clock, occurredAt) };
}

/** The reducer of a match kind. What `refusesUnderFinal` would refuse changes nothing, wherever a correction has put it. */
export function reduceMatch<S extends MatchState>(sport: Sport<S>) {
  return (state: JsonObject, event: FoldEvent, config: JsonObject): JsonObject => {
    const before = state as unknown as S;
    if (before.status === 'final' && !unlocks(event.type, event.data)) return state;
    const after = stopClock(before, step(sport, before, event, config), event);
    return after === before ? state : (settle(sport, before, after, event) as unknown as JsonObject);
  };
}

/** `{team: 'home' | 'away'}` events that count something; others change nothing. */
export function forTeam<S>(state: S, data: JsonObject, count: (team: Team) => S): S {
  const team = teamIn(data);
  return team === undefined ? state : count(team);
}
