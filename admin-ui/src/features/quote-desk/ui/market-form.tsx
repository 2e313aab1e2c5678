import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import { signedText } from '../model/decimals.js';
import type { Doubt, Faults } from '../model/drafts.js';
import classes from './dialogs.module.css';
import { Dialog } from '../../../shared/ui/dialog.js';

interface MarketFormProps {
  readonly title: string;
  readonly submit: string;
  readonly destroys?: boolean;
  /** What may be a slip: shown until it is sent once more or changed. */
  readonly doubts?: readonly Doubt[];
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A dialog with a form: Enter publishes, Escape leaves. */
export function MarketForm({
  title,
  submit,
  destroys = false,
  doubts = [],
  onClose,
  onSubmit,
  children,
}: MarketFormProps): ReactNode {
  const t = useText();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog onClose={onClose} title={title} returnFocus="byKeyboard">
      <form onSubmit={send} noValidate>
        {children}
        {doubts.length > 0 && (
          <div className={classes['doubt']} role="alert">
            <strong>{t('market.doubt.title')}</strong>
            <p>
              {doubts.map((doubt) => doubtText(doubt, t)).join(' ')} {t('market.doubt.again')}
            </p>
          </div>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" {...(destroys ? { color: 'red' } : {})}>
            {submit}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

function doubtText(doubt: Doubt, t: Translate): string {
  if (doubt.kind !== 'far') return t(`market.doubt.${doubt.kind}`);
  const field =
    doubt.field === 'price' ? t('market.price') : t(doubt.field === 'bid' ? 'market.bid' : 'market.ask');
  return t('market.doubt.far', { field, percent: signedText(doubt.percent) });
}

export function faultText(faults: Faults, field: string, t: Translate): string | undefined {
  const fault = faults[field];
  return fault === undefined ? undefined : t(`market.fault.${fault}`);
}
