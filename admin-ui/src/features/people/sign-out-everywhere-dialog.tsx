import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../../shared/form/form-dialog.js';
import { useSubmit } from '../../shared/form/use-submit.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { signOutEverywhere } from './api/calls.js';

/** For who lost a device: ends whatever is signed in as them, this page too. */
export function SignOutEverywhereDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useText();
  const { api, signOut } = useSession();
  const submission = useSubmit<never>({
    fields: [],
    send: async () => {
      await signOutEverywhere(api);
      signOut();
    },
  });
  return (
    <ConfirmDialog
      title={t('people.everywhereAsk')}
      action={t('people.signOut')}
      submission={submission}
      onClose={onClose}
    >
      <Text>{t('people.everywhereHelp')}</Text>
    </ConfirmDialog>
  );
}
