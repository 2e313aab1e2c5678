import type { JsonObject } from '../../json/json.js';
import type { FoldEvent } from '../kind.js';
import { forTeam, reduceMatch, score, setScore, type Outcome, type Sport } from '../match/reduce.js';
import {
  LEVEL,
  add,
  ahead,
  countIn,
  initialMatch,
  other,
  textIn,
  type MatchState,
  type Pair,
  type Team,
} from '../match/state.js';
import { OVERTIME_MS, PERIOD, REGULATION_PERIODS, rulesOf, type Rules } from './rules.js';

export type BasketballState = MatchState & {
  /** Team fouls of this period. */
  readonly fouls: Pair;
  /** Fouls of earlier periods that count for the bonus too: of the fourth and the overtimes since, where they go on. */
  readonly carriedFouls?: Pair;
  readonly timeoutsLeft: Pair;
  /** Who shoots free throws because the other team has fouled too often. */
  readonly bonus: Pair<boolean>;
  readonly possession?: Team;
};

const NO_BONUS: Pair<boolean> = { home: false, away: false };

function isOvertime(period: string | undefined): boolean {
  return Number(period ?? 0) > REGULATION_PERIODS;
}

function periodStarted(state: BasketballState, period: string, config: JsonObject): BasketballState {
  const rules = rulesOf(config['rules']);
  const left = state.timeoutsLeft;
  const timeoutsLeft = {
    home: rules.timeoutsLeft(Number(period), left.home),
    away: rules.timeoutsLeft(Number(period), left.away),
  };
  const { carriedFouls = LEVEL, ...rest } = state;
  if (!isOvertime(period) || rules.foulsResetInOvertime) {
    return { ...rest, timeoutsLeft, fouls: LEVEL, bonus: NO_BONUS };
  }
  const carried = {
    home: carriedFouls.home + state.fouls.home,
    away: carriedFouls.away + state.fouls.away,
  };
  return { ...rest, timeoutsLeft, fouls: LEVEL, carriedFouls: carried };
}

function foul(state: BasketballState, { data }: FoldEvent, rules: Rules): BasketballState {
  if (rules.notTeamFouls.has(textIn(data, 'kind') ?? '')) return state;
  return forTeam(state, data, (team) => {
    const fouls = add(state.fouls, team, 1);
    const from = isOvertime(state.period) ? rules.overtimeBonusFromFoul : rules.bonusFromFoul;
    const counted = fouls[team] + (state.carriedFouls?.[team] ?? 0);
    if (counted < from) return { ...state, fouls };
    return { ...state, fouls, bonus: { ...state.bonus, [other(team)]: true } };
  });
}

function timeout(state: BasketballState, { data }: FoldEvent): BasketballState {
  return forTeam(state, data, (team) => {
    if (state.timeoutsLeft[team] === 0) return state;
    return { ...state, timeoutsLeft: add(state.timeoutsLeft, team, -1) };
  });
}

function basket(state: BasketballState, { data }: FoldEvent): BasketballState {
  const points = countIn(data, 'points');
  if (points === undefined || points < 1 || points > 3) return state;
  return forTeam(state, data, (team) => score(state, team, points));
}

function outcome(state: BasketballState): Outcome {
  const overtime = Object.keys(state.scoreByPeriod).some(isOvertime);
  return { winner: ahead(state.score) ?? 'draw', decidedBy: overtime ? 'extra_time' : 'regulation' };
}

const basketball: Sport<BasketballState> = {
  direction: 'down',
  isPeriod: (period) => PERIOD.test(period),
  hasScore: () => true,
  /** It starts to run with the first touch, not with the period. */
  clockAtStart: (period, config) => ({
    running: false,
    valueMs: isOvertime(period) ? OVERTIME_MS : rulesOf(config['rules']).periodMs,
  }),
  periodStarted,
  scoreSet: setScore,
  play: (state, event, config) => {
    switch (event.type) {
      case 'basket':
        return basket(state, event);
      case 'foul':
        return foul(state, event, rulesOf(config['rules']));
      case 'timeout':
        return timeout(state, event);
      case 'possession':
        return forTeam(state, event.data, (possession) => ({ ...state, possession }));
      default:
        return state;
    }
  },
  outcome,
};

export const reduce = reduceMatch(basketball);

export function initial(config: JsonObject): BasketballState {
  const { timeouts } = rulesOf(config['rules']);
  const timeoutsLeft = { home: timeouts, away: timeouts };
  return { ...initialMatch(), fouls: LEVEL, timeoutsLeft, bonus: NO_BONUS };
}
