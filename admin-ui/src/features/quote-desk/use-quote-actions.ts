import { useCallback, useState } from 'react';
import { text } from '../../shared/feed/read.js';
import { useText } from '../../shared/i18n/language.js';
import { useStrokes } from '../../shared/keys/use-strokes.js';
import type { Entry } from '../../shared/press/timeline.js';
import type { QuoteDeskValue } from './desk-context.js';
import type { Action } from './model/keys.js';
import { isStopped } from './model/market.js';
import { lastPrint } from './model/prints.js';
import type { Dialog } from './ui/dialogs.js';
import type { Correct } from './ui/print-row.js';
import { useLatestRef } from './use-latest-ref.js';

export interface QuoteActions {
  readonly dialog: Dialog | undefined;
  readonly close: () => void;
  readonly start: (action: Action) => void;
  readonly correct: Correct;
  /** Up to which seq the list of prints is held; undefined: it goes on. */
  readonly held: number | undefined;
  readonly hold: () => void;
}

/** What needs no right to publish. */
const READING: readonly Action[] = ['pause', 'help'];

/** What keys and buttons do. Keys are heard while no dialog is open. */
export function useQuoteActions(value: QuoteDeskValue): QuoteActions {
  const t = useText();
  const [dialog, setDialog] = useState<Dialog>();
  const [held, setHeld] = useState<number>();
  const latest = useLatestRef(value);
  const close = useCallback(() => setDialog(undefined), []);
  const hold = useCallback(
    () => setHeld((before) => (before === undefined ? latest.current.view.seq : undefined)),
    [latest],
  );

  // The same function while the page is open: the rows of many prints hang on it.
  const correct = useCallback<Correct>(
    (correction, entry) => {
      const { moment, perform } = latest.current;
      if (correction !== 'restore') return setDialog({ kind: correction, entry, moment: moment() });
      perform([{ op: 'publish', fact: entry.fact, insertAfter: entry.seq }], {
        ...moment(),
        occurredAt: entry.occurredAt,
      });
    },
    [latest],
  );

  const withLast = (work: (entry: Entry) => void): void => {
    const entry = lastPrint(value.entries);
    if (entry) work(entry);
  };
  const stopped = isStopped(text(value.state, 'tradingStatus'));
  const handlers: Readonly<Record<Action, () => void>> = {
    trade: () => setDialog({ kind: 'trade' }),
    quote: () => setDialog({ kind: 'quote' }),
    halt: () => setDialog({ kind: stopped ? 'resume' : 'halt' }),
    session: () => setDialog({ kind: 'session' }),
    amendLast: () => withLast((entry) => correct('amend', entry)),
    voidLast: () => withLast((entry) => correct('void', entry)),
    undo: () => void value.desk.undo(t('correct.undoReason'), value.moment()),
    redo: () => void value.desk.redo(t('correct.undoReason'), value.moment()),
    pause: hold,
    help: () => setDialog({ kind: 'help' }),
  };
  const start = (action: Action): void => {
    if (READING.includes(action) || value.canPublish) handlers[action]();
  };

  useStrokes((event) => {
    const action = value.keys.actionOf(event);
    if (!action || event.repeat) return;
    event.preventDefault();
    start(action);
  }, dialog === undefined);

  return { dialog, close, start, correct, held, hold };
}
