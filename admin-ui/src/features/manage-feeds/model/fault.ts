import type { Phrase, Translate, Values } from '../../../shared/i18n/translate.js';

/** What is wrong with one field: in the console's words, or in the server's. `path` is named as the server names it. */
export type Fault = { readonly path: string } & (
  { readonly phrase: Phrase; readonly values?: Values } | { readonly message: string }
);

export function faultText(fault: Fault, t: Translate): string {
  return 'phrase' in fault ? t(fault.phrase, fault.values) : fault.message;
}
