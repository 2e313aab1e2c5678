import { Button, Group, Modal, SegmentedControl, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { clockAt, footballMinute } from '../../../shared/feed/clock.js';
import { text } from '../../../shared/feed/read.js';
import { SIDES, type Player, type Side } from '../../../shared/feed/teams.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import type { PlayAction } from '../model/actions.js';
import { entered, factOfPick, offered, type Picked } from '../model/picker.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Moment } from '../../../shared/press/desk.js';
import { useDesk } from './desk-context.js';
import classes from './play-picker.module.css';

interface PlayPickerProps {
  readonly action: PlayAction;
  readonly moment: Moment;
  /** What is replaced, in words. */
  readonly replacing: string | undefined;
  readonly onClose: () => void;
  readonly onPick: (fact: Fact) => void;
}

interface Option {
  readonly name: 'kind' | 'color' | 'outcome';
  readonly label: TextKey;
  readonly values: readonly string[];
}

const OPTIONS: Readonly<Partial<Record<PlayAction, Option>>> = {
  goal: { name: 'kind', label: 'picker.kind', values: ['open_play', 'penalty', 'own_goal', 'free_kick'] },
  yellow: { name: 'color', label: 'picker.color', values: ['yellow', 'second_yellow'] },
  red: { name: 'color', label: 'picker.color', values: ['red', 'second_yellow'] },
  shootout: { name: 'outcome', label: 'picker.outcome', values: ['scored', 'missed', 'saved'] },
};

const TEAM_KEYS: Readonly<Record<string, Side>> = {
  h: 'home',
  '1': 'home',
  arrowleft: 'home',
  a: 'away',
  '2': 'away',
  arrowright: 'away',
};

/** Asks for the team, then for whom: `H` and Enter are enough. */
export function PlayPicker({ action, moment, replacing, onClose, onPick }: PlayPickerProps): ReactNode {
  const t = useText();
  const [team, setTeam] = useState<Side>();
  const title =
    replacing === undefined ? t(`action.${action}`) : t('picker.replaceWith', { what: replacing });
  return (
    <Modal opened onClose={onClose} title={title} centered size="lg" returnFocus={false}>
      {team === undefined ? (
        <TeamStep action={action} onTeam={setTeam} />
      ) : (
        <PlayerStep action={action} team={team} moment={moment} onPick={onPick} />
      )}
    </Modal>
  );
}

function TeamStep({
  action,
  onTeam,
}: {
  readonly action: PlayAction;
  readonly onTeam: (team: Side) => void;
}): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  useDialogKeys(({ key }) => {
    const side = TEAM_KEYS[key.toLowerCase()];
    if (side) onTeam(side);
    return side !== undefined;
  });
  return (
    <div role="group" aria-label={t('picker.team', { action: t(`action.${action}`) })}>
      <div className={classes['teams']}>
        {SIDES.map((side, index) => (
          <UnstyledButton
            key={side}
            className={classes['team']}
            data-autofocus={index === 0 || undefined}
            onClick={() => onTeam(side)}
          >
            <TeamMark color={teams[side].color} />
            <span className={classes['name']}>{teams[side].name}</span>
            <KeyCap decorative stroke={side === 'home' ? 'h' : 'a'} />
          </UnstyledButton>
        ))}
      </div>
      {action === 'goal' && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('picker.ownGoalHelp')}
        </Text>
      )}
    </div>
  );
}

interface PlayerStepProps {
  readonly action: PlayAction;
  readonly team: Side;
  readonly moment: Moment;
  readonly onPick: (fact: Fact) => void;
}

function PlayerStep({ action, team, moment, onPick }: PlayerStepProps): ReactNode {
  const t = useText();
  const { teams, view, line } = useDesk();
  const [typed, setTyped] = useState('');
  const [off, setOff] = useState<string>();
  const [fault, setFault] = useState<string>();
  const option = OPTIONS[action];
  const [choice, setChoice] = useState(option?.values[0]);
  const isSubstitution = action === 'substitution';
  const { players } = teams[team];
  const state = view.state ?? {};
  const clock = clockAt(state, Date.parse(moment.occurredAt));
  const minute = clock && footballMinute(clock.valueMs, text(state, 'period'));
  const numbered = (number: string): string => t('picker.number', { number });

  const factFor = (who: string | undefined): Fact => {
    const picked: Picked = {
      team,
      ...(isSubstitution ? { player: off ?? who, on: off === undefined ? undefined : who } : { player: who }),
      ...(option ? { [option.name]: choice } : {}),
    };
    return factOfPick(action, picked, minute);
  };

  const take = (who: string | undefined): void => {
    if (!isSubstitution) return onPick(factFor(who));
    if (who === undefined) return setFault(t('picker.playerNeeded'));
    if (off === undefined) {
      setOff(who);
      setTyped('');
      setFault(undefined);
    } else {
      onPick(factFor(who));
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    take(entered(players, typed, numbered));
  };

  const who = entered(players, typed, numbered);
  const wantsNext = isSubstitution && off === undefined;
  const unknown = /^\d+$/.test(typed.trim()) && players.length > 0 && who === numbered(typed.trim());
  const question = questionOf(isSubstitution, off);
  const help: TextKey | undefined =
    players.length === 0 ? 'picker.noRoster' : isSubstitution ? undefined : 'picker.playerHelp';
  return (
    <form onSubmit={submit}>
      {option && (
        <SegmentedControl
          mb="sm"
          fullWidth
          className={classes['option'] ?? ''}
          aria-label={t(option.label)}
          value={choice ?? ''}
          onChange={setChoice}
          data={option.values.map((value) => ({
            value,
            label: t(`picker.${option.name}.${value}` as TextKey),
          }))}
        />
      )}
      <TextInput
        key={off ?? ''}
        data-autofocus
        autoFocus
        autoComplete="off"
        label={t(question)}
        placeholder={t('picker.playerLabel')}
        description={unknown ? t('picker.unknownNumber', { number: typed.trim() }) : help && t(help)}
        error={fault}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Offered players={players} typed={typed} marksFirst={!unknown} label={teams[team].name} onTake={take} />
      <Group justify="space-between" mt="md" wrap="nowrap">
        <Text fw={600} role="status">
          {wantsNext ? (who ?? '') : line(factFor(who))}
        </Text>
        <Button type="submit" size="md" rightSection={<KeyCap decorative stroke="↵" />}>
          {t(wantsNext ? 'picker.next' : 'picker.publish')}
        </Button>
      </Group>
    </form>
  );
}

function questionOf(isSubstitution: boolean, off: string | undefined): TextKey {
  if (!isSubstitution) return 'picker.player';
  return off === undefined ? 'picker.out' : 'picker.in';
}

interface OfferedProps {
  readonly players: readonly Player[];
  readonly typed: string;
  /** Whether Enter takes the first. */
  readonly marksFirst: boolean;
  readonly label: string;
  readonly onTake: (name: string) => void;
}

function Offered({ players, typed, marksFirst, label, onTake }: OfferedProps): ReactNode {
  if (players.length === 0) return null;
  return (
    <ul className={classes['players']} aria-label={label}>
      {offered(players, typed).map(({ name, number }, index) => (
        <li key={`${number}${name}`}>
          <UnstyledButton
            className={classes['player']}
            data-first={typed.trim() !== '' && index === 0 && marksFirst}
            onClick={() => onTake(name)}
          >
            <span className={classes['number']}>{number ?? ''}</span>
            <span>{name}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
