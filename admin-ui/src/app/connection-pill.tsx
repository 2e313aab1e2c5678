import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { useLive } from '../shared/live/live-context.js';
import classes from './connection.module.css';

export function ConnectionPill(): ReactNode {
  const t = useText();
  const { status } = useLive();
  return (
    <span className={classes['pill']} data-status={status} role="status">
      {t(`connection.${status}`)}
    </span>
  );
}
