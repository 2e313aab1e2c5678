import type { ReactNode } from 'react';
import { periodName } from '../../../shared/feed/describe-event.js';
import { text } from '../../../shared/feed/read.js';
import { statusOf } from '../../../shared/feed/status.js';
import { useText } from '../../../shared/i18n/language.js';
import { StatusBadge } from '../../../shared/ui/status-badge.js';
import classes from './board-status.module.css';
import { useDesk } from './desk-context.js';

interface BoardStatusProps {
  readonly centered?: boolean;
  /** It stands elsewhere on the board. */
  readonly withoutPeriod?: boolean;
  readonly children?: ReactNode;
}

/** Where the match stands, and why it stands still. */
export function BoardStatus({
  centered = false,
  withoutPeriod = false,
  children,
}: BoardStatusProps): ReactNode {
  const t = useText();
  const { view, sport } = useDesk();
  const state = view.state ?? {};
  const status = statusOf(state);
  const period = text(state, 'period');
  const reason = text(state, 'statusReason');
  return (
    <p className={classes['status']} data-centered={centered}>
      {status !== undefined && <StatusBadge status={status} />}
      {reason !== undefined && <span className={classes['reason']}>{reason}</span>}
      {period !== undefined && !withoutPeriod && <span>{periodName(t, period, sport.kind)}</span>}
      {children}
      {view.health && view.health.status !== 'ok' && (
        <span className={classes['unwell']}>{t(`health.${view.health.status}`)}</span>
      )}
    </p>
  );
}
