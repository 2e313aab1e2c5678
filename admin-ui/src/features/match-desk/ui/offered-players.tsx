import { UnstyledButton } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { Player, Side } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import { offered } from '../model/picker.js';
import { useDesk } from './desk-context.js';
import classes from './play-picker.module.css';

interface OfferedProps {
  readonly players: readonly Player[];
  readonly typed: string;
  /** Whether Enter takes the first. */
  readonly marksFirst: boolean;
  readonly team: Side;
  readonly onTake: (name: string) => void;
}

/** Whom what was typed may mean, with what each has done so far. */
export function Offered({ players, typed, marksFirst, team, onTake }: OfferedProps): ReactNode {
  const t = useText();
  const { teams, sport, entries } = useDesk();
  const noteOf = useMemo(() => sport.playerNotes?.(entries), [entries, sport]);
  if (players.length === 0) return null;
  return (
    <ul className={classes['players']} aria-label={teams[team].name}>
      {offered(players, typed).map(({ name, number }, index) => {
        const note = noteOf?.(team, name);
        return (
          <li key={`${number}${name}`}>
            <UnstyledButton
              className={classes['player']}
              data-first={typed.trim() !== '' && index === 0 && marksFirst}
              onClick={() => onTake(name)}
            >
              <span className={classes['number']}>{number ?? ''}</span>
              <span className={classes['name']}>
                {name}
                {note && <small className={classes['left']}>{t('basketball.tally', { ...note })}</small>}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
