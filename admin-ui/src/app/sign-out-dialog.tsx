import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { waiting } from '../shared/waiting/waiting.js';

interface SignOutDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

/** Asks before presses that wait are lost. */
export function SignOutDialog({ opened, onClose, onSignOut }: SignOutDialogProps): ReactNode {
  const t = useText();
  return (
    <Modal opened={opened} onClose={onClose} title={t('auth.signOut')} centered>
      <Text>{t('auth.leaveQueue', { count: waiting.total })}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('app.cancel')}
        </Button>
        <Button color="red" onClick={onSignOut}>
          {t('auth.signOut')}
        </Button>
      </Group>
    </Modal>
  );
}
