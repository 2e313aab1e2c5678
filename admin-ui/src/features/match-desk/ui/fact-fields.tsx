import { Autocomplete, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { periodName } from '../../../shared/feed/describe-event.js';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { fieldsOf, type Draft, type Faults, type Field } from '../model/fields.js';
import { useDesk } from './desk-context.js';

interface FactFieldsProps {
  readonly type: string;
  readonly draft: Draft;
  readonly faults: Faults;
  readonly onChange: (draft: Draft) => void;
}

const FAULTS = { missing: 'picker.empty', whole: 'correct.whole', clock: 'clock.valueWrong' } as const;

/** The members of an event, one field each. */
export function FactFields({ type, draft, faults, onChange }: FactFieldsProps): ReactNode {
  const { sport } = useDesk();
  return (
    <Stack gap="sm">
      {(fieldsOf(sport.fields, type) ?? []).map((field, index) => (
        <FactField
          key={field.name}
          field={field}
          first={index === 0}
          draft={draft}
          fault={faults[field.name]}
          onChange={(value) => onChange({ ...draft, [field.name]: value })}
        />
      ))}
    </Stack>
  );
}

interface FactFieldProps {
  readonly field: Field;
  readonly first: boolean;
  readonly draft: Draft;
  readonly fault: Faults[string] | undefined;
  readonly onChange: (value: string) => void;
}

function FactField({ field, first, draft, fault, onChange }: FactFieldProps): ReactNode {
  const t = useText();
  const { teams, sport } = useDesk();
  const common = {
    label: t(field.label),
    value: draft[field.name] ?? '',
    error: fault && t(FAULTS[fault]),
    ...(first ? { 'data-autofocus': true } : {}),
  };
  switch (field.input) {
    case 'team': {
      const data = SIDES.map((side) => ({ value: side, label: teams[side].name }));
      return (
        <NativeSelect {...common} data={data} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    }
    case 'period': {
      const data = field.periods.map((value) => ({ value, label: periodName(t, value, sport.kind) }));
      return (
        <NativeSelect {...common} data={data} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    }
    case 'choice': {
      const data = optionsOf(field, common.value).map(({ value, label }) => ({
        value,
        label: label === undefined ? value : t(label),
      }));
      return (
        <NativeSelect {...common} data={data} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    }
    case 'player': {
      const names = new Set(teams[(draft['team'] ?? 'home') as Side].players.map(({ name }) => name));
      return <Autocomplete {...common} data={[...names]} maxLength={100} onChange={onChange} />;
    }
    case 'long':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxLength={2_000}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
    case 'text':
    case 'clock':
      return (
        <TextInput
          {...common}
          inputMode={field.input === 'text' ? 'text' : 'numeric'}
          maxLength={500}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

/** The choices, with what a publisher of its own mind has written. */
function optionsOf(
  { choices, optional }: Extract<Field, { input: 'choice' }>,
  value: string,
): readonly { readonly value: string; readonly label?: TextKey }[] {
  const all = optional ? [{ value: '', label: 'correct.none' } as const, ...choices] : choices;
  return all.some((choice) => choice.value === value) ? all : [{ value }, ...all];
}
