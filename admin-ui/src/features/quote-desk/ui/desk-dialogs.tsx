import type { ReactNode } from 'react';
import type { AsHolder } from '../../../shared/editing/use-as-holder.js';
import type { Moment } from '../../../shared/press/desk.js';
import type { Operation } from '../../../shared/press/press.js';
import { useQuoteDesk } from '../desk-context.js';
import { AmendDialog, VoidDialog } from './correction-dialogs.js';
import type { Dialog } from './dialogs.js';
import { QuoteDialog, SessionDialog, TradeDialog } from './entry-dialogs.js';
import { HelpDialog } from './help-dialog.js';
import { HaltDialog, ResumeDialog } from './status-dialogs.js';

interface DeskDialogsProps {
  readonly dialog: Dialog;
  readonly asHolder: AsHolder['asHolder'];
  readonly onClose: () => void;
  /** It publishes. */
  readonly onDone: () => void;
}

const ENTRIES = {
  trade: TradeDialog,
  quote: QuoteDialog,
  halt: HaltDialog,
  resume: ResumeDialog,
  session: SessionDialog,
} as const;

/** Whichever dialog is open. */
export function DeskDialogs({ dialog, asHolder, onClose, onDone }: DeskDialogsProps): ReactNode {
  const { moment, perform } = useQuoteDesk();
  const send = (operation: Operation, at: Moment): void =>
    asHolder(() => {
      onDone();
      perform([operation], at);
    });
  switch (dialog.kind) {
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'amend':
    case 'void': {
      const Part = dialog.kind === 'amend' ? AmendDialog : VoidDialog;
      // What somebody else did to it since it was asked for is to be asked about.
      return (
        <Part
          entry={dialog.entry}
          onClose={onClose}
          onOperation={(operation) => send(operation, { ...moment(), seenSeq: dialog.moment.seenSeq })}
        />
      );
    }
    case 'trade':
    case 'quote':
    case 'halt':
    case 'resume':
    case 'session': {
      const Part = ENTRIES[dialog.kind];
      return <Part onClose={onClose} onFact={(fact) => send({ op: 'publish', fact }, moment())} />;
    }
  }
}
