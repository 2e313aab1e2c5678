import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en } from './en.js';
import { translator, type Catalogue, type Translate } from './translate.js';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'touchline.language';

interface LanguageValue {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly t: Translate;
}

const LanguageContext = createContext<LanguageValue | undefined>(undefined);

function isLanguage(value: string | null | undefined): value is Language {
  return value === 'en' || value === 'de';
}

function preferred(): Language {
  const chosen = localStorage.getItem(STORED);
  if (isLanguage(chosen)) return chosen;
  const first = navigator.language.slice(0, 2);
  return isLanguage(first) ? first : 'en';
}

/** Texts in the language of the reader; others than English are loaded when they are wanted. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(preferred);
  const [catalogue, setCatalogue] = useState<
    { readonly language: Language; readonly texts: Catalogue } | undefined
  >(language === 'en' ? { language: 'en', texts: en } : undefined);

  useEffect(() => {
    let wanted = true;
    if (language === 'en') setCatalogue({ language, texts: en });
    else
      import('./de.js').then(
        ({ de }) => wanted && setCatalogue({ language, texts: de }),
        () => wanted && setCatalogue({ language: 'en', texts: en }),
      );
    return () => {
      wanted = false;
    };
  }, [language]);

  const value = useMemo(
    () =>
      catalogue && {
        language: catalogue.language,
        choose: (chosen: Language) => {
          localStorage.setItem(STORED, chosen);
          setLanguage(chosen);
        },
        t: translator(catalogue.texts, catalogue.language),
      },
    [catalogue],
  );
  useEffect(() => {
    if (value) document.documentElement.lang = value.language;
  }, [value]);
  if (!value) return null;
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageValue {
  const value = use(LanguageContext);
  if (!value) throw new Error('useLanguage needs a LanguageProvider above it.');
  return value;
}

export function useText(): Translate {
  return useLanguage().t;
}
