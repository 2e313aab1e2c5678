import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { canReplace } from '../model/actions.js';
import { stateBefore } from '../model/before.js';
import type { Action, Play, Situation } from '../model/sport.js';
import type { FeedView } from '../../../shared/live/feed-log.js';
import type { Fact, Operation } from '../../../shared/press/press.js';
import type { Act } from '../../../shared/press/undo.js';
import type { Moment } from '../../../shared/press/desk.js';
import { EditDialog, InsertDialog, VoidDialog } from './correction-dialogs.js';
import { useDesk } from './desk-context.js';
import type { Dialog as OpenDialog } from './dialogs.js';
import { HelpDialog } from './help-dialog.js';
import classes from './play-picker.module.css';
import { PlayPicker } from './play-picker.js';
import { FinalDialog, ReopenDialog, StepDialog } from './flow-dialogs.js';
import { ClockDialog, CommentDialog, ScoreDialog, StoppageDialog, VarDialog } from './small-dialogs.js';
import { StatusDialog } from './status-dialog.js';
import { Dialog } from '../../../shared/ui/dialog.js';
import { VarEndDialog } from './var-end-dialog.js';

interface DeskDialogProps {
  readonly dialog: OpenDialog;
  readonly onClose: () => void;
  readonly onFacts: (facts: readonly Fact[], at: Moment) => void;
  readonly onOperations: (operations: readonly Operation[], at: Moment) => void;
  readonly onReplace: (action: Action, play: Play) => void;
  readonly onReplaced: (fact: Fact, at: Moment) => void;
}

const PLAIN = {
  stoppage: StoppageDialog,
  var: VarDialog,
  comment: CommentDialog,
  status: StatusDialog,
  clock: ClockDialog,
  final: FinalDialog,
  reopen: ReopenDialog,
  score: ScoreDialog,
} as const;

type Plain = Extract<OpenDialog, { readonly kind: keyof typeof PLAIN }>;

function isPlain(dialog: OpenDialog): dialog is Plain {
  return dialog.kind in PLAIN;
}

const CORRECTIONS = { edit: EditDialog, void: VoidDialog, insert: InsertDialog } as const;

/** Whichever dialog is open. */
export function DeskDialog(props: DeskDialogProps): ReactNode {
  const { dialog, onClose, onFacts, onOperations } = props;
  if (isPlain(dialog)) {
    const Part = PLAIN[dialog.kind];
    return (
      <Part moment={dialog.moment} onClose={onClose} onFacts={(facts) => onFacts(facts, dialog.moment)} />
    );
  }
  switch (dialog.kind) {
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'step': {
      const { step, doubt, moment } = dialog;
      return (
        <StepDialog
          step={step}
          doubt={doubt}
          moment={moment}
          onClose={onClose}
          onFacts={(facts) => onFacts(facts, moment)}
        />
      );
    }
    case 'varEnd': {
      const { moment } = dialog;
      return (
        <VarEndDialog onClose={onClose} onOperations={(operations) => onOperations(operations, moment)} />
      );
    }
    case 'replace':
    case 'play':
      return <PlayDialog {...props} dialog={dialog} />;
    case 'edit':
    case 'void':
    case 'insert': {
      const Part = CORRECTIONS[dialog.kind];
      const { entry, moment } = dialog;
      // An inserted event happened where it stands.
      const at = dialog.kind === 'insert' ? { ...moment, occurredAt: entry.occurredAt } : moment;
      return (
        <Part entry={entry} onClose={onClose} onOperation={(operation) => onOperations([operation], at)} />
      );
    }
  }
}

interface PlayDialogProps extends Omit<DeskDialogProps, 'dialog'> {
  readonly dialog: Extract<OpenDialog, { readonly kind: 'replace' | 'play' }>;
}

function PlayDialog({ dialog, onClose, onFacts, onReplace, onReplaced }: PlayDialogProps): ReactNode {
  const { desk, view, line, situation } = useDesk();
  const last = desk.lastAct();
  const lastLine = last && line(last.fact);
  const { moment } = dialog;
  if (dialog.kind === 'play' && !dialog.replacing) {
    return (
      <PlayPicker
        action={dialog.action}
        play={dialog.play}
        situation={situation(moment)}
        replacing={undefined}
        onClose={onClose}
        onPick={(facts) => onFacts(facts, moment)}
      />
    );
  }
  if (lastLine === undefined) return null;
  const as = situationOf(last, view.events, situation(moment));
  if (dialog.kind === 'play') {
    return (
      <PlayPicker
        action={dialog.action}
        play={dialog.play}
        situation={as}
        replacing={lastLine}
        onClose={onClose}
        onPick={([fact]) => fact && onReplaced(fact, moment)}
      />
    );
  }
  const choose = (action: Action): void => {
    const { does } = action;
    if (does.kind === 'play') onReplace(action, does.play);
    const fact = does.kind === 'now' ? does.facts(as)?.[0] : undefined;
    if (fact) onReplaced(fact, moment);
  };
  return <ReplaceDialog what={lastLine} situation={as} onClose={onClose} onReplace={choose} />;
}

/** What replaces a wrong press happened when that was pressed, and in the match as it then stood. */
function situationOf(act: Act | undefined, events: FeedView['events'], now: Situation): Situation {
  const wrong = act?.presses[0];
  if (!wrong) return now;
  const state = wrong.seq === undefined ? now.state : stateBefore(events, wrong.seq);
  return { ...now, state, now: Date.parse(wrong.occurredAt) };
}

interface ReplaceDialogProps {
  readonly what: string;
  readonly situation: Situation;
  readonly onClose: () => void;
  readonly onReplace: (action: Action) => void;
}

/** Asks for the right key. */
function ReplaceDialog({ what, situation, onClose, onReplace }: ReplaceDialogProps): ReactNode {
  const t = useText();
  const { sport, keys, named } = useDesk();
  const offered = sport.actions.filter((action) => canReplace(action, situation));
  useDialogKeys((event) => {
    const id = keys.actionOf(event);
    const action = offered.find((one) => one.id === id);
    if (action) onReplace(action);
    return action !== undefined;
  });
  return (
    <Dialog onClose={onClose} title={t('picker.replaceWith', { what })} returnFocus="byKeyboard">
      <div className={classes['teams']}>
        {offered.map((action, index) => (
          <UnstyledButton
            key={action.id}
            className={classes['team']}
            data-autofocus={index === 0 || undefined}
            onClick={() => onReplace(action)}
          >
            <span className={classes['name']}>{named(action)}</span>
            <KeyCap decorative stroke={keys.firstOf(action.id) ?? ''} />
          </UnstyledButton>
        ))}
      </div>
    </Dialog>
  );
}
