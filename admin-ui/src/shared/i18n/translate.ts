import type { TextKey } from './en.js';

export type Catalogue = Readonly<Record<TextKey, string>>;
export type Values = Readonly<Record<string, string | number>>;
type Stem<Key> = Key extends `${infer Name}_other` ? Name : never;
/** A key, or the stem of a pair that depends on `count`. */
export type Phrase = TextKey | Stem<TextKey>;
export type Translate = (phrase: Phrase, values?: Values) => string;

/** Words of one language. What is missing in `values` stays as it stands, so that it is seen. */
export function translator(catalogue: Catalogue, language: string): Translate {
  const plural = new Intl.PluralRules(language);
  const texts = catalogue as Readonly<Record<string, string>>;
  return (phrase, values = {}) => {
    const form = typeof values['count'] === 'number' ? plural.select(values['count']) : 'other';
    const template =
      texts[phrase] ??
      texts[`${phrase}_${form === 'one' ? 'one' : 'other'}`] ??
      texts[`${phrase}_other`] ??
      phrase;
    return template.replace(/\{(\w+)\}/g, (hole, name: string) => {
      const value = values[name];
      return value === undefined ? hole : String(value);
    });
  };
}

/** Whether the catalogue knows `key`: for words that come from a feed, such as the name of a period. */
export function isPhrase(catalogue: Catalogue, key: string): key is TextKey {
  return Object.hasOwn(catalogue, key);
}
