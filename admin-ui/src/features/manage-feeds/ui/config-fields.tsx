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

function BasketballFields({ draft, faults, set, fixed }: FieldsProps): ReactNode {
  const t = useText();
  return (
    <NativeSelect
      label={t('feedForm.rules')}
      description={t(fixed ? 'feedForm.fixed' : 'feedForm.rulesHelp')}
      disabled={fixed}
      value={draft.rules}
      error={faults['config.rules']}
      onChange={(event) => set({ rules: event.currentTarget.value })}
      data={RULES.map((value) => ({ value, label: t(`feedForm.rules.${value}`) }))}
    />
  );
}

function TennisFields({ draft, faults, set, fixed }: FieldsProps): ReactNode {
  const t = useText();
  const why = fixed ? { description: t('feedForm.fixed'), disabled: true } : {};
  return (
    <div className={classes['pair']}>
      <NativeSelect
        label={t('feedForm.bestOf')}
        {...why}
        value={draft.bestOf}
        error={faults['config.bestOf']}
        onChange={(event) => set({ bestOf: event.currentTarget.value })}
        data={(['3', '5'] as const).map((value) => ({ value, label: t(`feedForm.bestOf.${value}`) }))}
      />
      <NativeSelect
        label={t('feedForm.finalSet')}
        {...why}
        value={draft.finalSet}
        error={faults['config.finalSet']}
        onChange={(event) => set({ finalSet: event.currentTarget.value })}
        data={[
          { value: '', label: t('feedForm.finalSet.standard') },
          ...FINAL_SETS.map((value) => ({ value, label: t(`feedForm.finalSet.${value}`) })),
        ]}
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
  return (
    <fieldset className={classes['section']}>
      <legend className={classes['legend']}>{t('feedForm.instrument')}</legend>
      <div className={classes['triple']}>
        {field('symbol', 64)}
        {field('exchange', 64)}
        {field('currency', 16)}
      </div>
      <div className={classes['pair']}>
        <TextInput
          label={t('feedForm.priceScale')}
          description={t(fixed ? 'feedForm.fixed' : 'feedForm.priceScaleHelp')}
          disabled={fixed}
          inputMode="numeric"
          value={draft.priceScale}
          error={faults['config.priceScale']}
          onChange={(event) => set({ priceScale: event.currentTarget.value })}
        />
        <TextInput
          label={t('feedForm.previousClose')}
          description={t(fixed ? 'feedForm.fixed' : 'feedForm.previousCloseHelp')}
          disabled={fixed}
          inputMode="decimal"
          value={draft.previousClose}
          error={faults['config.previousClose']}
          onChange={(event) => set({ previousClose: event.currentTarget.value })}
        />
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
