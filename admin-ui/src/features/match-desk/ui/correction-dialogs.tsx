import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { blankDraft, draftOf, readDraft, type Faults } from '../model/fields.js';
import type { Operation } from '../../../shared/press/press.js';
import type { Entry } from '../../../shared/press/timeline.js';
import { useDesk } from './desk-context.js';
import { FactFields } from './fact-fields.js';
import { FormDialog } from './form-dialog.js';

interface CorrectionProps {
  readonly entry: Entry;
  readonly onClose: () => void;
  readonly onOperation: (operation: Operation) => void;
}

function ReasonField({
  value,
  fault,
  first,
  onChange,
}: {
  readonly value: string;
  readonly fault: boolean;
  readonly first?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const t = useText();
  return (
    <TextInput
      mt="md"
      label={t('correct.reason')}
      description={t('correct.reasonHelp')}
      error={fault && t('correct.reasonNeeded')}
      maxLength={1_000}
      value={value}
      data-autofocus={first}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Changes what an event says; its place and time stay. */
export function EditDialog({ entry, onClose, onOperation }: CorrectionProps): ReactNode {
  const t = useText();
  const { line, sport } = useDesk();
  const { fact } = entry;
  const [draft, setDraft] = useState(() => draftOf(sport.fields, fact));
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const [unreasoned, setUnreasoned] = useState(false);
  const submit = (): void => {
    const read = readDraft(sport.fields, fact.type, draft, fact.data);
    setFaults(read.faults ?? {});
    setUnreasoned(reason.trim() === '');
    if (read.faults || reason.trim() === '') return;
    onOperation({
      op: 'amend',
      target: { seq: entry.seq },
      fact: { type: fact.type, data: read.data },
      before: fact,
      reason: reason.trim(),
    });
  };
  return (
    <FormDialog
      title={t('correct.title', { what: line(fact) })}
      onClose={onClose}
      onSubmit={submit}
      submit={t('correct.publish')}
    >
      <FactFields type={fact.type} draft={draft} faults={faults} onChange={setDraft} />
      <ReasonField value={reason} fault={unreasoned} onChange={setReason} />
    </FormDialog>
  );
}

export function VoidDialog({ entry, onClose, onOperation }: CorrectionProps): ReactNode {
  const t = useText();
  const { line } = useDesk();
  const [reason, setReason] = useState('');
  const [unreasoned, setUnreasoned] = useState(false);
  const submit = (): void => {
    if (reason.trim() === '') setUnreasoned(true);
    else onOperation({ op: 'void', target: { seq: entry.seq }, before: entry.fact, reason: reason.trim() });
  };
  return (
    <FormDialog
      title={t('correct.voidTitle', { what: line(entry.fact) })}
      onClose={onClose}
      onSubmit={submit}
      submit={t('timeline.void')}
    >
      <Text>{t('correct.voidHelp')}</Text>
      <ReasonField first value={reason} fault={unreasoned} onChange={setReason} />
    </FormDialog>
  );
}

interface InsertDialogProps {
  readonly entry: Entry;
  readonly onClose: () => void;
  readonly onOperation: (operation: Operation) => void;
}

/** Adds what was missed, at its place: it counts there, in the period that ran. */
export function InsertDialog({ entry, onClose, onOperation }: InsertDialogProps): ReactNode {
  const t = useText();
  const { line, sport } = useDesk();
  const [type, setType] = useState(sport.insertable[0]?.type ?? 'comment');
  const [draft, setDraft] = useState(() => blankDraft(sport.fields, type));
  const [faults, setFaults] = useState<Faults>({});
  const choose = (chosen: string): void => {
    setType(chosen);
    setDraft(blankDraft(sport.fields, chosen));
    setFaults({});
  };
  const submit = (): void => {
    const read = readDraft(sport.fields, type, draft, {});
    setFaults(read.faults ?? {});
    if (!read.faults) onOperation({ op: 'publish', fact: { type, data: read.data }, insertAfter: entry.seq });
  };
  return (
    <FormDialog
      title={t('timeline.insertTitle')}
      onClose={onClose}
      onSubmit={submit}
      submit={t('picker.publish')}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('timeline.insertBehind', { what: line(entry.fact) })}
      </Text>
      <NativeSelect
        mb="sm"
        data-autofocus
        label={t('timeline.insertType')}
        value={type}
        onChange={(event) => choose(event.currentTarget.value)}
        data={sport.insertable.map(({ type: value, label }) => ({ value, label: t(label) }))}
      />
      <FactFields key={type} type={type} draft={draft} faults={faults} onChange={setDraft} />
    </FormDialog>
  );
}
