import type { DeskKeys } from '../../../shared/keys/key-map.js';

/** Beside every desk, whatever its own keys are. */
export const PREVIEW_KEYS: DeskKeys<'toggle'> = {
  id: 'preview',
  title: 'preview.title',
  everywhere: true,
  defaults: { toggle: ['shift+v'] },
  groups: [{ title: 'keys.group.other', actions: ['toggle'] }],
  nameOf: (t) => t('preview.toggleKey'),
};
