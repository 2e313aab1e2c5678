import { UnstyledButton } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Action } from '../model/sport.js';
import { useDesk } from './desk-context.js';
import classes from './action-pad.module.css';

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
  const { sport } = useDesk();
  return (
    <section className={classes['frame']} aria-label={t('match.actions')}>
      <div className={classes['pad']} data-sport={sport.kind}>
        {sport.actions
          .filter(({ group }) => group === 'events')
          .map((action) => (
            <PadKey key={action.id} action={action} enabled={enabled} onAction={onAction} />
          ))}
      </div>
    </section>
  );
}

function PadKey({ action, enabled, onAction }: ActionPadProps & { readonly action: Action }): ReactNode {
  const t = useText();
  const { check, keys } = useDesk();
  const stroke = keys.firstOf(action.id);
  return (
    <UnstyledButton
      className={classes['key']}
      data-action={action.id}
      aria-keyshortcuts={stroke}
      disabled={!enabled || (action.id === 'var' && check !== undefined)}
      onClick={withoutFocus(() => onAction(action))}
    >
      <span>{t(action.label)}</span>
      {stroke !== undefined && <KeyCap decorative stroke={stroke} />}
    </UnstyledButton>
  );
}
