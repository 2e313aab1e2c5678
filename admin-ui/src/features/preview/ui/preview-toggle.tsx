import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { useKeys } from '../../../shared/keys/use-keys.js';
import { KeyCap } from '../../../shared/ui/key-cap.js';
import { PREVIEW_KEYS } from '../model/keys.js';

interface PreviewToggleProps {
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function PreviewToggle({ open, onToggle }: PreviewToggleProps): ReactNode {
  const t = useText();
  const stroke = useKeys(PREVIEW_KEYS).firstOf('toggle');
  return (
    <Button
      variant="default"
      size="xs"
      aria-pressed={open}
      {...(stroke === undefined
        ? {}
        : { 'aria-keyshortcuts': stroke, rightSection: <KeyCap decorative stroke={stroke} /> })}
      onClick={onToggle}
    >
      {t('preview.toggle')}
    </Button>
  );
}
