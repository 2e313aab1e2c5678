import { Autocomplete, NativeSelect } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { statusOf } from '../../../shared/feed/status.js';
import { useText } from '../../../shared/i18n/language.js';
import { useDesk } from './desk-context.js';
import { FormDialog, type DialogProps } from './form-dialog.js';

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

/** How a match was decided where its score does not say so. */
const DECISIONS = ['award', 'walkover', 'retirement', 'forfeit', 'disqualification'] as const;
const DECIDED: ReadonlySet<string> = new Set(['ended', 'awarded']);

/** Why play stops or goes on; spectators read the reason. */
export function StatusDialog({ onClose, onFacts }: DialogProps): ReactNode {
  const t = useText();
  const { view, sport } = useDesk();
  const [status, setStatus] = useState<string>(statusOf(view.state ?? {}) ?? 'live');
  const [reason, setReason] = useState('');
  const [decidedBy, setDecidedBy] = useState('');
  const submit = (): void => {
    const said = reason.trim();
    const data = {
      status,
      ...(said === '' ? {} : { reason: said }),
      ...(decidedBy === '' || !DECIDED.has(status) ? {} : { decidedBy }),
    };
    onFacts([{ type: 'status', data }]);
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
      {DECIDED.has(status) && (
        <NativeSelect
          mt="sm"
          label={t('statusDialog.decidedBy')}
          value={decidedBy}
          onChange={(event) => setDecidedBy(event.currentTarget.value)}
          data={[
            { value: '', label: t('statusDialog.asPlayed') },
            ...DECISIONS.map((value) => ({ value, label: t(`decided.${value}`) })),
          ]}
        />
      )}
      <Autocomplete
        mt="sm"
        label={t('statusDialog.reason')}
        description={t('statusDialog.reasonHelp')}
        maxLength={500}
        data={[...new Set(sport.reasons.map((reason) => t(reason)))]}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
