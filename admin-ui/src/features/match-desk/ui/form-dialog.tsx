import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Moment } from '../../../shared/press/desk.js';
import { Dialog } from '../../../shared/ui/dialog.js';

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
  return (
    <Dialog onClose={onClose} title={title} returnFocus="byKeyboard">
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
    </Dialog>
  );
}
