import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { RULES } from '../../../../../src/core/kinds/basketball/rules.js';
import { useText } from '../../../shared/i18n/language.js';
import type { FieldsProps } from './feed-fields.js';
import classes from './feed-form.module.css';

const FINAL_SETS = ['tiebreak', 'tiebreak10', 'advantage'] as const;

/** What a match has beside its teams. */
export function MatchFields(props: FieldsProps): ReactNode {
  const t = useText();
  const { draft, faults, set } = props;
  return (
    <>
      {draft.kind === 'basketball' && <BasketballFields {...props} />}
      {draft.kind === 'tennis' && <TennisFields {...props} />}
      <div className={classes['pair']}>
        <TextInput
          label={t('feedForm.competition')}
          maxLength={100}
          value={draft.competition}
          error={faults['config.competition']}
          onChange={(event) => set({ competition: event.currentTarget.value })}
        />
        <TextInput
          label={t('feedForm.venue')}
          maxLength={100}
          value={draft.venue}
          error={faults['config.venue']}
          onChange={(event) => set({ venue: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

/** What the events of the feed are read by: shown, with the reason why it stays. */
function Fixed({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  const t = useText();
  return (
    <TextInput label={label} description={t('feedForm.fixed')} value={value} readOnly variant="filled" />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly fixed: boolean;
  readonly error: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, description, value, fixed, error, options, onChange }: ChoiceProps): ReactNode {
  if (fixed)
    return <Fixed label={label} value={options.find((one) => one.value === value)?.label ?? value} />;
  return (
    <NativeSelect
      label={label}
      {...(description === undefined ? {} : { description })}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[...options]}
    />
  );
}

function BasketballFields({ draft, faults, set, fixed }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <Choice
      label={t('feedForm.rules')}
      description={t('feedForm.rulesHelp')}
      fixed={fixed}
      value={draft.rules}
      error={faults['config.rules']}
      options={RULES.map((value) => ({ value, label: t(`feedForm.rules.${value}`) }))}
      onChange={(rules) => set({ rules })}
    />
  );
}

function TennisFields({ draft, faults, set, fixed }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <div className={classes['pair']}>
      <Choice
        label={t('feedForm.bestOf')}
        fixed={fixed}
        value={draft.bestOf}
        error={faults['config.bestOf']}
        options={(['3', '5'] as const).map((value) => ({ value, label: t(`feedForm.bestOf.${value}`) }))}
        onChange={(bestOf) => set({ bestOf })}
      />
      <Choice
        label={t('feedForm.finalSet')}
        fixed={fixed}
        value={draft.finalSet}
        error={faults['config.finalSet']}
        options={[
          { value: '', label: t('feedForm.finalSet.standard') },
          ...FINAL_SETS.map((value) => ({ value, label: t(`feedForm.finalSet.${value}`) })),
        ]}
        onChange={(finalSet) => set({ finalSet })}
      />
    </div>
  );
}

export function QuoteFields({ draft, faults, set, fixed }: FieldsProps): ReactNode {
  const t = useText();
  const field = (name: 'symbol' | 'exchange' | 'currency', maxLength: number): ReactNode => (
    <TextInput
      label={t(`feedForm.${name}`)}
      maxLength={maxLength}
      autoComplete="off"
      spellCheck={false}
      value={draft[name]}
      error={faults[`config.${name}`]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  const number = (
    name: 'priceScale' | 'previousClose',
    help: 'feedForm.priceScaleHelp' | 'feedForm.previousCloseHelp',
  ): ReactNode =>
    fixed ? (
      <Fixed label={t(`feedForm.${name}`)} value={draft[name] || '–'} />
    ) : (
      <TextInput
        label={t(`feedForm.${name}`)}
        description={t(help)}
        inputMode={name === 'priceScale' ? 'numeric' : 'decimal'}
        value={draft[name]}
        error={faults[`config.${name}`]}
        onChange={(event) => set({ [name]: event.currentTarget.value })}
      />
    );
  return (
    <fieldset className={classes['section']}>
      <legend className={classes['legend']}>{t('feedForm.instrument')}</legend>
      <div className={classes['triple']}>
        {field('symbol', 64)}
        {field('exchange', 64)}
        {field('currency', 16)}
      </div>
      <div className={classes['pair']}>
        {number('priceScale', 'feedForm.priceScaleHelp')}
        {number('previousClose', 'feedForm.previousCloseHelp')}
      </div>
    </fieldset>
  );
}

export function CustomFields({ draft, faults, set }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <fieldset className={classes['section']}>
      <legend className={classes['legend']}>{t('feedForm.data')}</legend>
      <Textarea
        label={t('feedForm.schema')}
        description={t('feedForm.schemaHelp')}
        classNames={{ input: classes['code'] ?? '' }}
        autosize
        minRows={4}
        maxRows={24}
        spellCheck={false}
        value={draft.schema}
        error={faults['config.schema']}
        onChange={(event) => set({ schema: event.currentTarget.value })}
      />
    </fieldset>
  );
}
