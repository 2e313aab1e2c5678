import type { JsonObject } from '../../../../../src/core/json/json.js';
import { clockFieldText, parseClock } from '../../../shared/feed/clock.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import type { Fact } from '../../../shared/press/press.js';

export type Choice = { readonly value: string; readonly label: TextKey };

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
      readonly input: 'period';
      readonly periods: readonly string[];
    }
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
      /** The values are numbers. */
      readonly numeric?: boolean;
      /** Nothing is an answer too. */
      readonly optional?: boolean;
    };

export const TEAM: Field = { name: 'team', label: 'correct.team', input: 'team', required: true };
export const PLAYER: Field = { name: 'player', label: 'correct.player', input: 'player' };

/** What every match can publish, with the periods of the sport. */
export function commonFields(periods: readonly string[]): Readonly<Record<string, readonly Field[]>> {
  const period: Field = { name: 'period', label: 'correct.period', input: 'period', periods };
  return {
    comment: [{ name: 'text', label: 'correct.text', input: 'long', required: true }],
    score_set: [
      { name: 'home', label: 'correct.home', input: 'number', max: 9_999, required: true },
      { name: 'away', label: 'correct.away', input: 'number', max: 9_999, required: true },
      { name: 'reason', label: 'statusDialog.reason', input: 'text', required: true },
    ],
    period_start: [period],
    period_end: [period],
    clock: [{ name: 'valueMs', label: 'clock.value', input: 'clock', required: true }],
  };
}

export type Fields = Readonly<Record<string, readonly Field[]>>;

/** Undefined for what can only be voided. */
export function fieldsOf(fields: Fields, type: string): readonly Field[] | undefined {
  return Object.hasOwn(fields, type) ? fields[type] : undefined;
}

/** What stands in the form, by field. */
export type Draft = Readonly<Record<string, string>>;

export function draftOf(fields: Fields, { type, data }: Fact): Draft {
  const draft: Record<string, string> = {};
  for (const { name, input } of fieldsOf(fields, type) ?? []) {
    const value = data[name];
    if (input === 'clock') draft[name] = clockFieldText(typeof value === 'number' ? value : 0);
    else if (typeof value === 'string' || typeof value === 'number') draft[name] = String(value);
  }
  return draft;
}

/** An empty form's standard answers. */
export function blankDraft(fields: Fields, type: string): Draft {
  const draft: Record<string, string> = {};
  for (const field of fieldsOf(fields, type) ?? []) {
    if (field.input === 'team') draft[field.name] = 'home';
    if (field.input === 'period') draft[field.name] = field.periods[0] ?? '';
    if (field.input === 'choice') draft[field.name] = field.optional ? '' : (field.choices[0]?.value ?? '');
  }
  return draft;
}

export type Faults = Readonly<Record<string, 'missing' | 'whole' | 'clock'>>;

/** The data of a form, or what is wrong with it by field. Members that no field asks for stay as they are in `before`. */
export function readDraft(
  fields: Fields,
  type: string,
  draft: Draft,
  before: JsonObject,
): { readonly data: JsonObject; readonly faults?: undefined } | { readonly faults: Faults } {
  const faults: Record<string, Faults[string]> = {};
  const data: Record<string, JsonObject[string]> = { ...before };
  for (const field of fieldsOf(fields, type) ?? []) {
    const written = (draft[field.name] ?? '').trim();
    delete data[field.name];
    if (written === '') {
      if ('required' in field && field.required) faults[field.name] = 'missing';
      continue;
    }
    const read = readField(field, written);
    if ('fault' in read) faults[field.name] = read.fault;
    else data[field.name] = read.value;
  }
  return Object.keys(faults).length > 0 ? { faults } : { data };
}

function readField(
  field: Field,
  written: string,
): { readonly value: string | number } | { readonly fault: Faults[string] } {
  if (field.input === 'number') {
    const fits = /^\d+$/.test(written) && Number(written) <= field.max;
    return fits ? { value: Number(written) } : { fault: 'whole' };
  }
  if (field.input === 'clock') {
    const valueMs = parseClock(written);
    return valueMs === undefined ? { fault: 'clock' } : { value: valueMs };
  }
  return { value: field.input === 'choice' && field.numeric ? Number(written) : written };
}
