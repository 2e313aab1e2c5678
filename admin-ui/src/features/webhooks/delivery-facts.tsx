import type { ReactNode } from 'react';
import { useText } from '../../shared/i18n/language.js';
import { Instant } from '../../shared/ui/instant.js';
import { Tag } from '../../shared/ui/tag.js';
import type { Delivery } from './api/webhook.js';
import { Fact } from './fact.js';
import { DELIVERY_TONES } from './webhook-state.js';
import classes from './webhooks.module.css';

/** All that is known of a message and its last attempt. */
export function DeliveryFacts({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const t = useText();
  const { id, type, feed, seq, status, attempts, durationMs, nextAttemptAt } = delivery;
  const { responseStatus, responseBody, error } = delivery;
  return (
    <>
      <dl className={classes['facts']}>
        <Fact name={t('deliveries.status')}>
          <Tag tone={DELIVERY_TONES[status]}>{t(`deliveries.status.${status}`)}</Tag>
        </Fact>
        <Fact name={t('deliveries.answer')}>{responseStatus ?? t('deliveries.noAnswer')}</Fact>
        <Fact name={t('deliveries.duration')}>{t('deliveries.ms', { ms: durationMs })}</Fact>
        <Fact name={t('deliveries.attempts')}>{attempts}</Fact>
        <Fact name={t('deliveries.first')}>
          <Instant at={delivery.firstAttemptAt} />
        </Fact>
        <Fact name={t('deliveries.last')}>
          <Instant at={delivery.lastAttemptAt} />
        </Fact>
        {nextAttemptAt !== undefined && (
          <Fact name={t('deliveries.next')}>
            <Instant at={nextAttemptAt} />
          </Fact>
        )}
        <Fact name={t('deliveries.type')}>
          <code>{type}</code>
        </Fact>
        {feed !== undefined && (
          <Fact name={t('deliveries.event')}>
            <code>
              {feed} #{seq}
            </code>
          </Fact>
        )}
        <Fact name={t('deliveries.id')}>
          <code>{id}</code>
        </Fact>
      </dl>
      {error !== undefined && <p>{error}</p>}
      {responseBody !== undefined && (
        <>
          <p className={classes['muted']}>{t('deliveries.body')}</p>
          <pre className={classes['answer']} tabIndex={0} role="region" aria-label={t('deliveries.body')}>
            {responseBody}
          </pre>
        </>
      )}
    </>
  );
}
