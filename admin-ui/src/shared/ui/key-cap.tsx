import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';

/** A key as it stands on a keyboard. */
export function KeyCap({ stroke }: { readonly stroke: string }): ReactNode {
  const t = useText();
  const names: Readonly<Record<string, string>> = {
    ' ': t('keys.space'),
    arrowleft: t('keys.left'),
    arrowright: t('keys.right'),
    ctrl: 'Ctrl',
    shift: '⇧',
  };
  const shown = stroke.split('+').map((part) => names[part] ?? part.toUpperCase());
  return <Kbd size="xs">{shown.join(' ')}</Kbd>;
}
