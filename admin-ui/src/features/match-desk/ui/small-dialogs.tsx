import {
  Button,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  Text,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { clockAt, clockText, parseClock } from '../../../shared/feed/clock.js';
import { pair } from '../../../shared/feed/read.js';
import { statusOf } from '../../../shared/feed/status.js';
import { wordFor } from '../../../shared/feed/describe-event.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { factsOf } from '../model/flow.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Moment } from '../../../shared/press/desk.js';
import { useDesk } from './desk-context.js';
import classes from './play-picker.module.css';

interface DialogProps {
  readonly moment: Moment;
  readonly onClose: () => void;
  readonly onFacts: (facts: readonly Fact[]) => void;
}

interface FrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly submit: string;
  readonly children: ReactNode;
}

/** A dialog with a form: Enter publishes, Escape leaves. */
export function FormDialog({ title, onClose, onSubmit, submit, children }: FrameProps): ReactNode {
  const t = useText();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal opened onClose={onClose} title={title} centered returnFocus={false}>
      <form onSubmit={send} noValidate>
        {children}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit">{submit}</Button>
        </Group>
      </form>
    </Modal>
  );
}

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
    <Modal opened onClose={onClose} title={t('action.var')} centered returnFocus={false}>
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
    </Modal>
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

const STATUSES = [
  'scheduled',
  'delayed',
  'live',
  'break',
  'interrupted',
  'suspended',
  'postponed',
  'cancelled',
  'abandoned',
  'awarded',
  'ended',
] as const;

export function StatusDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view } = useDesk();
  const [status, setStatus] = useState<string>(statusOf(view.state ?? {}) ?? 'live');
  const [reason, setReason] = useState('');
  const submit = (): void => {
    const said = reason.trim();
    onFacts([{ type: 'status', data: { status, ...(said === '' ? {} : { reason: said }) } }]);
  };
  return (
    <FormDialog
      title={t('statusDialog.title')}
      onClose={onClose}
      onSubmit={submit}
      submit={t('statusDialog.publish')}
    >
      <NativeSelect
        data-autofocus
        label={t('statusDialog.status')}
        value={status}
        onChange={(event) => setStatus(event.currentTarget.value)}
        data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <TextInput
        mt="sm"
        label={t('statusDialog.reason')}
        description={t('statusDialog.reasonHelp')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

export function ClockDialog({ moment, onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view } = useDesk();
  const shown = clockAt(view.state ?? {}, Date.parse(moment.occurredAt));
  const [written, setWritten] = useState(() => (shown ? clockText(shown) : '00:00'));
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

export function FinalDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view, teams } = useDesk();
  const score = pair(view.state ?? {}, 'score') ?? { home: 0, away: 0 };
  const names = {
    home: teams.home.name,
    away: teams.away.name,
    homeScore: score.home,
    awayScore: score.away,
  };
  return (
    <FormDialog
      title={t('flow.finaliseAsk', names)}
      onClose={onClose}
      onSubmit={() => onFacts(factsOf({ kind: 'final' }, undefined))}
      submit={t('flow.finalise')}
    >
      <Text>{t('flow.finaliseHelp')}</Text>
    </FormDialog>
  );
}

export function ReopenDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (): void => {
    if (reason.trim() === '') setFault(t('correct.reasonNeeded'));
    else onFacts(factsOf({ kind: 'reopen' }, undefined, reason.trim()));
  };
  return (
    <FormDialog title={t('match.reopen')} onClose={onClose} onSubmit={submit} submit={t('match.reopen')}>
      <TextInput
        data-autofocus
        label={t('flow.reopenAsk')}
        description={t('flow.reopenHelp')}
        maxLength={500}
        value={reason}
        error={fault}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
