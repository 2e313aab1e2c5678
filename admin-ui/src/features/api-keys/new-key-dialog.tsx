import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Scope } from '../../../../src/core/protocol/permissions.js';
import { FormDialog } from '../../shared/form/form-dialog.js';
import { LinesField } from '../../shared/form/lines-field.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { useSession } from '../../shared/session/session-context.js';
import type { CreatedApiKey } from './api/api-key.js';
import { createApiKey } from './api/calls.js';
import {
  bodyOf,
  EMPTY_DRAFT,
  faultsOf,
  FIELDS,
  grantable,
  LIFETIMES,
  type KeyDraft,
  type Lifetime,
} from './key-draft.js';

interface NewKeyDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (key: CreatedApiKey) => void;
}

function lifetimeText(lifetime: Lifetime, t: Translate): string {
  if (lifetime === 'never' || lifetime === 'date') return t(`apiKeys.lifetime.${lifetime}`);
  return t('apiKeys.days', { count: Number(lifetime) });
}

/** Asks what a new key may do. */
export function NewKeyDialog({ onClose, onCreated }: NewKeyDialogProps): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const [draft, setDraft] = useState<KeyDraft>(EMPTY_DRAFT);
  const set = (change: Partial<KeyDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const submission = useSubmit({
    fields: FIELDS,
    check: () => faultsOf(draft, Date.now(), t),
    send: async () => onCreated(await createApiKey(api, bodyOf(draft, Date.now()))),
    unknown: t('apiKeys.unknown'),
  });
  const { faults } = submission;
  return (
    <FormDialog
      title={t('apiKeys.new')}
      action={t('apiKeys.create')}
      size="lg"
      submission={submission}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('apiKeys.name')}
        description={t('apiKeys.nameHelp')}
        maxLength={128}
        autoComplete="off"
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Checkbox.Group
        label={t('apiKeys.scopes')}
        description={t('apiKeys.scopesHelp')}
        data-fault={faults.scopes !== undefined}
        value={[...draft.scopes]}
        error={faults.scopes}
        onChange={(scopes) => set({ scopes: scopes as Scope[] })}
      >
        <Stack gap="xs" mt="xs">
          {grantable(session).map((scope) => (
            <Checkbox key={scope} value={scope} label={scope} description={t(`apiKeys.scope.${scope}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <LinesField
        label={t('apiKeys.feeds')}
        description={t('apiKeys.feedsHelp')}
        value={draft.feeds}
        error={faults.feeds}
        onChange={(feeds) => set({ feeds })}
      />
      <NativeSelect
        label={t('apiKeys.lifetime')}
        value={draft.lifetime}
        error={draft.lifetime === 'date' ? undefined : faults.expiresAt}
        onChange={(event) => set({ lifetime: event.currentTarget.value as Lifetime })}
        data={LIFETIMES.map((value) => ({ value, label: lifetimeText(value, t) }))}
      />
      {draft.lifetime === 'date' && (
        <TextInput
          type="datetime-local"
          label={t('apiKeys.expires')}
          value={draft.date}
          error={faults.expiresAt}
          onChange={(event) => set({ date: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t('apiKeys.rate')}
        description={t('apiKeys.rateHelp')}
        inputMode="numeric"
        autoComplete="off"
        value={draft.rateLimit}
        error={faults.rateLimitPerSecond}
        onChange={(event) => set({ rateLimit: event.currentTarget.value.trim() })}
      />
    </FormDialog>
  );
}
