import { Button, Group, SegmentedControl, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { SIDES, type Side } from '../../../shared/feed/teams.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { TeamMark } from '../../../shared/ui/team-mark.js';
import { entered, factsOfPick, isStranger, unmistakable } from '../model/picker.js';
import type { Action, Play, Situation } from '../model/sport.js';
import type { Fact } from '../../../shared/press/press.js';
import { useDesk } from './desk-context.js';
import { Offered } from './offered-players.js';
import classes from './play-picker.module.css';
import { Dialog } from '../../../shared/ui/dialog.js';

interface PlayPickerProps {
  readonly action: Action;
  readonly play: Play;
  readonly situation: Situation;
  /** What is replaced, in words. */
  readonly replacing: string | undefined;
  readonly onClose: () => void;
  readonly onPick: (facts: readonly Fact[]) => void;
}

const TEAM_KEYS: Readonly<Record<string, Side>> = {
  h: 'home',
  '1': 'home',
  arrowleft: 'home',
  a: 'away',
  '2': 'away',
  arrowright: 'away',
};

/** Asks for the team, then for whom: `H` and Enter are enough. */
export function PlayPicker(props: PlayPickerProps): ReactNode {
  const { action, play, replacing, onClose, onPick, situation } = props;
  const t = useText();
  const { teams, named } = useDesk();
  const [team, setTeam] = useState<Side | undefined>(play.team);
  const title = replacing === undefined ? named(action) : t('picker.replaceWith', { what: replacing });
  const pickTeam = (side: Side): void => {
    if (play.players !== 'none' || play.option) setTeam(side);
    else onPick(factsOfPick(play, { team: side }, situation, undefined, { t, teams }));
  };
  return (
    <Dialog onClose={onClose} title={title} size="lg" returnFocus="byKeyboard">
      {team === undefined ? (
        <TeamStep action={action} play={play} situation={situation} onTeam={pickTeam} />
      ) : (
        <PlayerStep {...props} team={team} />
      )}
    </Dialog>
  );
}

interface TeamStepProps {
  readonly action: Action;
  readonly play: Play;
  readonly situation: Situation;
  readonly onTeam: (team: Side) => void;
}

function TeamStep({ action, play, situation, onTeam }: TeamStepProps): ReactNode {
  const t = useText();
  const { teams } = useDesk();
  useDialogKeys(({ key }) => {
    const side = TEAM_KEYS[key.toLowerCase()];
    if (side) onTeam(side);
    return side !== undefined;
  });
  return (
    <div role="group" aria-label={t('picker.team', { action: t(action.label) })}>
      <div className={classes['teams']}>
        {SIDES.map((side, index) => (
          <UnstyledButton
            key={side}
            className={classes['team']}
            data-autofocus={index === 0 || undefined}
            onClick={() => onTeam(side)}
          >
            <TeamMark color={teams[side].color} />
            <span className={classes['name']}>
              {teams[side].name}
              <Left count={play.left?.(situation.state, side)} />
            </span>
            <KeyCap decorative stroke={side === 'home' ? 'h' : 'a'} />
          </UnstyledButton>
        ))}
      </div>
      {play.note && (
        <Text size="sm" c="dimmed" mt="sm">
          {t(play.note)}
        </Text>
      )}
    </div>
  );
}

function Left({ count }: { readonly count: number | undefined }): ReactNode {
  const t = useText();
  return count === undefined ? null : (
    <small className={classes['left']}>{t('picker.left', { count })}</small>
  );
}

interface PlayerStepProps extends PlayPickerProps {
  readonly team: Side;
}

/** What one has answered so far, and what that publishes. */
function usePick({ play, situation, team, onPick }: PlayerStepProps) {
  const t = useText();
  const { teams, sport } = useDesk();
  const [typed, setTyped] = useState('');
  const [off, setOff] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [doubted, setDoubted] = useState<string>();
  const option = play.option?.(situation.config);
  const [choice, setChoice] = useState(option?.values[0]?.value);
  const swaps = play.players === 'swap';
  const { players } = teams[team];
  const who = entered(players, typed, (number) => t('picker.number', { number }));
  const factsFor = (player: string | undefined, checked = false): readonly Fact[] => {
    const picked = swaps
      ? { team, player: off ?? player, on: off === undefined ? undefined : player, choice }
      : { team, player, choice, checked };
    return factsOfPick(play, picked, situation, sport.minuteOf, { t, teams });
  };
  const take = (player: string | undefined, checked = false): void => {
    if (!swaps) return onPick(factsFor(player, checked));
    if (player === undefined) return setFault(t('picker.playerNeeded'));
    if (off !== undefined) return onPick(factsFor(player));
    setOff(player);
    setTyped('');
    setFault(undefined);
  };
  /** What stands in the field; a name that nobody has, when it is entered once more. */
  const enter = (checked = false): void => {
    if (!isStranger(players, typed) || doubted === typed) return take(who, checked);
    setDoubted(typed);
    setFault(t('picker.stranger', { name: typed.trim() }));
  };
  const type = (text: string): void => {
    setFault(undefined);
    const sure = play.quick === true ? unmistakable(players, text.trim()) : undefined;
    if (sure === undefined) setTyped(text);
    else take(sure);
  };
  const turn = (by: number): void => {
    const values = option?.values.map(({ value }) => value) ?? [];
    const at = values.indexOf(choice ?? '');
    setChoice(values[(at + by + values.length) % values.length]);
  };
  return {
    typed,
    type,
    off,
    swaps,
    fault,
    option,
    choice,
    setChoice,
    turn,
    players,
    who,
    take,
    enter,
    factsFor,
  };
}

type Pick = ReturnType<typeof usePick>;

function PlayerStep(props: PlayerStepProps): ReactNode {
  const { play, team, replacing } = props;
  const t = useText();
  const { line, check } = useDesk();
  const pick = usePick(props);
  const { typed, off, swaps, option, choice, players, who, take, enter } = pick;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter();
  };
  useArrows(pick);
  const wantsNext = swaps && off === undefined;
  const mayBeChecked = play.check !== undefined && replacing === undefined && check === undefined;
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (!mayBeChecked || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        enter(true);
      }}
    >
      {option && (
        <SegmentedControl
          mb="sm"
          fullWidth
          className={classes['option'] ?? ''}
          aria-label={t(option.label)}
          value={choice ?? ''}
          onChange={pick.setChoice}
          data={option.values.map(({ value, label }) => ({ value, label: t(label) }))}
        />
      )}
      {play.players !== 'none' && <PlayerField key={off ?? ''} pick={pick} />}
      {play.players !== 'none' && (
        <Offered players={players} typed={typed} marksFirst={!isUnknown(pick)} team={team} onTake={take} />
      )}
      <Group justify="space-between" mt="md">
        <Text fw={600} role="status" className={classes['preview'] ?? ''}>
          {wantsNext ? (who ?? '') : pick.factsFor(who).map(line).join(' · ')}
        </Text>
        <Group gap="xs" ml="auto">
          {mayBeChecked && (
            <Button
              variant="default"
              size="md"
              onClick={() => enter(true)}
              rightSection={<KeyCap decorative stroke="ctrl+↵" />}
            >
              {t('picker.publishChecked')}
            </Button>
          )}
          <Button
            type="submit"
            size="md"
            data-autofocus={play.players === 'none' || undefined}
            autoFocus={play.players === 'none'}
            rightSection={<KeyCap decorative stroke="↵" />}
          >
            {t(wantsNext ? 'picker.next' : 'picker.publish')}
          </Button>
        </Group>
      </Group>
    </form>
  );
}

