import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import classes from './callout.module.css';

interface CalloutProps {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  readonly title?: string;
  /** `alert` for what must be heard at once, `status` for what came of a press. */
  readonly role?: 'alert' | 'status';
  readonly onClose?: () => void;
  readonly children?: ReactNode;
}

/** Something that the page has to say. The tone only repeats what the words say. */
export function Callout({ tone, title, role, onClose, children }: CalloutProps): ReactNode {
  const t = useText();
  return (
    <div className={classes['callout']} data-tone={tone} role={role}>
      <div className={classes['words']}>
        {title !== undefined && <p className={classes['title']}>{title}</p>}
        {children}
      </div>
      {onClose && <CloseButton aria-label={t('form.close')} onClick={onClose} />}
    </div>
  );
}
