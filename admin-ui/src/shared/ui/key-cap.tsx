import { Kbd } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import type { Translate } from '../i18n/translate.js';
import { partsOf } from '../keys/stroke.js';
import classes from './key-cap.module.css';

interface KeyCapProps {
  readonly stroke: string;
  /** Beside what bears the key already: not part of its name. */
  readonly decorative?: boolean;
}

/** A stroke in words. */
export function strokeText(t: Translate, stroke: string): string {
  const names: Readonly<Record<string, string>> = {
    ' ': t('keys.space'),
    arrowleft: t('keys.left'),
    arrowright: t('keys.right'),
    arrowup: t('keys.up'),
    arrowdown: t('keys.down'),
    ctrl: 'Ctrl',
    shift: '⇧',
  };
  return partsOf(stroke)
    .map((part) => names[part] ?? part.toUpperCase())
    .join(' ');
}

/** A key as it stands on a keyboard. */
export function KeyCap({ stroke, decorative = false }: KeyCapProps): ReactNode {
  const t = useText();
  return (
    <Kbd size="xs" aria-hidden={decorative} className={classes['cap'] ?? ''}>
      {strokeText(t, stroke)}
    </Kbd>
  );
}
