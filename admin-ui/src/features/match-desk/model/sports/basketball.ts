import { initial, reduce } from '../../../../../../src/core/kinds/basketball/reduce.js';
import { REGULATION_PERIODS } from '../../../../../../src/core/kinds/basketball/rules.js';
import type { JsonObject } from '../../../../../../src/core/json/json.js';
import { clockAt, clockText } from '../../../../shared/feed/clock.js';
import { object, pair, text } from '../../../../shared/feed/read.js';
import { SIDES, type Side } from '../../../../shared/feed/teams.js';
import { COMMON, NUDGES_DOWN } from '../actions.js';
import { commonFields, PLAYER, TEAM, type Choice, type Field } from '../fields.js';
import type { Translate } from '../../../../shared/i18n/translate.js';
import type { Entry } from '../../../../shared/press/timeline.js';
import type { Around } from '../replay.js';
import type { Action, Flow, Mark, Option, Play, Situation, Sport, Step } from '../sport.js';
import { tallyOf } from '../tally.js';

const OVERTIMES = 6;
const PERIODS = Array.from({ length: REGULATION_PERIODS + OVERTIMES }, (_, index) => String(index + 1));

const FOULS: readonly Choice[] = [
  { value: 'personal', label: 'basketball.foul.personal' },
  { value: 'shooting', label: 'basketball.foul.shooting' },
  { value: 'offensive', label: 'basketball.foul.offensive' },
  { value: 'technical', label: 'basketball.foul.technical' },
  { value: 'unsportsmanlike', label: 'basketball.foul.unsportsmanlike' },
  { value: 'flagrant', label: 'basketball.foul.flagrant' },
  { value: 'disqualifying', label: 'basketball.foul.disqualifying' },
];

/** What a rule book does not know is not offered. */
function foulOption(config: JsonObject): Option {
  const foreign = config['rules'] === 'nba' ? ['unsportsmanlike', 'disqualifying'] : ['flagrant'];
  return {
    name: 'kind',
    label: 'basketball.foulKind',
    values: FOULS.filter(({ value }) => !foreign.includes(value)),
  };
}

/** The left end of the digits scores for home, the right end for away, in the order of the points. */
const DIGITS: Readonly<Record<Side, readonly string[]>> = { home: ['1', '2', '3'], away: ['8', '9', '0'] };
const POINTS = [1, 2, 3] as const;

function basket(side: Side, points: (typeof POINTS)[number]): Action {
  const play: Play = { type: 'basket', team: side, data: { points }, players: 'one', quick: true };
  return {
    id: `basket${points}${side === 'home' ? 'Home' : 'Away'}`,
    label: `event.basket.${points}`,
    keys: [DIGITS[side][points - 1] ?? ''],
    group: 'events',
    side,
    does: { kind: 'play', play },
  };
}

/** The arrow turns with each use; only its first direction has to be asked for. */
function turnPossession({ state }: Situation) {
  const has = text(state, 'possession');
  return has === undefined
    ? undefined
    : [{ type: 'possession', data: { team: has === 'home' ? 'away' : 'home' } }];
}

function timeoutsLeft(state: JsonObject, side: Side): number | undefined {
  return pair(state, 'timeoutsLeft')?.[side];
}

const EVENTS: readonly Action[] = [
  ...SIDES.flatMap((side) => POINTS.map((points) => basket(side, points))),
  {
    id: 'foul',
    label: 'event.foul',
    keys: ['f'],
    group: 'events',
    does: { kind: 'play', play: { type: 'foul', players: 'one', quick: true, option: foulOption } },
  },
  {
    id: 'timeout',
    label: 'event.timeout',
    keys: ['t'],
    group: 'events',
    does: { kind: 'play', play: { type: 'timeout', players: 'none', left: timeoutsLeft } },
  },
  {
    id: 'possession',
    label: 'event.possession',
    keys: ['p'],
    group: 'events',
    does: { kind: 'now', facts: turnPossession, otherwise: { type: 'possession', players: 'none' } },
  },
];

const PERSONAL: Field = {
  name: 'kind',
  label: 'basketball.foulKind',
  input: 'choice',
  choices: FOULS,
  optional: true,
};

function started(state: JsonObject): readonly number[] {
  return Object.keys(object(state, 'scoreByPeriod')).map(Number).filter(Number.isInteger);
}

function betweenPeriods(state: JsonObject): Flow {
  const last = Math.max(0, ...started(state));
  const following: Step = { kind: 'start', period: String(last + 1) };
  const ended: Step = { kind: 'ended' };
  if (last < REGULATION_PERIODS) return { next: following, others: last === 0 ? [] : [ended] };
  const score = pair(state, 'score');
  const level = score?.home === score?.away;
  return level ? { next: following, others: [ended] } : { next: ended, others: [following] };
}

/** `Q2`, `OT1`. */
export function shortPeriod(period: string, t: Translate): string {
  const number = Number(period);
  return number > REGULATION_PERIODS
    ? t('basketball.shortOvertime', { number: number - REGULATION_PERIODS })
    : t('basketball.shortQuarter', { number });
}

function markOf({ fact, occurredAt }: Entry, { before, after }: Around, t: Translate): Mark {
  const state = fact.type === 'period_start' ? after : before;
  const period = text(state, 'period');
  const clock = clockAt(state, Date.parse(occurredAt));
  const score = fact.type === 'basket' || fact.type === 'score_set' ? pair(after, 'score') : undefined;
  return {
    ...(period === undefined
      ? {}
      : { when: [shortPeriod(period, t), clock ? clockText(clock) : ''].join(' ').trim() }),
    ...(score ? { score: `${score.home}–${score.away}` } : {}),
  };
}

export const basketball: Sport = {
  kind: 'basketball',
  actions: [...EVENTS, ...COMMON, ...NUDGES_DOWN],
  fields: {
    ...commonFields(PERIODS),
    basket: [
      TEAM,
      {
        name: 'points',
        label: 'basketball.points',
        input: 'choice',
        numeric: true,
        choices: POINTS.map((points) => ({ value: String(points), label: `event.basket.${points}` })),
      },
      PLAYER,
    ],
    foul: [TEAM, PERSONAL, PLAYER],
    timeout: [TEAM],
    possession: [TEAM],
  },
  insertable: [
    { type: 'basket', label: 'basketball.basket' },
    { type: 'foul', label: 'event.foul' },
    { type: 'timeout', label: 'event.timeout' },
    { type: 'possession', label: 'event.possession' },
    { type: 'comment', label: 'event.comment' },
  ],
  flow: ({ state }) => {
    const period = text(state, 'period');
    return period === undefined ? betweenPeriods(state) : { next: { kind: 'end', period }, others: [] };
  },
  doubts: (step, { state, now }) =>
    step.kind === 'end' && (clockAt(state, now)?.valueMs ?? 0) > 0 ? 'basketball.endsEarly' : undefined,
  clockRunsOn: false,
  fold: { initial: (config) => initial(config) as unknown as JsonObject, reduce },
  markOf,
  playerNotes: (entries) => {
    const tally = tallyOf(entries);
    return (side, player) => tally.get(`${side} ${player}`);
  },
  reasons: ['reason.review', 'reason.injury', 'reason.floor', 'reason.clockFault', 'reason.crowd'],
  scoreLabel: 'score.points',
};
