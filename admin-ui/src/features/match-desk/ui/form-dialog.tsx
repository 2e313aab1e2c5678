import { Button, Group, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useDialogKeys } from '../../../shared/keys/use-dialog-keys.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Moment } from '../../../shared/press/desk.js';

export interface DialogProps {
  readonly moment: Moment;
  readonly onClose: () => void;
  readonly onFacts: (facts: readonly Fact[]) => void;
}

interface FrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly submit: string;
  /** It has no field: Enter is for the button. */
  readonly plain?: boolean;
  readonly children: ReactNode;
}

/** A dialog with a form: Enter publishes, Escape leaves. */
export function FormDialog({ title, onClose, onSubmit, submit, plain, children }: FrameProps): ReactNode {
  const t = useText();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  useDialogKeys(({ key, target }) => {
    const early = key === 'Enter' && !(target instanceof Element && target.closest('[role=dialog]'));
    if (!plain || !early) return false;
    onSubmit();
    return true;
  });
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('form.close') }}
      title={title}
      centered
      returnFocus={false}
    >
      <form onSubmit={send} noValidate>
        {children}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" data-autofocus={plain}>
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
