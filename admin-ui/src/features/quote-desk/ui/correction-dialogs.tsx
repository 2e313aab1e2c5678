import { Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { equal } from '../../../../../src/core/json/merge-patch.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Operation } from '../../../shared/press/press.js';
import type { Entry } from '../../../shared/press/timeline.js';
import { useQuoteDesk } from '../desk-context.js';
import { timeLabel } from '../model/chart-layout.js';
import { lastPrint } from '../model/prints.js';
import { decimalIn } from '../../../../../src/core/kinds/quote/trade.js';
import { doubtsOfTrade, readTrade, tradeDraftOf } from '../model/drafts.js';
import classes from './dialogs.module.css';
import { useSending } from './entry-dialogs.js';
import { MarketForm } from './market-form.js';
import { TradeFields } from './trade-fields.js';

interface CorrectionProps {
  readonly entry: Entry;
  readonly onClose: () => void;
  readonly onOperation: (operation: Operation) => void;
}

interface ReasonFieldProps {
  readonly value: string;
  readonly missing: boolean;
  readonly first?: boolean;
  readonly onChange: (value: string) => void;
}

function ReasonField({ value, missing, first = false, onChange }: ReasonFieldProps): ReactNode {
  const t = useText();
  return (
    <TextInput
      mt="md"
      label={t('correct.reason')}
      description={t('correct.reasonHelp')}
      error={missing && value.trim() === '' && t('correct.reasonNeeded')}
      maxLength={1_000}
      value={value}
      data-autofocus={first || undefined}
      autoFocus={first}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Says that a bar changes for everybody. */
function BarNote({ entry }: { readonly entry: Entry }): ReactNode {
  const t = useText();
  if (entry.fact.type !== 'trade') return null;
  const time = timeLabel(Date.parse(entry.occurredAt), '1m');
  return <p className={classes['note']}>{t('market.correct.revises', { time })}</p>;
}

/** Changes what a print says; its place and time stay. */
export function AmendDialog({ entry, onClose, onOperation }: CorrectionProps): ReactNode {
  const t = useText();
  const { line, state, entries } = useQuoteDesk();
  const { fact } = entry;
  // Who corrects the last price can't be measured by it.
  const last = lastPrint(entries)?.seq === entry.seq ? undefined : decimalIn(state, 'last');
  const [draft, setDraft] = useState(() => tradeDraftOf(fact.data));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [same, setSame] = useState(false);
  const { faults, doubts, send } = useSending(
    (data) => doubtsOfTrade(data, last === undefined ? {} : { last }),
    (data) => {
      const unchanged = equal(data, fact.data);
      setSame(unchanged);
      if (unchanged || reason.trim() === '') return;
      onOperation({
        op: 'amend',
        target: { seq: entry.seq },
        fact: { type: fact.type, data },
        before: fact,
        reason: reason.trim(),
      });
    },
  );
  const submit = (): void => {
    setTried(true);
    send(readTrade(draft));
  };
  return (
    <MarketForm
      title={t('market.correct.title', { what: line(fact) })}
      submit={t('correct.publish')}
      doubts={doubts}
      onClose={onClose}
      onSubmit={submit}
    >
      <TradeFields draft={draft} faults={faults} onChange={setDraft} />
      <ReasonField value={reason} missing={tried} onChange={setReason} />
      {same && (
        <Text c="red" size="sm" role="alert" mt="xs">
          {t('market.correct.same')}
        </Text>
      )}
      <BarNote entry={entry} />
    </MarketForm>
  );
}

export function VoidDialog({ entry, onClose, onOperation }: CorrectionProps): ReactNode {
  const t = useText();
  const { line } = useQuoteDesk();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (reason.trim() === '') return;
    onOperation({
      op: 'void',
      target: { seq: entry.seq },
      before: entry.fact,
      reason: reason.trim(),
      happenedAt: entry.occurredAt,
    });
  };
  return (
    <MarketForm
      title={t('market.void.title', { what: line(entry.fact) })}
      submit={t('timeline.void')}
      destroys
      onClose={onClose}
      onSubmit={submit}
    >
      <Text>{t('market.void.help')}</Text>
      <ReasonField first value={reason} missing={tried} onChange={setReason} />
      <BarNote entry={entry} />
    </MarketForm>
  );
}
