import type { Editor } from '../../../../src/core/protocol/messages.js';
import type { Translate } from '../i18n/translate.js';

/** How an editor is called here. `tab` is told of own tabs alone; behind one key may be several people. */
export function editorName(t: Translate, { kind, name, tab }: Editor): string {
  if (tab !== undefined && kind === 'person') return t('editing.ownTab');
  return name ?? t('editing.somebody');
}
