import { NumberInput, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { clockAt, clockFieldText, parseClock } from '../../../shared/feed/clock.js';
import { pair } from '../../../shared/feed/read.js';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { useDesk } from './desk-context.js';
import { FormDialog, type DialogProps } from './form-dialog.js';
import classes from './play-picker.module.css';
import { Dialog } from '../../../shared/ui/dialog.js';

export function StoppageDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const [minutes, setMinutes] = useState<number | string>('');
  const [fault, setFault] = useState<string>();
  const submit = (): void => {
    const value = Number(minutes);
    if (minutes === '' || !Number.isInteger(value) || value < 0 || value > 60)
      setFault(t('picker.minutesHelp'));
    else onFacts([{ type: 'stoppage_announced', data: { minutes: value } }]);
  };
  return (
    <FormDialog title={t('action.stoppage')} onClose={onClose} onSubmit={submit} submit={t('picker.publish')}>
      <NumberInput
        data-autofocus
        label={t('picker.minutes')}
        description={t('picker.minutesHelp')}
        min={0}
        max={60}
        allowDecimal={false}
        hideControls
        value={minutes}
        error={fault}
        onChange={setMinutes}
      />
    </FormDialog>
  );
}

const SUBJECTS = { g: 'goal', p: 'penalty', r: 'red_card', i: 'identity' } as const;

export function VarDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const check = (subject: string): void => onFacts([{ type: 'var', data: { phase: 'start', subject } }]);
  useDialogKeys((event) => {
    const subject = Object.entries(SUBJECTS).find(([key]) => key === event.key.toLowerCase())?.[1];
    if (subject) check(subject);
    return subject !== undefined;
  });
  return (
    <Dialog onClose={onClose} title={t('action.var')} returnFocus="byKeyboard">
      <Text mb="sm">{t('picker.varSubject')}</Text>
      <div className={classes['teams']}>
        {Object.entries(SUBJECTS).map(([key, subject], index) => (
          <UnstyledButton
            key={key}
            className={classes['team']}
            data-autofocus={index === 0 || undefined}
            onClick={() => check(subject)}
          >
            <span className={classes['name']}>{wordFor(t, 'var.subject', subject)}</span>
            <KeyCap decorative stroke={key} />
          </UnstyledButton>
        ))}
      </div>
    </Dialog>
  );
}

export function CommentDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (): void => {
    if (words.trim() === '') setFault(t('picker.empty'));
    else onFacts([{ type: 'comment', data: { text: words.trim() } }]);
  };
  return (
    <FormDialog title={t('action.comment')} onClose={onClose} onSubmit={submit} submit={t('picker.publish')}>
      <Textarea
        data-autofocus
        label={t('picker.comment')}
        description={t('picker.commentHelp')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2_000}
        value={words}
        error={fault}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
    </FormDialog>
  );
}

export function ClockDialog({ moment, onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { situation } = useDesk();
  const { state, now } = situation(moment);
  const shown = clockAt(state, now);
  const [written, setWritten] = useState(() => clockFieldText(shown?.valueMs ?? 0));
  const [fault, setFault] = useState<string>();
  const submit = (): void => {
    const valueMs = parseClock(written);
    if (valueMs === undefined) setFault(t('clock.valueWrong'));
    else onFacts([{ type: 'clock', data: { running: shown?.running ?? false, valueMs } }]);
  };
  return (
    <FormDialog title={t('clock.set')} onClose={onClose} onSubmit={submit} submit={t('clock.set')}>
      <TextInput
        data-autofocus
        label={t('clock.value')}
        description={t('clock.valueHelp')}
        inputMode="numeric"
        value={written}
        error={fault}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Sets what the table says, where counting went wrong. */
export function ScoreDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view, teams, sport } = useDesk();
  const before = pair(view.state ?? {}, 'score') ?? { home: 0, away: 0 };
  const [home, setHome] = useState<number | string>(before.home);
  const [away, setAway] = useState<number | string>(before.away);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const fits = (value: number | string): boolean => /^\d{1,4}$/.test(String(value));
  const submit = (): void => {
    setTried(true);
    if (!fits(home) || !fits(away) || reason.trim() === '') return;
    const data = { home: Number(home), away: Number(away), reason: reason.trim() };
    onFacts([{ type: 'score_set', data }]);
  };
  const field = (
    label: string,
    value: number | string,
    set: (value: number | string) => void,
    first = false,
  ) => (
    <NumberInput
      data-autofocus={first || undefined}
      label={label}
      min={0}
      max={9_999}
      allowDecimal={false}
      hideControls
      value={value}
      error={tried && !fits(value) && t('correct.whole')}
      onChange={set}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
  return (
    <FormDialog title={t('action.score')} onClose={onClose} onSubmit={submit} submit={t('action.score')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(sport.scoreLabel)}
      </Text>
      <div className={classes['teams']}>
        {field(teams.home.name, home, setHome, true)}
        {field(teams.away.name, away, setAway)}
      </div>
      <TextInput
        mt="sm"
        label={t('correct.reason')}
        description={t('correct.reasonHelp')}
        maxLength={500}
        value={reason}
        error={tried && reason.trim() === '' && t('correct.reasonNeeded')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
