import { Modal, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { actionFor, isPlay, KEYS, type PlayAction } from '../model/actions.js';
import type { Fact, Operation } from '../../../shared/press/press.js';
import type { Act } from '../../../shared/press/undo.js';
import type { Moment } from '../../../shared/press/desk.js';
import { EditDialog, InsertDialog, VoidDialog } from './correction-dialogs.js';
import { useDesk } from './desk-context.js';
import type { Dialog } from './dialogs.js';
import { HelpDialog } from './help-dialog.js';
import classes from './play-picker.module.css';
import { PlayPicker } from './play-picker.js';
import {
  ClockDialog,
  CommentDialog,
  FinalDialog,
  ReopenDialog,
  StatusDialog,
  StoppageDialog,
  VarDialog,
} from './small-dialogs.js';

interface DeskDialogProps {
  readonly dialog: Dialog;
  readonly onClose: () => void;
  readonly onFacts: (facts: readonly Fact[], at: Moment) => void;
  readonly onOperations: (operations: readonly Operation[], at: Moment) => void;
  readonly onReplace: (action: PlayAction) => void;
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
} as const;

type Plain = Extract<Dialog, { readonly kind: keyof typeof PLAIN }>;

function isPlain(dialog: Dialog): dialog is Plain {
  return dialog.kind in PLAIN;
}

const CORRECTIONS = { edit: EditDialog, void: VoidDialog, insert: InsertDialog } as const;

/** Whichever dialog is open. */
export function DeskDialog({
  dialog,
  onClose,
  onFacts,
  onOperations,
  onReplace,
  onReplaced,
}: DeskDialogProps): ReactNode {
  const { desk, line } = useDesk();
  const last = desk.lastAct();
  const lastLine = last && line(last.fact);
  if (isPlain(dialog)) {
    const Part = PLAIN[dialog.kind];
    return (
      <Part moment={dialog.moment} onClose={onClose} onFacts={(facts) => onFacts(facts, dialog.moment)} />
    );
  }
  switch (dialog.kind) {
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'replace':
      return lastLine === undefined ? null : (
        <ReplaceDialog what={lastLine} onClose={onClose} onReplace={onReplace} />
      );
    case 'play': {
      const { action, moment, replacing } = dialog;
      return (
        <PlayPicker
          action={action}
          moment={replacing ? asOf(moment, last) : moment}
          replacing={replacing ? lastLine : undefined}
          onClose={onClose}
          onPick={(fact) => (replacing ? onReplaced(fact, moment) : onFacts([fact], moment))}
        />
      );
    }
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

/** What replaces a wrong press happened when that was pressed. */
function asOf(moment: Moment, act: Act | undefined): Moment {
  const original = act?.presses[0]?.occurredAt;
  return original === undefined ? moment : { ...moment, occurredAt: original };
}

const REPLACEMENTS: readonly PlayAction[] = [
  'goal',
  'yellow',
  'red',
  'substitution',
  'penalty_missed',
  'shootout',
];

interface ReplaceDialogProps {
  readonly what: string;
  readonly onClose: () => void;
  readonly onReplace: (action: PlayAction) => void;
}

/** Asks for the right key. */
function ReplaceDialog({ what, onClose, onReplace }: ReplaceDialogProps): ReactNode {
  const t = useText();
  useDialogKeys((event) => {
    const action = actionFor(event);
    if (!action || !isPlay(action)) return false;
    onReplace(action);
    return true;
  });
  return (
    <Modal opened onClose={onClose} title={t('picker.replaceWith', { what })} centered returnFocus={false}>
      <div className={classes['teams']}>
        {REPLACEMENTS.map((action, index) => (
          <UnstyledButton
            key={action}
            className={classes['team']}
            data-autofocus={index === 0 || undefined}
            onClick={() => onReplace(action)}
          >
            <span className={classes['name']}>{t(`action.${action}`)}</span>
            <KeyCap decorative stroke={KEYS[action][0] ?? ''} />
          </UnstyledButton>
        ))}
      </div>
    </Modal>
  );
}
