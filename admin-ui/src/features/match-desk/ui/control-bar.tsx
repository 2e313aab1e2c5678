import { Button, Group, Menu } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { object, text } from '../../../shared/feed/read.js';
import { useText } from '../../../shared/i18n/language.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { actLine } from '../../../shared/press/undo.js';
import type { Action, Step } from '../model/sport.js';
import type { Keys } from '../../../shared/keys/use-keys.js';
import { flowOf } from '../model/flow.js';
import type { TakeStep } from '../use-desk-actions.js';
import { withoutFocus } from './action-pad.js';
import classes from './control-bar.module.css';
import { useDesk } from './desk-context.js';
import { stepText } from './step-text.js';

interface ActionProps {
  readonly onAction: (action: Action) => void;
}

interface StepProps {
  readonly onStep: TakeStep;
}

interface ControlBarProps extends ActionProps, StepProps {
  /** Milliseconds that the arrow keys have gathered and that are not published yet. */
  readonly nudgeMs: number;
  /** What became of the last press. */
  readonly said: string;
}

/** What comes next in the match, its clock, and the way back. */
export function ControlBar({ onAction, onStep, nudgeMs, said }: ControlBarProps): ReactNode {
  const t = useText();
  return (
    <section className={classes['bar']} aria-label={t('match.flow')}>
      <div className={classes['row']}>
        <FlowButtons onStep={onStep} />
        <ClockButtons onAction={onAction} nudgeMs={nudgeMs} />
      </div>
      <div className={classes['row']}>
        <p className={classes['said']} role="status">
          {said === '' ? t('match.actionsHelp') : said}
        </p>
        <UndoButtons onAction={onAction} />
      </div>
    </section>
  );
}

function FlowButtons({ onStep }: StepProps): ReactNode {
  const t = useText();
  const { sport, situation, moment, keys } = useDesk();
  const { next, others } = flowOf(sport, situation(moment()));
  const [only] = others;
  const named = (step: Step): string => stepText(t, step, sport.kind);
  return (
    <Group gap="xs">
      {next && (
        <Button size="md" onClick={withoutFocus(() => onStep(next, 'next'))} rightSection={cap(keys, 'next')}>
          {named(next)}
        </Button>
      )}
      {others.length === 1 && only && (
        <Button size="md" variant="default" onClick={withoutFocus(() => onStep(only, 'other'))}>
          {named(only)}
        </Button>
      )}
      {others.length > 1 && (
        <Menu withinPortal position="bottom-start">
          <Menu.Target>
            <Button size="md" variant="default">
              {t('flow.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((step) => (
              <Menu.Item key={named(step)} onClick={() => onStep(step)}>
                {named(step)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

function cap(keys: Keys<string>, id: string): ReactNode {
  const stroke = keys.firstOf(id);
  return stroke === undefined ? null : <KeyCap decorative stroke={stroke} />;
}

/** The clock's keys in the order of a scoreboard's: back, start or stop, forward, set. */
function ClockButtons({ onAction, nudgeMs }: ActionProps & { readonly nudgeMs: number }): ReactNode {
  const t = useText();
  const { situation, moment, locked, sport } = useDesk();
  const { state } = situation(moment());
  if (locked || !('clock' in state || text(state, 'period') !== undefined)) return null;
  const shown = sport.actions.flatMap((action) =>
    action.does.kind === 'nudge' && !action.keyOnly ? [{ action, byMs: action.does.byMs }] : [],
  );
  const rest = sport.actions.filter(
    ({ does }) => does.kind === 'clockToggle' || (does.kind === 'ask' && does.dialog === 'clock'),
  );
  return (
    <div className={classes['clock']} role="group" aria-label={t('match.clock')}>
      {shown.map(({ action, byMs }) => (
        <Button
          key={action.id}
          variant="default"
          className={classes['step']}
          title={t(action.label)}
          onClick={withoutFocus(() => onAction(action))}
        >
          {secondsText(byMs)}
        </Button>
      ))}
      {rest.map((action) => (
        <ClockButton key={action.id} action={action} onAction={onAction} />
      ))}
      <span className={classes['nudge']} role="status">
        {nudgeMs === 0 ? '' : secondsText(nudgeMs)}
      </span>
    </div>
  );
}

function ClockButton({ action, onAction }: ActionProps & { readonly action: Action }): ReactNode {
  const t = useText();
  const { situation, moment, keys } = useDesk();
  const running = object(situation(moment()).state, 'clock')['running'] === true;
  const name = action.does.kind === 'ask' ? 'Set' : running ? 'Stop' : 'Start';
  return (
    <Button
      variant="default"
      title={t(`action.clock${name}`)}
      onClick={withoutFocus(() => onAction(action))}
      rightSection={cap(keys, action.id)}
    >
      {t(`clock.short${name}`)}
    </Button>
  );
}

function secondsText(ms: number): string {
  return `${ms > 0 ? '+' : '−'}${Math.abs(ms / 1_000)} s`;
}

function UndoButtons({ onAction }: ActionProps): ReactNode {
  const t = useText();
  const { locked, desk, line, keys, sport } = useDesk();
  const act = useSyncExternalStore(desk.subscribe, desk.lastAct);
  const what = act && actLine(act, line, t('event.void'));
  const [undo, replace] = ['undo', 'replace'].map((id) => sport.actions.find((action) => action.id === id));
  if (what === undefined || locked || !undo || !replace) return null;
  return (
    <Group gap="xs" className={classes['back']} wrap="nowrap">
      <Button
        variant="light"
        color="red"
        className={classes['undo']}
        onClick={withoutFocus(() => onAction(undo))}
        rightSection={cap(keys, 'undo')}
      >
        {t('action.undoOf', { what })}
      </Button>
      {desk.replaceable() && (
        <Button
          variant="default"
          className={classes['replace']}
          onClick={withoutFocus(() => onAction(replace))}
          rightSection={cap(keys, 'replace')}
        >
          {t('action.replace')}
          <span className={classes['hidden']}> {what}</span>
        </Button>
      )}
    </Group>
  );
}
