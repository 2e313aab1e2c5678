import { useEffect, useState, type ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { timeText } from '../shared/time-text.js';
import { useLive } from '../shared/live/live-context.js';
import classes from './connection.module.css';

/** A node that is replaced costs less than this; nobody needs to read a warning for it. */
const PATIENCE_MS = 1_500;

/** Says that what is shown may be old, and since when: it never just stops. */
export function ConnectionBanner(): ReactNode {
  const t = useText();
  const { status, lostAt, refusal } = useLive();
  const [shown, setShown] = useState(false);
  const away = status === 'stale' || status === 'offline';
  useEffect(() => {
    if (!away) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  if (!shown || lostAt === undefined) return null;
  const time = timeText(lostAt);
  return (
    <div className={classes['banner']} role="alert">
      {t(status === 'offline' ? 'connection.offlineBanner' : 'connection.staleBanner', { time })}
      {refusal !== undefined && ` ${t('connection.refused', { detail: refusal })}`}
    </div>
  );
}
