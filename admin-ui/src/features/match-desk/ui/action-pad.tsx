import { UnstyledButton } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
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

/** The big buttons, each with its key: those of one team on its side, as on the scoreboard. */
export function ActionPad({ enabled, onAction }: ActionPadProps): ReactNode {
  const t = useText();
  const { sport } = useDesk();
  const events = sport.actions.filter(({ group }) => group === 'events');
  const sided = events.some(({ side }) => side !== undefined);
  return (
    <section className={classes['frame']} aria-label={t('match.actions')}>
      {sided && (
        <div className={classes['sides']}>
          {SIDES.map((side) => (
            <SidePad key={side} side={side} enabled={enabled} onAction={onAction} />
          ))}
        </div>
      )}
      <div className={classes['pad']} data-sport={sport.kind}>
        {events
          .filter(({ side }) => side === undefined)
          .map((action) => (
            <PadKey key={action.id} action={action} enabled={enabled} onAction={onAction} />
          ))}
      </div>
    </section>
  );
}

function SidePad({ side, enabled, onAction }: ActionPadProps & { readonly side: Side }): ReactNode {
  const { sport, teams } = useDesk();
  const { name, color } = teams[side];
  return (
    <div className={classes['side']} data-side={side} role="group" aria-label={name}>
      <p className={classes['team']}>
        <TeamMark color={color} />
        <span>{name}</span>
      </p>
      <div className={classes['keys']}>
        {sport.actions
          .filter((action) => action.side === side)
          .map((action) => (
            <PadKey key={action.id} action={action} enabled={enabled} onAction={onAction} />
          ))}
      </div>
    </div>
  );
}

function PadKey({ action, enabled, onAction }: ActionPadProps & { readonly action: Action }): ReactNode {
  const t = useText();
  const { keys, situation, moment } = useDesk();
  const stroke = keys.firstOf(action.id);
  const { does } = action;
  const idle = does.kind === 'now' && !does.otherwise && !does.facts(situation(moment()));
  return (
    <UnstyledButton
      className={classes['key']}
      data-action={action.id}
      aria-keyshortcuts={stroke}
      disabled={!enabled || idle}
      onClick={withoutFocus(() => onAction(action))}
    >
      <span>{t(action.label)}</span>
      {stroke !== undefined && <KeyCap decorative stroke={stroke} />}
    </UnstyledButton>
  );
}
