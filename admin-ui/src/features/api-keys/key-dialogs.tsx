import { NativeSelect, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ConfirmDialog, FormDialog } from '../../shared/form/form-dialog.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { Callout } from '../../shared/ui/callout.js';
import type { ApiKey, CreatedApiKey } from './api/api-key.js';
import { revokeApiKey, rotateApiKey } from './api/calls.js';

interface RevokeKeyDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

export function RevokeKeyDialog({ apiKey, onClose, onRevoked }: RevokeKeyDialogProps): ReactNode {
  const t = useText();
  const { api, session } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await revokeApiKey(api, apiKey.id);
      onRevoked();
    },
  });
  return (
    <ConfirmDialog
      title={t('apiKeys.revokeAsk', { name: apiKey.name })}
      action={t('apiKeys.revoke')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('apiKeys.revokeHelp')}</Text>
      {session.kind === 'key' && session.id === apiKey.id && (
        <Callout tone="warn">{t('apiKeys.revokeOwn')}</Callout>
      )}
    </ConfirmDialog>
  );
}

const GRACE_SECONDS = [0, 3_600, 86_400, 604_800] as const;

interface RotateKeyDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onRotated: (key: CreatedApiKey) => void;
}

/** Asks how long the old secret goes on. */
export function RotateKeyDialog({ apiKey, onClose, onRotated }: RotateKeyDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [grace, setGrace] = useState<number>(86_400);
  const submission = useSubmit({
    fields: ['graceSeconds'],
    send: async () => onRotated(await rotateApiKey(api, apiKey.id, grace)),
    unknown: t('apiKeys.rotateUnknown'),
  });
  return (
    <FormDialog
      title={t('apiKeys.rotateAsk', { name: apiKey.name })}
      action={t('apiKeys.rotate')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('apiKeys.rotateHelp')}</Text>
      <NativeSelect
        data-autofocus
        label={t('apiKeys.grace')}
        value={grace}
        error={submission.faults.graceSeconds}
        onChange={(event) => setGrace(Number(event.currentTarget.value))}
        data={GRACE_SECONDS.map((seconds) => ({
          value: String(seconds),
          label: t(`apiKeys.grace.${seconds}`),
        }))}
      />
    </FormDialog>
  );
}
