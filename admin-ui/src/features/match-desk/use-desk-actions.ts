import { clockAt } from '../../shared/feed/clock.js';
import { object, text } from '../../shared/feed/read.js';
import { useText } from '../../shared/i18n/language.js';
import { useStrokes } from '../../shared/keys/use-strokes.js';
import type { Done, Moment } from '../../shared/press/desk.js';
import type { Operation } from '../../shared/press/press.js';
import type { Entry } from '../../shared/press/timeline.js';
import { factsOf, flowOf } from './model/flow.js';
import type { Action, Asked, Step } from './model/sport.js';
import type { DeskValue } from './ui/desk-context.js';
import type { Dialog } from './ui/dialogs.js';
import { tellDone } from './ui/tell-done.js';
import type { Correction } from './ui/timeline-panel.js';
import { useNudge } from './use-nudge.js';

export interface DeskActions {
  readonly start: (action: Action) => void;
  readonly step: TakeStep;
  readonly correct: (correction: Correction, entry: Entry) => void;
  readonly perform: (operations: readonly Operation[], at: Moment) => void;
  /** Says so when an act could not be taken. */
  readonly tell: (done: Done) => void;
  readonly nudgeMs: number;
}

type Open = (dialog: Dialog | undefined) => void;
/** @param stroke what was pressed, if the same press would take another step once this one is taken */
export type TakeStep = (step: Step, stroke?: 'next' | 'other') => void;

/** What keys and buttons do. Keys are heard while no dialog is open. */
export function useDeskActions(value: DeskValue, dialog: Dialog | undefined, open: Open): DeskActions {
  const { desk, sport, keys, canPublish, locked, moment } = value;
  const [step, next] = useSteps(value, open);
  const clock = useClock(value);
  const t = useText();
  const tell = (done: Done): void => tellDone(done, t);

  const ask = (asked: Asked): void => {
    if (asked === 'clock' && !clock.exists) return;
    if (asked === 'replace' && !desk.replaceable()) return;
    open({ kind: asked === 'var' && value.check ? 'varEnd' : asked, moment: moment() });
  };
  const now = (action: Action): void => {
    const at = moment();
    if (action.does.kind !== 'now') return;
    const { facts, otherwise } = action.does;
    const known = facts(value.situation(at));
    if (known) value.act(known, at, action.id);
    else if (otherwise) open({ kind: 'play', action, play: otherwise, moment: at, replacing: false });
  };
  const run = (action: Action): void => {
    const { does } = action;
    switch (does.kind) {
      case 'play':
        return open({ kind: 'play', action, play: does.play, moment: moment(), replacing: false });
      case 'now':
        return now(action);
      case 'ask':
        return ask(does.dialog);
      case 'nudge':
        return clock.nudge(does.byMs);
      case 'clockToggle':
        return clock.toggle();
      case 'next':
        return next();
      case 'undo':
        return tell(desk.undo(t('correct.undoReason'), moment()));
      case 'redo':
        return tell(desk.redo(t('correct.undoReason'), moment()));
      case 'help':
        return open({ kind: 'help' });
    }
  };
  const start = (action: Action): void => {
    // A final match has no next step either; reopening it is asked for by its button.
    if (action.does.kind === 'help' || (canPublish && !locked)) run(action);
  };

  useStrokes((event) => {
    const id = keys.actionOf(event);
    const action = sport.actions.find((one) => one.id === id);
    // Only the clock moves on while its key is held.
    if (!action || (event.repeat && action.does.kind !== 'nudge')) return;
    event.preventDefault();
    start(action);
  }, dialog === undefined);

  const perform = (operations: readonly Operation[], at: Moment): void => {
    tell(desk.perform(operations, at));
    open(undefined);
  };
  const correct = (correction: Correction, entry: Entry): void => {
    if (correction !== 'restore') return open({ kind: correction, entry, moment: moment() });
    const at = { ...moment(), occurredAt: entry.occurredAt };
    tell(desk.perform([{ op: 'publish', fact: entry.fact, insertAfter: entry.seq }], at));
  };
  return { start, step, correct, perform, tell, nudgeMs: clock.nudgeMs };
}

/** The steps of the match; those that are hard to take back are asked for again. */
function useSteps(
  { sport, situation, moment, act }: DeskValue,
  open: Open,
): readonly [step: TakeStep, next: () => void] {
  const step: TakeStep = (taken, stroke) => {
    const at = moment();
    const { state } = situation(at);
    if (taken.kind === 'final' || taken.kind === 'reopen') return open({ kind: taken.kind, moment: at });
    const doubt = sport.doubts?.(taken, situation(at));
    if (doubt !== undefined) return open({ kind: 'step', step: taken, doubt, moment: at });
    const first = taken.kind === 'start' ? sport.asksAtStart?.(state) : undefined;
    if (first?.does.kind === 'play') {
      return open({ kind: 'play', action: first, play: first.does.play, moment: at, replacing: false });
    }
    act(factsOf(sport, taken, state), at, stroke);
  };
  const next = (): void => {
    const following = flowOf(sport, situation(moment())).next;
    if (following) step(following, 'next');
  };
  return [step, next];
}

interface ClockActions {
  readonly exists: boolean;
  readonly toggle: () => void;
  readonly nudge: (byMs: number) => void;
  readonly nudgeMs: number;
}

function useClock({ moment, situation, act }: DeskValue): ClockActions {
  const seen = situation(moment()).state;
  const exists = 'clock' in seen || text(seen, 'period') !== undefined;
  const set = (byMs: number, turn: boolean): void => {
    const at = moment();
    const { state, now } = situation(at);
    const running = object(state, 'clock')['running'] === true;
    const shown = clockAt(state, now)?.valueMs ?? 0;
    const valueMs = Math.max(0, Math.round(shown + byMs));
    act(
      [{ type: 'clock', data: { running: turn ? !running : running, valueMs } }],
      at,
      turn ? 'clock' : undefined,
    );
  };
  const [nudgeMs, nudge] = useNudge((byMs) => set(byMs, false));
  return {
    exists,
    toggle: () => {
      if (exists) set(0, true);
    },
    nudge: (byMs) => {
      if (exists) nudge(byMs);
    },
    nudgeMs,
  };
}
