import { PERIODS, type FootballPeriod } from '../../../../../../src/core/kinds/football/periods.js';
import { initial, reduce } from '../../../../../../src/core/kinds/football/reduce.js';
import type { JsonObject } from '../../../../../../src/core/json/json.js';
import { clockAt, footballMinute } from '../../../../shared/feed/clock.js';
import { object, text } from '../../../../shared/feed/read.js';
import type { TextKey } from '../../../../shared/i18n/en.js';
import { COMMON, NUDGES_UP } from '../actions.js';
import { commonFields, PLAYER, TEAM, type Choice, type Field } from '../fields.js';
import type { Action, Does, Flow, Option, Play, Sport, Step } from '../sport.js';

const choices = <Value extends string>(
  values: readonly Value[],
  label: (value: Value) => TextKey,
): readonly Choice[] => values.map((value) => ({ value, label: label(value) }));

const KINDS = choices(['open_play', 'penalty', 'own_goal', 'free_kick'], (kind) => `picker.kind.${kind}`);
const COLORS = choices(['yellow', 'second_yellow', 'red'], (color) => `picker.color.${color}`);
const OUTCOMES = choices(['scored', 'missed', 'saved'], (outcome) => `picker.outcome.${outcome}`);

const kind: Option = { name: 'kind', label: 'picker.kind', values: KINDS };
const outcome: Option = { name: 'outcome', label: 'picker.outcome', values: OUTCOMES };
const color = (...first: readonly string[]): Option => ({
  name: 'color',
  label: 'picker.color',
  values: first.flatMap((value) => COLORS.filter((one) => one.value === value)),
});

const play = (of: Omit<Play, 'timed' | 'players'> & Partial<Play>): Does => ({
  kind: 'play',
  play: { timed: true, players: 'one', ...of },
});

const ROWS: readonly (readonly [id: string, key: string, does: Does])[] = [
  ['goal', 'g', play({ type: 'goal', option: () => kind, check: 'goal', note: 'picker.ownGoalHelp' })],
  ['yellow', 'y', play({ type: 'card', option: () => color('yellow', 'second_yellow') })],
  ['red', 'r', play({ type: 'card', option: () => color('red', 'second_yellow'), check: 'red_card' })],
  ['substitution', 's', play({ type: 'substitution', players: 'swap' })],
  ['penalty_missed', 'p', play({ type: 'penalty_missed' })],
  ['shootout', 'k', play({ type: 'shootout_kick', option: () => outcome, timed: false })],
  ['var', 'v', { kind: 'ask', dialog: 'var' }],
  ['stoppage', 't', { kind: 'ask', dialog: 'stoppage' }],
];

const EVENTS = ROWS.map(([id, key, does]): Action => ({
  id,
  keys: [key],
  does,
  group: 'events',
  label: `action.${id}` as TextKey,
}));

const WHEN: readonly Field[] = [
  { name: 'minute', label: 'correct.minute', input: 'number', max: 200 },
  { name: 'stoppage', label: 'correct.stoppage', input: 'number', max: 60 },
];

const FIELDS: Sport['fields'] = {
  ...commonFields(PERIODS),
  goal: [
    TEAM,
    { name: 'kind', label: 'picker.kind', input: 'choice', choices: KINDS },
    PLAYER,
    { name: 'assist', label: 'correct.assist', input: 'player' },
    ...WHEN,
  ],
  penalty_missed: [TEAM, PLAYER, ...WHEN],
  card: [TEAM, { name: 'color', label: 'picker.color', input: 'choice', choices: COLORS }, PLAYER, ...WHEN],
  substitution: [
    TEAM,
    { name: 'out', label: 'correct.out', input: 'player', required: true },
    { name: 'in', label: 'correct.in', input: 'player', required: true },
    ...WHEN,
  ],
  shootout_kick: [
    TEAM,
    { name: 'outcome', label: 'correct.outcome', input: 'choice', choices: OUTCOMES },
    PLAYER,
  ],
  stoppage_announced: [
    { name: 'minutes', label: 'correct.minutes', input: 'number', max: 60, required: true },
  ],
};

function isPeriod(value: string | undefined): value is FootballPeriod {
  return (PERIODS as readonly (string | undefined)[]).includes(value);
}

function hasStarted(state: JsonObject, period: FootballPeriod): boolean {
  if (period === 'shootout') return 'shootout' in state;
  return period in object(state, 'scoreByPeriod');
}

const start = (period: FootballPeriod): Step => ({ kind: 'start', period });

function betweenPeriods(state: JsonObject): Flow {
  const last = PERIODS.findLast((period) => hasStarted(state, period));
  const following = PERIODS.slice(last === undefined ? 0 : PERIODS.indexOf(last) + 1).map(start);
  const ended: Step = { kind: 'ended' };
  if (last === undefined) return { next: following[0], others: [] };
  // After a first half comes the second; after the others the match may be over.
  const midway = last === 'first_half' || last === 'et_first_half';
  return midway
    ? { next: following[0], others: [ended, ...following.slice(1)] }
    : { next: ended, others: following };
}

export const football: Sport = {
  kind: 'football',
  actions: [...EVENTS, ...COMMON, ...NUDGES_UP],
  fields: FIELDS,
  insertable: [
    { type: 'goal', label: 'event.goal' },
    { type: 'card', label: 'picker.color' },
    { type: 'substitution', label: 'event.substitution' },
    { type: 'penalty_missed', label: 'event.penalty_missed' },
    { type: 'stoppage_announced', label: 'action.stoppage' },
    { type: 'comment', label: 'event.comment' },
  ],
  flow: ({ state }) => {
    const period = text(state, 'period');
    return isPeriod(period) ? { next: { kind: 'end', period }, others: [] } : betweenPeriods(state);
  },
  clockRunsOn: true,
  fold: { initial: () => initial() as unknown as JsonObject, reduce },
  minuteOf: ({ state, now }) => {
    const clock = clockAt(state, now);
    return clock && footballMinute(clock.valueMs, text(state, 'period'));
  },
  reasons: ['reason.weather', 'reason.crowd', 'reason.injury', 'reason.lights', 'reason.referee'],
  scoreLabel: 'score.goals',
};
