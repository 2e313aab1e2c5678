import type { TextKey } from '../../../shared/i18n/en.js';
import type { DeskKeys } from '../../../shared/keys/key-map.js';
import { keySetOf } from './actions.js';
import type { Action, Sport } from './sport.js';
import { SPORTS } from './sports.js';

const GROUPS: readonly { readonly title: TextKey; readonly group: Action['group'] }[] = [
  { title: 'keys.group.events', group: 'events' },
  { title: 'keys.group.clock', group: 'clock' },
  { title: 'keys.group.mistakes', group: 'mistakes' },
  { title: 'keys.group.other', group: 'other' },
];

function deskKeysOf(sport: Sport): DeskKeys {
  const byId = new Map(sport.actions.map((action) => [action.id, action]));
  const inGroup = (wanted: Action['group']): readonly string[] =>
    sport.actions.filter(({ group }) => group === wanted).map(({ id }) => id);
  return {
    ...keySetOf(sport),
    title: `kind.${sport.kind}` as TextKey,
    groups: GROUPS.map(({ title, group }) => ({ title, actions: inGroup(group) })).filter(
      ({ actions }) => actions.length > 0,
    ),
    nameOf: (t, id) => {
      const { label, side } = byId.get(id) ?? {};
      if (label === undefined) return id;
      return side === undefined ? t(label) : t('action.of', { what: t(label), team: t(`team.${side}`) });
    },
  };
}

/** The keys of all sports' desks, for whoever rebinds them. */
export const MATCH_KEYS: readonly DeskKeys[] = SPORTS.map(deskKeysOf);
