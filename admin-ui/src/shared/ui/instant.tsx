import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language.js';

/** The reader's own kind of the language, as of English in Britain. */
export function localeOf(language: string): string {
  return navigator.languages.find((one) => one.split('-')[0] === language) ?? language;
}

/** `20 Nov 2026, 14:03:27`: the date as the language writes it, the time as everywhere, in the person's own time zone. */
function instantText(at: string | number, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** An instant (ISO 8601), to the second; the machine's form on demand. */
export function Instant({ at }: { readonly at: string }): ReactNode {
  const { language } = useLanguage();
  return (
    <time dateTime={at} title={at}>
      {instantText(at, language)}
    </time>
  );
}
