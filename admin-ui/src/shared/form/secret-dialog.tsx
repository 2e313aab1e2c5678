import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import { Callout } from '../ui/callout.js';
import classes from './secret-dialog.module.css';
import { Dialog } from '../ui/dialog.js';

interface SecretDialogProps {
  readonly title: string;
  /** Names the secret. */
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
  /** What it is good for, and what to do next. */
  readonly children?: ReactNode;
}

/** Copies where the page may; else selects it, for the person to copy. */
async function copied(field: HTMLInputElement): Promise<boolean> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without TLS there is no clipboard, and a browser may refuse it.
    return document.execCommand('copy');
  }
}

/** Shows a secret that is shown once. It does not go away before somebody says that they have it. */
export function SecretDialog({ title, label, secret, onClose, children }: SecretDialogProps): ReactNode {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const [stored, setStored] = useState(false);
  const [told, setTold] = useState('');

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  const copy = async (): Promise<void> => {
    if (field.current) setTold(t((await copied(field.current)) ? 'secret.copied' : 'secret.selected'));
  };

  return (
    <Dialog
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={title}
      size="lg"
    >
      <Stack gap="md">
        <Callout tone="warn">{t('secret.once')}</Callout>
        <div className={classes['row']}>
          <TextInput
            ref={field}
            className={classes['field']}
            classNames={{ input: classes['secret'] ?? '' }}
            label={label}
            value={secret}
            readOnly
            autoComplete="off"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button data-autofocus onClick={() => void copy()}>
            {t('secret.copy')}
          </Button>
        </div>
        <span role="status" className={classes['told']}>
          {told}
        </span>
        {children}
        <Checkbox
          ref={box}
          label={t('secret.stored')}
          checked={stored}
          onChange={(event) => setStored(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button
            variant={stored ? 'filled' : 'default'}
            aria-disabled={!stored}
            data-disabled={!stored || undefined}
            onClick={() => {
              if (stored) onClose();
              else box.current?.focus();
            }}
          >
            {t('secret.done')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
