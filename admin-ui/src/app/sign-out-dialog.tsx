import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { waiting } from '../shared/waiting/waiting.js';
import { Dialog } from '../shared/ui/dialog.js';

interface SignOutDialogProps {
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

/** Asks before presses that wait are lost. */
export function SignOutDialog({ onClose, onSignOut }: SignOutDialogProps): ReactNode {
  const t = useText();
  return (
    <Dialog onClose={onClose} title={t('auth.signOut')}>
      <Text>{t('auth.leaveQueue', { count: waiting.total })}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('app.cancel')}
        </Button>
        <Button color="red" onClick={onSignOut}>
          {t('auth.signOut')}
        </Button>
      </Group>
    </Dialog>
  );
}
