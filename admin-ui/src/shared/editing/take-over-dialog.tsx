import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Editor } from '../../../../src/core/protocol/messages.js';
import { describeError } from '../api/describe-error.js';
import { useText } from '../i18n/language.js';
import { editorName } from './editor-name.js';
import { Dialog } from '../ui/dialog.js';

interface TakeOverDialogProps {
  readonly holder: Editor;
  readonly takeOver: () => Promise<void>;
  readonly onClose: () => void;
}

export function TakeOverDialog({ holder, takeOver, onClose }: TakeOverDialogProps): ReactNode {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const name = editorName(t, holder);
  const confirm = (): void => {
    setBusy(true);
    takeOver().then(onClose, (error: unknown) => {
      setBusy(false);
      setFault(describeError(error, t));
    });
  };
  /** What is under way can't be taken back: what it is for would be published though the question had been left. */
  const close = (): void => {
    if (!busy) onClose();
  };
  return (
    <Dialog
      onClose={close}
      title={t('editing.ask', { name })}
      withCloseButton={false}
      returnFocus="byKeyboard"
    >
      <Text>{t('editing.askHelp', { name })}</Text>
      {fault !== undefined && (
        <Text c="var(--mantine-color-error)" role="alert" mt="sm">
          {fault}
        </Text>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" disabled={busy} onClick={close}>
          {t('app.cancel')}
        </Button>
        <Button data-autofocus loading={busy} onClick={confirm}>
          {t('editing.takeOver')}
        </Button>
      </Group>
    </Dialog>
  );
}
