import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Operation } from '../../../shared/press/press.js';
import { endsOf } from '../model/timeline.js';
import { withoutFocus } from './action-pad.js';
import classes from './banners.module.css';
import { useDesk } from './desk-context.js';

interface VarBannerProps {
  readonly onOperations: (operations: readonly Operation[]) => void;
}

/** A video check that runs, and its two ends. */
export function VarBanner({ onOperations }: VarBannerProps): ReactNode {
  const t = useText();
  const { check, line, canPublish, locked } = useDesk();
  if (!check) return null;
  const { subject, suspect } = check;
  const { confirmed, overturned } = endsOf(check);
  return (
    <section className={classes['banner']} aria-label={t('action.var')}>
      <p className={classes['text']} role="status">
        {t('varBanner.title', { subject: wordFor(t, 'var.subject', subject) })}
      </p>
      <Group gap="xs">
        <Button
          variant="default"
          disabled={!canPublish || locked}
          onClick={withoutFocus(() => onOperations(confirmed))}
        >
          {t('varBanner.confirm')}
        </Button>
        <Button
          color="red"
          disabled={!canPublish || locked}
          onClick={withoutFocus(() => onOperations(overturned))}
        >
          {suspect ? t('varBanner.overturnOf', { what: line(suspect.fact) }) : t('varBanner.overturn')}
        </Button>
      </Group>
    </section>
  );
}
