import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import { Callout } from '../ui/callout.js';
import classes from './form-dialog.module.css';
import type { Submission } from './use-submit.js';
import { Dialog } from '../ui/dialog.js';

interface FormDialogProps<F extends string> {
  readonly title: string;
  /** Names the button that sends it. */
  readonly action: string;
  /** It takes something away. */
  readonly destroys?: boolean;
  readonly size?: string;
  readonly submission: Submission<F>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form over the page. While it is being sent it stays; a press beside it does not throw away what was typed. */
export function FormDialog<F extends string>({
  title,
  action,
  destroys = false,
  size = 'md',
  submission: { form, failure, busy, submit },
  onClose,
  children,
}: FormDialogProps<F>): ReactNode {
  const t = useText();
  const close = (): void => {
    if (!busy) onClose();
  };
  return (
    <Dialog onClose={close} title={title} size={size} closeOnClickOutside={false}>
      <form ref={form} className={classes['form']} onSubmit={submit} noValidate>
        <Stack gap="md">
          {children}
          {failure !== undefined && (
            <Callout tone="bad" role="alert">
              {failure}
            </Callout>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus={destroys || undefined}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={busy} {...(destroys ? { color: 'red' } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface ConfirmDialogProps {
  readonly title: string;
  readonly action: string;
  readonly submission: Submission<never>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is taken away; the focus is on what leaves it as it is. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  return <FormDialog destroys {...props} />;
}
