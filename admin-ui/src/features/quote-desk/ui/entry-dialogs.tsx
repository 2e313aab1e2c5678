import { Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { useText } from '../../../shared/i18n/language.js';
import { useNow } from '../../../shared/live/use-now.js';
import type { Fact } from '../../../shared/press/press.js';
import { useQuoteDesk } from '../desk-context.js';
import {
  BLANK_TRADE,
  doubtsOfQuote,
  doubtsOfTrade,
  QUOTE_ORDER,
  quoteDraftOf,
  readQuote,
  readSession,
  readTrade,
  wereAsked,
  type Doubt,
  type Draft,
  type Faults,
  type Read,
} from '../model/drafts.js';
import classes from './dialogs.module.css';
import { faultText, MarketForm } from './market-form.js';
import { TradeFields } from './trade-fields.js';

export interface EntryDialogProps {
  readonly onClose: () => void;
  readonly onFact: (fact: Fact) => void;
}

export interface Sending {
  readonly faults: Faults;
  readonly doubts: readonly Doubt[];
  /** Sends what was read, unless something is wrong with it, or doubtful for the first time. */
  readonly send: (read: Read) => void;
}

/** What is doubtful is asked about once: sent again as it is, it is meant. */
export function useSending(
  doubtsOf: (data: JsonObject) => readonly Doubt[],
  onData: (data: JsonObject) => void,
): Sending {
  const [faults, setFaults] = useState<Faults>({});
  const [asked, setAsked] = useState<{ readonly body: string; readonly doubts: readonly Doubt[] }>();
  const send = (read: Read): void => {
    if ('faults' in read) {
      setFaults({ ...read.faults });
      setAsked(undefined);
      return;
    }
    setFaults({});
    const body = JSON.stringify(read.data);
    const doubts = doubtsOf(read.data);
    const answered = asked?.body === body && wereAsked(doubts, asked.doubts);
    if (doubts.length > 0 && !answered) setAsked({ body, doubts });
    else onData(read.data);
  };
  return { faults, doubts: asked?.doubts ?? [], send };
}

export function TradeDialog({ onClose, onFact }: EntryDialogProps): ReactNode {
  const t = useText();
  const { state } = useQuoteDesk();
  const [draft, setDraft] = useState(BLANK_TRADE);
  const { faults, doubts, send } = useSending(
    (data) => doubtsOfTrade(data, state),
    (data) => onFact({ type: 'trade', data }),
  );
  return (
    <MarketForm
      title={t('market.trade.title')}
      submit={t('picker.publish')}
      doubts={doubts}
      onClose={onClose}
      onSubmit={() => send(readTrade(draft))}
    >
      <TradeFields draft={draft} faults={faults} onChange={setDraft} />
    </MarketForm>
  );
}

/** Begins with the quote as it stands: who changes one side leaves the other. */
export function QuoteDialog({ onClose, onFact }: EntryDialogProps): ReactNode {
  const t = useText();
  const { state } = useQuoteDesk();
  const [draft, setDraft] = useState<Draft>(() => quoteDraftOf(state));
  const [before] = useState(draft);
  const { faults, doubts, send } = useSending(
    (data) => doubtsOfQuote(data, state),
    (data) => onFact({ type: 'quote', data }),
  );
  // What was not touched is not published again: it may have moved since the dialog was opened.
  const touched = Object.fromEntries(
    QUOTE_ORDER.map((field) => [field, draft[field] === before[field] ? '' : (draft[field] ?? '')]),
  );
  return (
    <MarketForm
      title={t('market.quote.title')}
      submit={t('picker.publish')}
      doubts={doubts}
      onClose={onClose}
      onSubmit={() => send(readQuote(touched))}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('market.quote.help')}
      </Text>
      <Fields fields={QUOTE_ORDER} draft={draft} faults={faults} onChange={setDraft} />
    </MarketForm>
  );
}

export function SessionDialog({ onClose, onFact }: EntryDialogProps): ReactNode {
  const t = useText();
  const now = useNow('seconds');
  const [draft, setDraft] = useState<Draft>(() => ({ date: new Date(now).toISOString().slice(0, 10) }));
  const { faults, send } = useSending(
    () => [],
    (data) => onFact({ type: 'session', data }),
  );
  return (
    <MarketForm
      title={t('market.session.title')}
      submit={t('market.action.session')}
      onClose={onClose}
      onSubmit={() => send(readSession(draft))}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('market.session.help')}
      </Text>
      <Fields fields={['date', 'open', 'previousClose']} draft={draft} faults={faults} onChange={setDraft} />
    </MarketForm>
  );
}

interface FieldsProps<Field extends string> {
  readonly fields: readonly Field[];
  readonly draft: Draft;
  readonly faults: Faults;
  readonly onChange: (draft: Draft) => void;
}

function Fields({
  fields,
  draft,
  faults,
  onChange,
}: FieldsProps<'bid' | 'bidSize' | 'ask' | 'askSize' | 'date' | 'open' | 'previousClose'>): ReactNode {
  const t = useText();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);
  return (
    <div ref={root} className={classes['pair']}>
      {fields.map((field, index) => (
        <TextInput
          key={field}
          label={t(`market.field.${field}`)}
          inputMode={field === 'date' ? 'text' : 'decimal'}
          autoComplete="off"
          data-autofocus={index === 0 || undefined}
          autoFocus={index === 0}
          value={draft[field] ?? ''}
          error={faultText(faults, field, t)}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => onChange({ ...draft, [field]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
