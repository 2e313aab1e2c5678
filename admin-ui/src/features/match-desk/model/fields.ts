import type { JsonObject } from '../../../../../src/core/json/json.js';
import { clockText, parseClock } from '../../../shared/feed/clock.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import type { Fact } from '../../../shared/press/press.js';

type Choice = { readonly value: string; readonly label: TextKey };

/** How one member of an event's data is asked for. */
export type Field =
  | {
      readonly name: string;
      readonly label: TextKey;
      readonly input: 'team' | 'text' | 'long' | 'clock';
      readonly required?: boolean;
    }
  | { readonly name: string; readonly label: TextKey; readonly input: 'player'; readonly required?: boolean }
  | {
      readonly name: string;
      readonly label: TextKey;
      readonly input: 'number';
      readonly max: number;
      readonly required?: boolean;
    }
  | {
      readonly name: string;
      readonly label: TextKey;
      readonly input: 'choice';
      readonly choices: readonly Choice[];
    };

const choices = <Value extends string>(
  values: readonly Value[],
  label: (value: Value) => TextKey,
): readonly Choice[] => values.map((value) => ({ value, label: label(value) }));

const TEAM: Field = { name: 'team', label: 'correct.team', input: 'team', required: true };
const PLAYER: Field = { name: 'player', label: 'correct.player', input: 'player' };
const WHEN: readonly Field[] = [
  { name: 'minute', label: 'correct.minute', input: 'number', max: 200 },
  { name: 'stoppage', label: 'correct.stoppage', input: 'number', max: 60 },
];
const PERIOD: Field = {
  name: 'period',
  label: 'correct.period',
  input: 'choice',
  choices: choices(
    ['first_half', 'second_half', 'et_first_half', 'et_second_half', 'shootout'],
    (period) => `period.${period}`,
  ),
};

/** By event type, in the order in which they are asked for. */
const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  goal: [
    TEAM,
    {
      name: 'kind',
      label: 'picker.kind',
      input: 'choice',
      choices: choices(['open_play', 'penalty', 'own_goal', 'free_kick'], (kind) => `picker.kind.${kind}`),
    },
    PLAYER,
    { name: 'assist', label: 'correct.assist', input: 'player' },
    ...WHEN,
  ],
  penalty_missed: [TEAM, PLAYER, ...WHEN],
  card: [
    TEAM,
    {
      name: 'color',
      label: 'picker.color',
      input: 'choice',
      choices: choices(['yellow', 'second_yellow', 'red'], (color) => `picker.color.${color}`),
    },
    PLAYER,
    ...WHEN,
  ],
  substitution: [
    TEAM,
    { name: 'out', label: 'correct.out', input: 'player', required: true },
    { name: 'in', label: 'correct.in', input: 'player', required: true },
    ...WHEN,
  ],
  shootout_kick: [
    TEAM,
    {
      name: 'outcome',
      label: 'correct.outcome',
      input: 'choice',
      choices: choices(['scored', 'missed', 'saved'], (outcome) => `picker.outcome.${outcome}`),
    },
    PLAYER,
  ],
  stoppage_announced: [
    { name: 'minutes', label: 'correct.minutes', input: 'number', max: 60, required: true },
  ],
  comment: [{ name: 'text', label: 'correct.text', input: 'long', required: true }],
  score_set: [
    { name: 'home', label: 'correct.home', input: 'number', max: 9_999, required: true },
    { name: 'away', label: 'correct.away', input: 'number', max: 9_999, required: true },
    { name: 'reason', label: 'statusDialog.reason', input: 'text', required: true },
  ],
  period_start: [PERIOD],
  period_end: [PERIOD],
  clock: [{ name: 'valueMs', label: 'clock.value', input: 'clock', required: true }],
};

/** What can be missed and inserted later. */
export const INSERTABLE = [
  'goal',
  'card',
  'substitution',
  'penalty_missed',
  'stoppage_announced',
  'comment',
] as const;
export type Insertable = (typeof INSERTABLE)[number];

/** Undefined for what can only be voided. */
export function fieldsOf(type: string): readonly Field[] | undefined {
  return Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
}

/** What stands in the form, by field. */
export type Draft = Readonly<Record<string, string>>;

export function draftOf({ type, data }: Fact): Draft {
  const draft: Record<string, string> = {};
  for (const { name, input } of fieldsOf(type) ?? []) {
    const value = data[name];
    if (input === 'clock')
      draft[name] = clockText({ valueMs: typeof value === 'number' ? value : 0, direction: 'up' });
    else if (typeof value === 'string' || typeof value === 'number') draft[name] = String(value);
  }
  return draft;
}

/** An empty form's standard answers. */
export function blankDraft(type: Insertable): Draft {
  const draft: Record<string, string> = {};
  for (const field of fieldsOf(type) ?? []) {
    if (field.input === 'team') draft[field.name] = 'home';
    if (field.input === 'choice') draft[field.name] = field.choices[0]?.value ?? '';
  }
  return draft;
}

export type Faults = Readonly<Record<string, 'missing' | 'whole' | 'clock'>>;

/** The data of a form, or what is wrong with it by field. Members that no field asks for stay as they are in `before`. */
export function readDraft(
  type: string,
  draft: Draft,
  before: JsonObject,
): { readonly data: JsonObject; readonly faults?: undefined } | { readonly faults: Faults } {
  const faults: Record<string, Faults[string]> = {};
  const data: Record<string, JsonObject[string]> = { ...before };
  for (const field of fieldsOf(type) ?? []) {
    const written = (draft[field.name] ?? '').trim();
    delete data[field.name];
    if (written === '') {
      if ('required' in field && field.required) faults[field.name] = 'missing';
    } else if (field.input === 'number') {
      if (!/^\d+$/.test(written) || Number(written) > field.max) faults[field.name] = 'whole';
      else data[field.name] = Number(written);
    } else if (field.input === 'clock') {
      const valueMs = parseClock(written);
      if (valueMs === undefined) faults[field.name] = 'clock';
      else data[field.name] = valueMs;
    } else {
      data[field.name] = written;
    }
  }
  return Object.keys(faults).length > 0 ? { faults } : { data };
}
