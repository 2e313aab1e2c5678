import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Operation } from '../../../shared/press/press.js';
import { withoutFocus } from './action-pad.js';
import classes from './banners.module.css';
import { useDesk } from './desk-context.js';

interface VarBannerProps {
  readonly onOperations: (operations: readonly Operation[]) => void;
}

/** The reason that spectators read; the same word in all languages. */
const REASON = 'VAR';

/** A video check that runs, and its two ends. Overturned strikes what was checked, in the same act. */
export function VarBanner({ onOperations }: VarBannerProps): ReactNode {
  const t = useText();
  const { check, line, canPublish, locked } = useDesk();
  if (!check) return null;
  const { subject, suspect } = check;
  const over = (outcome: string): Operation => ({
    op: 'publish',
    fact: { type: 'var', data: { phase: 'end', subject, outcome } },
  });
  const strike: readonly Operation[] = suspect
    ? [{ op: 'void', target: { seq: suspect.seq }, before: suspect.fact, reason: REASON }]
    : [];
  return (
    <section className={classes['banner']} aria-label={t('action.var')}>
      <p className={classes['text']} role="status">
        {t('varBanner.title', { subject: wordFor(t, 'var.subject', subject) })}
      </p>
      <Group gap="xs">
        <Button
          variant="default"
          disabled={!canPublish || locked}
          onClick={withoutFocus(() => onOperations([over('confirmed')]))}
        >
          {t('varBanner.confirm')}
        </Button>
        <Button
          color="red"
          disabled={!canPublish || locked}
          onClick={withoutFocus(() => onOperations([over('overturned'), ...strike]))}
        >
          {suspect ? t('varBanner.overturnOf', { what: line(suspect.fact) }) : t('varBanner.overturn')}
        </Button>
      </Group>
    </section>
  );
}
