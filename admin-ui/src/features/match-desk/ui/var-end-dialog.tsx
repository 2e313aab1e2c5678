import { Text, UnstyledButton } from '@mantine/core';
import { useLayoutEffect, type ReactNode } from 'react';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import type { Operation } from '../../../shared/press/press.js';
import { Dialog } from '../../../shared/ui/dialog.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { endsOf } from '../model/timeline.js';
import { useDesk } from './desk-context.js';
import classes from './play-picker.module.css';

interface VarEndDialogProps {
  readonly onClose: () => void;
  readonly onOperations: (operations: readonly Operation[]) => void;
}

/** How the video check that runs ends: the banner's two buttons, by keys. */
export function VarEndDialog({ onClose, onOperations }: VarEndDialogProps): ReactNode {
  const t = useText();
  const { check, line } = useDesk();
  const ends = check && endsOf(check);
  useDialogKeys(({ key }) => {
    const end = ends && { s: ends.confirmed, o: ends.overturned }[key.toLowerCase()];
    if (end) onOperations(end);
    return end !== undefined;
  });
  useLayoutEffect(() => {
    // Somebody else ended it: the keys are the desk's again, and the next check is not asked about unbidden.
    if (!check) onClose();
  }, [check, onClose]);
  if (!check || !ends) return null;
  const { subject, suspect } = check;
  const overturn = suspect
    ? t('varBanner.overturnOf', { what: line(suspect.fact) })
    : t('varBanner.overturn');
  return (
    <Dialog onClose={onClose} title={t('action.var')} returnFocus="byKeyboard">
      <Text mb="sm">{t('varBanner.title', { subject: wordFor(t, 'var.subject', subject) })}</Text>
      <div className={classes['teams']}>
        <UnstyledButton
          className={classes['team']}
          data-autofocus
          onClick={() => onOperations(ends.confirmed)}
        >
          <span className={classes['name']}>{t('varBanner.confirm')}</span>
          <KeyCap decorative stroke="s" />
        </UnstyledButton>
        <UnstyledButton className={classes['team']} onClick={() => onOperations(ends.overturned)}>
          <span className={classes['name']}>{overturn}</span>
          <KeyCap decorative stroke="o" />
        </UnstyledButton>
      </div>
    </Dialog>
  );
}
