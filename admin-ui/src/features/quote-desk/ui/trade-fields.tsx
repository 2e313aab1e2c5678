import { Checkbox, Group, TextInput } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import { readDecimal } from '../model/decimals.js';
import { FLAGS, isFiner, type Faults, type TradeDraft } from '../model/drafts.js';
import { faultText } from './market-form.js';
import classes from './dialogs.module.css';

interface TradeFieldsProps {
  readonly draft: TradeDraft;
  readonly faults: Faults;
  readonly onChange: (draft: TradeDraft) => void;
}

/** Price and size as they are published, and what the trade moves. The first field that is wrong gets the focus. */
export function TradeFields({ draft, faults, onChange }: TradeFieldsProps): ReactNode {
  const t = useText();
  const { market } = useQuoteDesk();
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);
  const read = readDecimal(draft.price);
  const finer = 'value' in read && isFiner(read.value, market.scale);
  const set = (change: Partial<TradeDraft>): void => onChange({ ...draft, ...change });
  return (
    <div ref={fields} className={classes['fields']}>
      <div className={classes['pair']}>
        <TextInput
          label={t('market.field.price', { currency: market.currency })}
          inputMode="decimal"
          autoComplete="off"
          data-autofocus
          autoFocus
          value={draft.price}
          error={faultText(faults, 'price', t)}
          description={finer ? t('market.field.finer', { count: market.scale }) : undefined}
          onChange={(event) => set({ price: event.currentTarget.value })}
        />
        <TextInput
          label={t('market.field.size')}
          inputMode="decimal"
          autoComplete="off"
          value={draft.size}
          error={faultText(faults, 'size', t)}
          onChange={(event) => set({ size: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t('market.field.tradeId')}
        autoComplete="off"
        maxLength={64}
        value={draft.tradeId}
        onChange={(event) => set({ tradeId: event.currentTarget.value })}
      />
      <fieldset className={classes['flags']}>
        <legend>{t('market.field.moves')}</legend>
        <Group gap="md">
          {FLAGS.map((flag) => (
            <Checkbox
              key={flag}
              label={t(`market.flag.${flag}`)}
              checked={draft.flags[flag]}
              onChange={(event) => set({ flags: { ...draft.flags, [flag]: event.currentTarget.checked } })}
            />
          ))}
        </Group>
      </fieldset>
    </div>
  );
}
