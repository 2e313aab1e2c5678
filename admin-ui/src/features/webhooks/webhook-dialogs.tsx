import { Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ConfirmDialog, FormDialog } from '../../shared/form/form-dialog.js';
import { LinesField } from '../../shared/form/lines-field.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { changeWebhook, createWebhook, deleteWebhook, rotateSecret } from './api/calls.js';
import type { Webhook } from './api/webhook.js';
import { changeOf, draftOf, faultsOf, FIELDS, settingsOf, type WebhookDraft } from './webhook-draft.js';

interface SettingsDialogProps {
  /** Absent: a new one. */
  readonly webhook?: Webhook;
  readonly onClose: () => void;
  /** The secret comes with a new one only. */
  readonly onSaved: (webhook: Webhook, secret: string | undefined) => void;
}

/** Asks where to deliver what. */
export function SettingsDialog({ webhook, onClose, onSaved }: SettingsDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState<WebhookDraft>(() => draftOf(webhook));
  const set = (change: Partial<WebhookDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const create = async (): Promise<void> => {
    const { secret, ...made } = await createWebhook(api, settingsOf(draft));
    onSaved(made, secret);
  };
  const change = async (old: Webhook): Promise<void> => {
    const changes = changeOf(draft, old);
    const nothing = Object.keys(changes).length === 0;
    onSaved(nothing ? old : await changeWebhook(api, old.id, changes), undefined);
  };
  const submission = useSubmit({
    fields: FIELDS,
    check: () => faultsOf(draft, t),
    send: () => (webhook ? change(webhook) : create()),
    ...(webhook ? {} : { unknown: t('webhooks.unknown') }),
  });
  const { faults } = submission;
  return (
    <FormDialog
      title={t(webhook ? 'webhooks.editTitle' : 'webhooks.new')}
      action={t(webhook ? 'webhooks.save' : 'webhooks.create')}
      size="lg"
      submission={submission}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        type="url"
        label={t('webhooks.url')}
        description={t('webhooks.urlHelp')}
        maxLength={2048}
        autoComplete="off"
        spellCheck={false}
        value={draft.url}
        error={faults.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <LinesField
        label={t('webhooks.feeds')}
        description={t('webhooks.feedsHelp')}
        value={draft.feeds}
        error={faults.feeds}
        onChange={(feeds) => set({ feeds })}
      />
      <LinesField
        label={t('webhooks.types')}
        description={t('webhooks.typesHelp')}
        value={draft.types}
        error={faults.types}
        onChange={(types) => set({ types })}
      />
    </FormDialog>
  );
}

interface WebhookDialogProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

export function DeleteDialog({
  webhook,
  onClose,
  onDeleted,
}: WebhookDialogProps & { readonly onDeleted: () => void }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await deleteWebhook(api, webhook.id);
      onDeleted();
    },
  });
  return (
    <ConfirmDialog
      title={t('webhooks.deleteAsk')}
      action={t('webhooks.delete')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('webhooks.deleteHelp', { url: webhook.url })}</Text>
    </ConfirmDialog>
  );
}

export function RotateDialog({
  webhook,
  onClose,
  onRotated,
}: WebhookDialogProps & { readonly onRotated: (secret: string) => void }): ReactNode {
  const t = useText();
  const { api } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => onRotated((await rotateSecret(api, webhook.id)).secret),
    unknown: t('webhooks.rotateUnknown'),
  });
  return (
    <FormDialog
      title={t('webhooks.rotateAsk')}
      action={t('webhooks.rotate')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('webhooks.rotateHelp')}</Text>
    </FormDialog>
  );
}
