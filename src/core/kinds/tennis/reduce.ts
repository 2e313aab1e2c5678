import type { JsonObject } from '../../json/json.js';
import { change } from '../change.js';
import { forTeam, isDecided, reduceMatch, type Outcome, type Sport } from '../match/reduce.js';
import {
  LEVEL,
  add,
  ahead,
  initialMatch,
  other,
  teamIn,
  type MatchState,
  type Pair,
  type Team,
} from '../match/state.js';
import { isWon, PERIODS, rulesOf, setKey, tiebreakTo, type Rules } from './rules.js';

/** `score` is `sets`, and `scoreByPeriod` is `games`: the words of all matches beside those of tennis. */
export type TennisState = MatchState & {
  readonly sets: Pair;
  /** By the number of the set. */
  readonly games: Readonly<Record<string, Pair>>;
  /** "0", "15", "30", "40", "A", or the count of a tie-break. */
  readonly points: Pair<string>;
  /** Points of the tie-breaks that were played, by the number of the set. */
  readonly tiebreaks?: Readonly<Record<string, Pair>>;
  /** Who serves the next point, once a publisher has said who serves. */
  readonly server?: Team;
  readonly retired?: Team;
};

const NO_POINTS: Pair<string> = { home: '0', away: '0' };
const NEXT_POINT: Readonly<Record<string, string>> = { '0': '15', '15': '30', '30': '40' };

function isOver(state: TennisState, rules: Rules): boolean {
  const { home, away } = state.sets;
  return state.retired !== undefined || Math.max(home, away) >= rules.setsToWin;
}

function serverAfter(server: Team | undefined, turns: number): Team | undefined {
  return server && turns % 2 === 1 ? other(server) : server;
}

/** The match is over by our own count: unofficially. */
function ended(state: TennisState): TennisState {
  const status = isDecided(state.status) ? state.status : 'ended';
  return change(state, { status, period: undefined });
}

function winSet(state: TennisState, team: Team, rules: Rules): TennisState {
  const sets = add(state.sets, team, 1);
  const next: TennisState = { ...state, sets, score: sets };
  if (isOver(next, rules)) return ended(next);
  const key = setKey(sets);
  const games = { ...next.games, [key]: LEVEL };
  return { ...next, games, scoreByPeriod: games, period: key };
}

function winGame(state: TennisState, team: Team, rules: Rules, byTiebreak: boolean): TennisState {
  const key = setKey(state.sets);
  const line = add(state.games[key] ?? LEVEL, team, 1);
  const games = { ...state.games, [key]: line };
  const next = change<TennisState>(state, {
    games,
    scoreByPeriod: games,
    points: NO_POINTS,
    server: serverAfter(state.server, 1),
  });
  return byTiebreak || isWon(line[team], line[other(team)]) ? winSet(next, team, rules) : next;
}

/** The server changes after the first point and then after each second one; the next set goes on as after a game of the first server. */
function tiebreakPoint(state: TennisState, team: Team, to: number, rules: Rules): TennisState {
  const before = { home: Number(state.points.home), away: Number(state.points.away) };
  const played = before.home + before.away;
  const after = add(before, team, 1);
  if (!isWon(after[team], after[other(team)], to)) {
    const points = { home: String(after.home), away: String(after.away) };
    return change<TennisState>(state, { points, server: serverAfter(state.server, played + 1) });
  }
  const firstServer = serverAfter(state.server, Math.floor((played + 1) / 2));
  const tiebreaks = { ...state.tiebreaks, [setKey(state.sets)]: after };
  return winGame(change<TennisState>(state, { tiebreaks, server: firstServer }), team, rules, true);
}

function gamePoint(state: TennisState, team: Team, rules: Rules): TennisState {
  const mine = state.points[team];
  const theirs = state.points[other(team)];
  const show = (own: string, foreign: string): TennisState => ({
    ...state,
    points: team === 'home' ? { home: own, away: foreign } : { home: foreign, away: own },
  });
  const next = NEXT_POINT[mine];
  if (next !== undefined) return show(next, theirs);
  if (theirs === 'A') return show('40', '40');
  if (mine === '40' && theirs === '40') return show('A', '40');
  return winGame(state, team, rules, false);
}

/** A point after the match is over changes nothing. */
function point(state: TennisState, data: JsonObject, config: JsonObject): TennisState {
  const team = teamIn(data, 'winner');
  const rules = rulesOf(config);
  if (team === undefined || isOver(state, rules)) return state;
  const key = setKey(state.sets);
  const playing = state.period === key ? state : { ...state, period: key };
  const to = tiebreakTo(rules, state.sets, state.games[key] ?? LEVEL);
  return to === undefined ? gamePoint(playing, team, rules) : tiebreakPoint(playing, team, to, rules);
}

function upTo<T>(lines: Readonly<Record<string, T>>, set: number): Record<string, T> {
  return Object.fromEntries(Object.entries(lines).filter(([key]) => Number(key) <= set));
}

/**
 * Sets as an editor states them. The set that then runs goes on if it is the one that ran, else it starts at 0-0; what was known of
 * later sets is gone.
 */
function setSets(state: TennisState, sets: Pair, config: JsonObject): TennisState {
  const next: TennisState = { ...state, sets, score: sets };
  if (isOver(next, rulesOf(config))) return ended({ ...next, points: NO_POINTS });
  const key = setKey(sets);
  if (key === setKey(state.sets)) return next;
  const games = { ...upTo(state.games, Number(key)), [key]: LEVEL };
  const tiebreaks = state.tiebreaks && upTo(state.tiebreaks, Number(key) - 1);
  return change<TennisState>(next, { games, scoreByPeriod: games, points: NO_POINTS, tiebreaks });
}

/** Tennis knows no draw: level sets have no winner. */
function outcome({ sets, retired }: TennisState): Outcome {
  if (retired) return { winner: other(retired), decidedBy: 'retirement' };
  return { winner: ahead(sets), decidedBy: 'regulation' };
}

const tennis: Sport<TennisState> = {
  direction: 'up',
  isPeriod: (period) => (PERIODS as readonly string[]).includes(period),
  /** Its lines are the games. */
  hasScore: () => false,
  periodStarted: (state) => state,
  scoreSet: setSets,
  play: (state, { type, data }, config) => {
    switch (type) {
      case 'point':
        return point(state, data, config);
      case 'serve':
        return forTeam(state, data, (server) => change<TennisState>(state, { server }));
      case 'retire':
        return forTeam(state, data, (retired) =>
          isOver(state, rulesOf(config)) ? state : ended({ ...state, retired }),
        );
      default:
        return state;
    }
  },
  outcome,
};

export const reduce = reduceMatch(tennis);

export function initial(): TennisState {
  const games = { 1: LEVEL };
  return { ...initialMatch(), sets: LEVEL, games, scoreByPeriod: games, points: NO_POINTS };
}
