import { notifications } from '@mantine/notifications';
import { clockAt } from '../../shared/feed/clock.js';
import { object, text } from '../../shared/feed/read.js';
import { useText } from '../../shared/i18n/language.js';
import { useStrokes } from '../../shared/keys/use-strokes.js';
import { actionFor, type Action, type PlayAction } from './model/actions.js';
import { factsOf, flowOf, type Step } from './model/flow.js';
import type { Operation } from '../../shared/press/press.js';
import type { Entry } from '../../shared/press/timeline.js';
import type { Done, Moment } from '../../shared/press/desk.js';
import type { DeskValue } from './ui/desk-context.js';
import type { Dialog } from './ui/dialogs.js';
import type { Correction } from './ui/timeline-panel.js';
import { useNudge } from './use-nudge.js';

/** What goes on while its key is held. */
const REPEATING: readonly Action[] = ['clockBack', 'clockForward', 'clockBack10', 'clockForward10'];

export interface DeskActions {
  readonly start: (action: Action) => void;
  readonly step: (step: Step) => void;
  readonly correct: (correction: Correction, entry: Entry) => void;
  readonly perform: (operations: readonly Operation[], at: Moment) => void;
  /** Says so when an act could not be taken. */
  readonly tell: (done: Done) => void;
  readonly nudgeMs: number;
}

/** What keys and buttons do. Keys are heard while no dialog is open. */
export function useDeskActions(
  { desk, view, check, canPublish, locked, moment, act }: DeskValue,
  dialog: Dialog | undefined,
  open: (dialog: Dialog | undefined) => void,
): DeskActions {
  const t = useText();
  const state = view.state ?? {};
  const running = object(state, 'clock')['running'] === true;
  const hasClock = 'clock' in state || text(state, 'period') !== undefined;

  const tell = (done: Done): void => {
    if (done === 'full') notifications.show({ message: t('queue.full'), color: 'red' });
  };
  const setClock = (run: boolean, byMs: number): void => {
    const at = moment();
    const shown = clockAt(state, Date.parse(at.occurredAt))?.valueMs ?? 0;
    act([{ type: 'clock', data: { running: run, valueMs: Math.max(0, Math.round(shown + byMs)) } }], at);
  };
  const [nudgeMs, nudge] = useNudge((byMs) => setClock(running, byMs));

  const step = (taken: Step): void => {
    if (taken.kind === 'final' || taken.kind === 'reopen') open({ kind: taken.kind, moment: moment() });
    else act(factsOf(taken, text(state, 'status')));
  };
  const next = (): void => {
    const following = flowOf(state).next;
    if (following) step(following);
  };
  const ask = (kind: 'stoppage' | 'comment' | 'status' | 'clock' | 'var' | 'replace') => () =>
    open({ kind, moment: moment() });
  const play = (action: PlayAction) => (): void =>
    open({ kind: 'play', action, moment: moment(), replacing: false });
  const onClock = (work: () => void) => (): void => {
    if (hasClock) work();
  };
  const handlers: Readonly<Record<Action, () => void>> = {
    goal: play('goal'),
    yellow: play('yellow'),
    red: play('red'),
    substitution: play('substitution'),
    penalty_missed: play('penalty_missed'),
    shootout: play('shootout'),
    var: check ? () => undefined : ask('var'),
    stoppage: ask('stoppage'),
    comment: ask('comment'),
    status: ask('status'),
    clockToggle: onClock(() => setClock(!running, 0)),
    clockBack: onClock(() => nudge(-1_000)),
    clockForward: onClock(() => nudge(1_000)),
    clockBack10: onClock(() => nudge(-10_000)),
    clockForward10: onClock(() => nudge(10_000)),
    clockSet: onClock(ask('clock')),
    next,
    undo: () => tell(desk.undo(t('correct.undoReason'), moment())),
    replace: desk.replaceable() ? ask('replace') : () => undefined,
    help: () => open({ kind: 'help' }),
  };

  const start = (action: Action): void => {
    // A final match has no next step either; reopening it is asked for by its button.
    if (action === 'help' || (canPublish && !locked)) handlers[action]();
  };

  useStrokes((event) => {
    const action = actionFor(event);
    if (!action || (event.repeat && !REPEATING.includes(action))) return;
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
  return { start, step, correct, perform, tell, nudgeMs };
}
