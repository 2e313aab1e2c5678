import { UnstyledButton } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useText } from '../../../shared/i18n/language.js';
import { KEYS, type Action } from '../model/actions.js';
import { useDesk } from './desk-context.js';
import classes from './action-pad.module.css';

const PAD: readonly Action[] = [
  'goal',
  'yellow',
  'red',
  'substitution',
  'penalty_missed',
  'shootout',
  'var',
  'stoppage',
  'comment',
  'status',
];

interface ActionPadProps {
  readonly enabled: boolean;
  readonly onAction: (action: Action) => void;
}

/** A mouse leaves no focus behind, so that Space and Enter stay what they are on the page. */
export function withoutFocus(act: () => void): (event: MouseEvent<HTMLElement>) => void {
  return (event) => {
    if (event.detail > 0) event.currentTarget.blur();
    act();
  };
}

/** The big buttons, each with its key. */
export function ActionPad({ enabled, onAction }: ActionPadProps): ReactNode {
  const t = useText();
  const { check } = useDesk();
  return (
    <section className={classes['frame']} aria-label={t('match.actions')}>
      <div className={classes['pad']}>
        {PAD.map((action) => (
          <UnstyledButton
            key={action}
            className={classes['key']}
            data-action={action}
            aria-keyshortcuts={KEYS[action][0]}
            disabled={!enabled || (action === 'var' && check !== undefined)}
            onClick={withoutFocus(() => onAction(action))}
          >
            <span>{t(`action.${action}`)}</span>
            <KeyCap decorative stroke={KEYS[action][0] ?? ''} />
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}