function isUnknown({ typed, players }: Pick): boolean {
  const wanted = typed.trim();
  return (
    /^\d+$/.test(wanted) && players.length > 0 && !players.some(({ number }) => String(number) === wanted)
  );
}

function PlayerField({ pick }: { readonly pick: Pick }): ReactNode {
  const t = useText();
  const { typed, off, swaps, option, players, fault } = pick;
  const help: TextKey | undefined =
    players.length === 0
      ? 'picker.noRoster'
      : option
        ? 'picker.optionHelp'
        : swaps
          ? undefined
          : 'picker.playerHelp';
  return (
    <TextInput
      data-autofocus
      autoFocus
      autoComplete="off"
      label={t(questionOf(swaps, off))}
      placeholder={t('picker.playerLabel')}
      description={isUnknown(pick) ? t('picker.unknownNumber', { number: typed.trim() }) : help && t(help)}
      error={fault}
      maxLength={100}
      value={typed}
      onChange={(event) => pick.type(event.currentTarget.value)}
    />
  );
}

/** The arrows go through the answers from wherever the focus is. */
function useArrows({ option, turn }: Pick): void {
  useDialogKeys(({ key, target }) => {
    if (!option || (key !== 'ArrowDown' && key !== 'ArrowUp')) return false;
    if (target instanceof Element && target.matches('[type="radio"]')) return false;
    turn(key === 'ArrowDown' ? 1 : -1);
    return true;
  });
}

function questionOf(swaps: boolean, off: string | undefined): TextKey {
  if (!swaps) return 'picker.player';
  return off === undefined ? 'picker.out' : 'picker.in';
}
