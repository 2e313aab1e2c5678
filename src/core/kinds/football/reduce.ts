import type { JsonObject } from '../../json/json.js';
import { change } from '../change.js';
import type { FoldEvent } from '../kind.js';
import { forTeam, reduceMatch, score, setScore, type Outcome, type Sport } from '../match/reduce.js';
import {
  LEVEL,
  add,
  ahead,
  countIn,
  initialMatch,
  textIn,
  type MatchState,
  type Pair,
} from '../match/state.js';
import { PERIODS, type FootballPeriod } from './periods.js';

type Cards = { readonly yellow: number; readonly red: number };

export type FootballState = MatchState & {
  /** By the seq of the goal. */
  readonly goals: Readonly<Record<string, JsonObject>>;
  readonly cards: Pair<Cards>;
  /** Kicks scored; never part of the score. */
  readonly shootout?: Pair;
  /** Of the period that runs. */
  readonly stoppageMinutes?: number;
};

const MINUTE_MS = 60_000;
/** The clock counts on from half to half, whatever stoppage was played; a shoot-out has none. */
const STARTS_AT_MINUTE: Readonly<Record<FootballPeriod, number | undefined>> = {
  first_half: 0,
  second_half: 45,
  et_first_half: 90,
  et_second_half: 105,
  shootout: undefined,
};

function isPeriod(period: string): period is FootballPeriod {
  return (PERIODS as readonly string[]).includes(period);
}

function goal(state: FootballState, { seq, data }: FoldEvent): FootballState {
  return forTeam(state, data, (team) => {
    const scored = score(state, team, 1);
    const details: JsonObject = { team };
    for (const key of ['kind', 'player', 'assist', 'minute', 'stoppage']) {
      const value = textIn(data, key) ?? countIn(data, key);
      if (value !== undefined) details[key] = value;
    }
    return { ...scored, goals: { ...scored.goals, [seq]: details } };
  });
}

/** A second yellow sends off: it counts as a red, and the first stays a yellow. */
function card(state: FootballState, { data }: FoldEvent): FootballState {
  return forTeam(state, data, (team) => {
    const before = state.cards[team];
    const after = data['color'] === 'yellow' ? { yellow: before.yellow + 1 } : { red: before.red + 1 };
    return { ...state, cards: { ...state.cards, [team]: { ...before, ...after } } };
  });
}

function kick(state: FootballState, { data }: FoldEvent): FootballState {
  return forTeam(state, data, (team) => {
    const scored = data['outcome'] === 'scored' ? 1 : 0;
    if (state.shootout && scored === 0) return state;
    return { ...state, shootout: add(state.shootout ?? LEVEL, team, scored) };
  });
}

function outcome({ shootout, score: result, scoreByPeriod }: FootballState): Outcome {
  const byKicks = shootout && ahead(shootout);
  if (byKicks) return { winner: byKicks, decidedBy: 'shootout' };
  const extraTime = 'et_first_half' in scoreByPeriod || 'et_second_half' in scoreByPeriod;
  return { winner: ahead(result) ?? 'draw', decidedBy: extraTime ? 'extra_time' : 'regulation' };
}

const football: Sport<FootballState> = {
  direction: 'up',
  isPeriod,
  hasScore: (period) => period !== 'shootout',
  clockAtStart: (period) => {
    const minute = isPeriod(period) ? STARTS_AT_MINUTE[period] : undefined;
    return minute === undefined ? undefined : { running: true, valueMs: minute * MINUTE_MS };
  },
  periodStarted: (state, period) => {
    const next = state.stoppageMinutes === undefined ? state : change(state, { stoppageMinutes: undefined });
    return period === 'shootout' && !next.shootout ? { ...next, shootout: LEVEL } : next;
  },
  scoreSet: setScore,
  play: (state, event) => {
    switch (event.type) {
      case 'goal':
        return goal(state, event);
      case 'card':
        return card(state, event);
      case 'shootout_kick':
        return kick(state, event);
      case 'stoppage_announced': {
        const stoppageMinutes = countIn(event.data, 'minutes');
        return stoppageMinutes === undefined ? state : { ...state, stoppageMinutes };
      }
      default:
        return state;
    }
  },
  outcome,
};

export const reduce = reduceMatch(football);

export function initial(): FootballState {
  const none: Cards = { yellow: 0, red: 0 };
  return { ...initialMatch(), goals: {}, cards: { home: none, away: none } };
}
