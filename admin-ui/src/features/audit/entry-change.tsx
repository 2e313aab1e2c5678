import type { ReactNode } from 'react';
import { useText } from '../../shared/i18n/language.js';
import type { AuditEntry } from './api/audit-entry.js';
import classes from './audit.module.css';
import { differenceOf, valueText, type Change } from './difference.js';

const SHOWN = 2;

/** The first of what was changed, and on demand the rest. */
export function EntryChange({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const t = useText();
  const changes = differenceOf(entry.before, entry.after);
  if (changes.length === 0) return <span className={classes['muted']}>–</span>;
  const rest = changes.slice(SHOWN);
  return (
    <>
      <Changes changes={changes.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <details className={classes['more']}>
          <summary>{t('audit.more', { count: rest.length })}</summary>
          <Changes changes={rest} />
        </details>
      )}
    </>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  return (
    <ul className={classes['changes']}>
      {changes.map((change) => (
        <li key={change.path}>
          {change.path !== '' && <code className={classes['path']}>{change.path}</code>}
          <Sides change={change} />
        </li>
      ))}
    </ul>
  );
}

function Sides({ change }: { readonly change: Change }): ReactNode {
  const t = useText();
  const gone = 'before' in change && !('after' in change);
  return (
    <span className={classes['sides']}>
      {'before' in change && (
        <del className={classes['before']}>
          <span className={classes['hidden']}>{t(gone ? 'audit.removed' : 'audit.before')} </span>
          {valueText(change.before)}
        </del>
      )}
      {'before' in change && 'after' in change && <span aria-hidden> → </span>}
      {'after' in change && (
        <ins className={classes['after']}>
          <span className={classes['hidden']}>{t('audit.after')} </span>
          {valueText(change.after)}
        </ins>
      )}
    </span>
  );
}
