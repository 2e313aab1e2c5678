import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import classes from './data-list.module.css';
import { isFiltered } from './list-state.js';
import { fromLocal, toLocal } from './local-time.js';
import type { ListControls } from './use-list-state.js';

interface FieldBase<F extends string> {
  /** The filter of the schema. */
  readonly name: F;
  readonly label: string;
}

export type FilterField<F extends string> = FieldBase<F> &
  (
    | { readonly kind: 'search' | 'text'; readonly placeholder?: string }
    /** An instant in the person's own time zone; in the address ISO 8601. */
    | { readonly kind: 'time' }
    | {
        readonly kind: 'choice';
        /** What stands there while nothing is chosen, such as `All states`. */
        readonly all: string;
        readonly options: readonly { readonly value: string; readonly label: string }[];
      }
  );

interface ListFiltersProps<F extends string, S extends string> {
  /** Names the search. */
  readonly label: string;
  readonly fields: readonly FilterField<F>[];
  readonly controls: ListControls<F, S>;
  /** Stands at the end, such as the button for a new one. */
  readonly children?: ReactNode;
}

/** What narrows a list down. */
export function ListFilters<F extends string, S extends string>({
  label,
  fields,
  controls,
  children,
}: ListFiltersProps<F, S>): ReactNode {
  const t = useText();
  const { state, filter, clear } = controls;
  const set = (name: F, value: string): void => filter({ [name]: value } as Partial<Record<F, string>>);
  return (
    <div className={classes['bar']}>
      <div className={classes['filters']} role="search" aria-label={label}>
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={state.filters[field.name]}
            onChange={(value) => set(field.name, value)}
          />
        ))}
        {isFiltered(state) && (
          <Button variant="subtle" color="gray" onClick={clear}>
            {t('list.clear')}
          </Button>
        )}
      </div>
      {children}
    </div>
  );
}

interface FieldProps<F extends string> {
  readonly field: FilterField<F>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field<F extends string>({ field, value, onChange }: FieldProps<F>): ReactNode {
  if (field.kind === 'choice') {
    return (
      <NativeSelect
        aria-label={field.label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[{ value: '', label: field.all }, ...field.options]}
      />
    );
  }
  return <TypedField field={field} value={value} onChange={onChange} />;
}

/** The address follows when the hand rests, so that not every letter asks the server. */
const REST_MS = 300;

function TypedField<F extends string>({
  field,
  value,
  onChange,
}: FieldProps<F> & { readonly field: FilterField<F> & { kind: 'search' | 'text' | 'time' } }): ReactNode {
  const timed = field.kind === 'time';
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (typed: string): void => {
    clearTimeout(timer.current);
    setDraft(undefined);
    const next = timed ? fromLocal(typed) : typed;
    if (next !== value) onChange(next);
  };
  const change = (typed: string): void => {
    clearTimeout(timer.current);
    setDraft(typed);
    timer.current = setTimeout(() => settle(typed), REST_MS);
  };
  return (
    <TextInput
      className={classes[field.kind] ?? ''}
      type={timed ? 'datetime-local' : 'search'}
      {...(timed ? { label: field.label, step: 1 } : { 'aria-label': field.label })}
      {...(field.kind === 'time' ? {} : { placeholder: field.placeholder ?? field.label, maxLength: 200 })}
      value={draft ?? (timed ? toLocal(value) : value)}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => {
        if (draft !== undefined) settle(draft);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && draft !== undefined) settle(draft);
      }}
    />
  );
}
