import { NativeSelect, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import classes from './dialogs.module.css';
import type { EntryDialogProps } from './entry-dialogs.js';
import { MarketForm } from './market-form.js';

const STOPS = ['halted', 'paused', 'quote_only', 'closed'] as const;
const REASONS = ['news', 'volatility', 'breaker', 'regulatory', 'technical'] as const;

/** Stops trading. The key opened it with the focus on the reason: Enter confirms. */
export function HaltDialog({ onClose, onFact }: EntryDialogProps): ReactNode {
  const t = useText();
  const [status, setStatus] = useState<string>('halted');
  const [reason, setReason] = useState('');
  const [unreasoned, setUnreasoned] = useState(false);
  const submit = (): void => {
    const said = reason.trim();
    if (said === '') setUnreasoned(true);
    else onFact({ type: 'trading_status', data: { status, reason: said } });
  };
  return (
    <MarketForm
      title={t('market.halt.title')}
      submit={wordFor(t, 'market.halt', status)}
      destroys
      onClose={onClose}
      onSubmit={submit}
    >
      <div className={classes['fields']}>
        <TextInput
          data-autofocus
          autoFocus
          label={t('market.field.reason')}
          description={t('market.field.reasonHelp')}
          maxLength={500}
          value={reason}
          error={unreasoned && reason.trim() === '' && t('correct.reasonNeeded')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={classes['presets']}>
          {REASONS.map((name) => {
            const text = t(`market.reason.${name}`);
            return (
              <Preset key={name} chosen={reason === text} onChoose={() => setReason(text)}>
                {text}
              </Preset>
            );
          })}
        </div>
        <NativeSelect
          label={t('market.field.status')}
          value={status}
          data={STOPS.map((value) => ({ value, label: wordFor(t, 'status', value) }))}
          onChange={(event) => setStatus(event.currentTarget.value)}
        />
      </div>
    </MarketForm>
  );
}

interface PresetProps {
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

function Preset({ chosen, onChoose, children }: PresetProps): ReactNode {
  return (
    <UnstyledButton className={classes['preset'] ?? ''} aria-pressed={chosen} onClick={onChoose}>
      {children}
    </UnstyledButton>
  );
}

export function ResumeDialog({ onClose, onFact }: EntryDialogProps): ReactNode {
  const t = useText();
  const { state } = useQuoteDesk();
  const [reason, setReason] = useState('');
  const before = typeof state['statusReason'] === 'string' ? state['statusReason'] : undefined;
  const submit = (): void => {
    const said = reason.trim();
    onFact({ type: 'trading_status', data: { status: 'trading', ...(said === '' ? {} : { reason: said }) } });
  };
  return (
    <MarketForm
      title={t('market.resume.title')}
      submit={t('market.halt.trading')}
      onClose={onClose}
      onSubmit={submit}
    >
      {before !== undefined && (
        <p className={classes['help']}>
          {wordFor(t, 'status', String(state['tradingStatus']))}: {before}
        </p>
      )}
      <TextInput
        data-autofocus
        autoFocus
        label={t('market.field.reason')}
        description={t('market.field.reasonOptional')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </MarketForm>
  );
}
