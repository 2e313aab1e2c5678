import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { text } from '../../../shared/feed/read.js';
import { useText } from '../../../shared/i18n/language.js';
import { timeText } from '../../../shared/time-text.js';
import { Age } from '../../../shared/ui/age.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useQuoteDesk } from '../desk-context.js';
import { isStopped } from '../model/market.js';
import { stoppedSince } from '../model/prints.js';
import classes from './halt-banner.module.css';

/** That trading is stopped, why and since when: nobody may overlook it. */
export function HaltBanner({ onResume }: { readonly onResume: () => void }): ReactNode {
  const t = useText();
  const { state, entries, canPublish, keys } = useQuoteDesk();
  const status = text(state, 'tradingStatus');
  if (status === undefined || !isStopped(status)) return null;
  const reason = text(state, 'statusReason');
  const since = stoppedSince(entries);
  const stroke = keys.firstOf('halt');
  return (
    <section className={classes['banner']} data-status={status}>
      <p className={classes['what']}>
        <strong role="status">{t('market.stopped', { status: wordFor(t, 'status', status) })}</strong>
        {reason !== undefined && <span>{reason}</span>}
        {since !== undefined && (
          <span className={classes['since']}>
            {t('market.stoppedSince', { time: timeText(since) })} · <Age at={since} />
          </span>
        )}
      </p>
      {canPublish && (
        <Button
          onClick={onResume}
          {...(stroke === undefined ? {} : { rightSection: <KeyCap decorative stroke={stroke} /> })}
        >
          {t('market.reopen')}
        </Button>
      )}
    </section>
  );
}
