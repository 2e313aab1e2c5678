import type { DeskKeys } from '../keys/key-map.js';

/** Heard only while somebody else holds the desk, when the desk's own keys mean nothing. */
export const EDITING_KEYS: DeskKeys<'takeOver'> = {
  id: 'editing',
  title: 'editing.keys',
  defaults: { takeOver: ['shift+t'] },
  groups: [{ title: 'editing.keys', actions: ['takeOver'] }],
  nameOf: (t) => t('editing.takeOver'),
};
