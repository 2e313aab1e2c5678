import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import { wordFor } from '../feed/describe-event.js';
import { phaseOf } from '../feed/status.js';
import classes from './status-badge.module.css';

/** A status in words; colour and dot only repeat what it says. */
export function StatusBadge({ status }: { readonly status: string }): ReactNode {
  const t = useText();
  const warns = ['interrupted', 'suspended', 'delayed', 'halted', 'paused', 'abandoned'].includes(status);
  const tone = warns ? 'warn' : phaseOf({ status });
  return (
    <span className={classes['badge']} data-tone={tone}>
      {wordFor(t, 'status', status)}
    </span>
  );
}
