import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './key-cap.module.css';
import { useText } from '../i18n/language.js';

interface KeyCapProps {
  readonly stroke: string;
  /** Beside what bears the key already: not part of its name. */
  readonly decorative?: boolean;
}

/** A key as it stands on a keyboard. */
export function KeyCap({ stroke, decorative = false }: KeyCapProps): ReactNode {
  const t = useText();
  const names: Readonly<Record<string, string>> = {
    ' ': t('keys.space'),
    arrowleft: t('keys.left'),
    arrowright: t('keys.right'),
    ctrl: 'Ctrl',
    shift: '⇧',
  };
  const shown = stroke.split('+').map((part) => names[part] ?? part.toUpperCase());
  return (
    <Kbd size="xs" aria-hidden={decorative} className={classes['cap'] ?? ''}>
      {shown.join(' ')}
    </Kbd>
  );
}
