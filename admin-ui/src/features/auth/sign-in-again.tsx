import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Api } from '../../shared/api/api.js';
import { useText } from '../../shared/i18n/language.js';
import { sameAccount, type Session } from '../../shared/session/session.js';
import { SignInForm } from './sign-in-form.js';
import { Dialog } from '../../shared/ui/dialog.js';

interface SignInAgainProps {
  readonly api: Api;
  readonly session: Session;
  readonly onSignedIn: (session: Session) => void;
  readonly onSignOut: () => void;
}

/** Asks to sign in again over the page, which keeps all that was typed. Only the same account may go on with it. */
export function SignInAgain({ api, session, onSignedIn, onSignOut }: SignInAgainProps): ReactNode {
  const t = useText();
  const name = session.name ?? session.email ?? t('auth.asKey');
  return (
    <Dialog
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('auth.again')}
      zIndex={500}
    >
      <Text size="sm" mb="md">
        {t('auth.againHelp')}
      </Text>
      <SignInForm
        api={api}
        account={session.email}
        start={session.kind === 'person' ? 'person' : 'key'}
        objection={(found) => (sameAccount(found, session) ? undefined : t('auth.someoneElse', { name }))}
        onSignedIn={onSignedIn}
      />
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={onSignOut}>
        {t('auth.signOut')}
      </Button>
    </Dialog>
  );
}
