import { Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { clockAt, clockText } from '../../../shared/feed/clock.js';
import { pair } from '../../../shared/feed/read.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import { useText } from '../../../shared/i18n/language.js';
import { factsOf } from '../model/flow.js';
import type { Step } from '../model/sport.js';
import { useDesk } from './desk-context.js';
import { FormDialog, type DialogProps } from './form-dialog.js';
import { stepText } from './step-text.js';

interface StepDialogProps extends DialogProps {
  readonly step: Step;
  readonly doubt: TextKey;
}

/** A step that looks wrong as things are. */
export function StepDialog({ step, doubt, moment, onClose, onFacts }: StepDialogProps): ReactNode {
  const t = useText();
  const { sport, situation } = useDesk();
  const { state, now } = situation(moment);
  const clock = clockAt(state, now);
  const title = stepText(t, step, sport.kind);
  return (
    <FormDialog
      title={title}
      onClose={onClose}
      onSubmit={() => onFacts(factsOf(sport, step, state))}
      submit={title}
      plain
    >
      <Text>{t(doubt, { clock: clock ? clockText(clock) : '' })}</Text>
    </FormDialog>
  );
}

export function FinalDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view, teams, sport } = useDesk();
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
      onSubmit={() => onFacts(factsOf(sport, { kind: 'final' }, view.state ?? {}))}
      submit={t('flow.finalise')}
      plain
    >
      <Text>{t('flow.finaliseHelp')}</Text>
    </FormDialog>
  );
}

export function ReopenDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { sport, view } = useDesk();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (): void => {
    if (reason.trim() === '') setFault(t('correct.reasonNeeded'));
    else onFacts(factsOf(sport, { kind: 'reopen' }, view.state ?? {}, reason.trim()));
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
