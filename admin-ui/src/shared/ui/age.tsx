import type { ReactNode } from 'react';
import { ageText } from '../feed/age.js';
import { useText } from '../i18n/language.js';
import { useNow } from '../live/use-now.js';

/** How long ago `at` (ISO 8601) was, as time passes. */
export function Age({ at }: { readonly at: string }): ReactNode {
  const t = useText();
  const now = useNow('seconds');
  return <time dateTime={at}>{ageText(Date.parse(at), now, t)}</time>;
}
