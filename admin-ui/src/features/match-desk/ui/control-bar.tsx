import { Button, Group, Menu } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { object, text } from '../../../shared/feed/read.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import type { Action } from '../model/actions.js';
import { flowOf, type Step } from '../model/flow.js';
import { withoutFocus } from './action-pad.js';
import classes from './control-bar.module.css';
import { useDesk } from './desk-context.js';

interface ActionProps {
  readonly onAction: (action: Action) => void;
}

interface StepProps {
  readonly onStep: (step: Step) => void;
}

interface ControlBarProps extends ActionProps, StepProps {
  /** Milliseconds that the arrow keys have gathered and that are not published yet. */
  readonly nudgeMs: number;
  /** What became of the last press. */
  readonly said: string;
}

export function stepText(t: Translate, step: Step): string {
  switch (step.kind) {
    case 'start':
      return t(`flow.start.${step.period}`);
    case 'end':
      return t(`flow.end.${step.period}`);
    case 'ended':
      return t('flow.ended');
    case 'final':
      return t('flow.finalise');
    case 'reopen':
      return t('match.reopen');
  }
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
  const { view } = useDesk();
  const { next, others } = flowOf(view.state ?? {});
  const [only] = others;
  return (
    <Group gap="xs">
      {next && (
        <Button
          size="md"
          onClick={withoutFocus(() => onStep(next))}
          rightSection={<KeyCap decorative stroke="n" />}
        >
          {stepText(t, next)}
        </Button>
      )}
      {others.length === 1 && only && (
        <Button size="md" variant="default" onClick={withoutFocus(() => onStep(only))}>
          {stepText(t, only)}
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
              <Menu.Item key={stepText(t, step)} onClick={() => onStep(step)}>
                {stepText(t, step)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

function ClockButtons({ onAction, nudgeMs }: ActionProps & { readonly nudgeMs: number }): ReactNode {
  const t = useText();
  const { view, locked } = useDesk();
  const state = view.state ?? {};
  const running = object(state, 'clock')['running'] === true;
  const disabled = locked || !('clock' in state || text(state, 'period') !== undefined);
  if (disabled) return null;
  return (
    <div className={classes['clock']} role="group" aria-label={t('match.clock')}>
      <Button
        variant="default"
        title={t('action.clockBack')}
        onClick={withoutFocus(() => onAction('clockBack'))}
      >
        −1 s
      </Button>
      <Button
        variant="default"
        onClick={withoutFocus(() => onAction('clockToggle'))}
        rightSection={<KeyCap decorative stroke=" " />}
      >
        {t(running ? 'action.clockStop' : 'action.clockStart')}
      </Button>
      <Button
        variant="default"
        title={t('action.clockForward')}
        onClick={withoutFocus(() => onAction('clockForward'))}
      >
        +1 s
      </Button>
      <Button
        variant="default"
        onClick={withoutFocus(() => onAction('clockSet'))}
        rightSection={<KeyCap decorative stroke="e" />}
      >
        {t('action.clockSet')}
      </Button>
      <span className={classes['nudge']} role="status">
        {nudgeMs === 0 ? '' : `${nudgeMs > 0 ? '+' : '−'}${Math.abs(nudgeMs / 1_000)} s`}
      </span>
    </div>
  );
}

function UndoButtons({ onAction }: ActionProps): ReactNode {
  const t = useText();
  const { locked, desk, line } = useDesk();
  const act = useSyncExternalStore(desk.subscribe, desk.lastAct);
  const what = act && line(act.fact);
  if (what === undefined || locked) return null;
  return (
    <Group gap="xs" className={classes['back']} wrap="nowrap">
      <Button
        variant="light"
        color="red"
        className={classes['undo']}
        onClick={withoutFocus(() => onAction('undo'))}
        rightSection={<KeyCap decorative stroke="u" />}
      >
        {t('action.undoOf', { what })}
      </Button>
      {desk.replaceable() && (
        <Button
          variant="default"
          className={classes['replace']}
          onClick={withoutFocus(() => onAction('replace'))}
          rightSection={<KeyCap decorative stroke="w" />}
        >
          {t('action.replace')}
          <span className={classes['hidden']}> {what}</span>
        </Button>
      )}
    </Group>
  );
}
