import { en } from '../../shared/i18n/en.js';
import { translator } from '../../shared/i18n/translate.js';
import { ACTIONS, actionText, groupText } from './actions.js';

const t = translator(en, 'en');

describe('what the audit takes down', () => {
  it.each(Object.keys(ACTIONS))('has words for %s and all that belongs to it', (group) => {
    expect(groupText(t, group)).not.toBe(group);
    for (const action of ACTIONS[group] ?? []) {
      // The group's name finds it.
      expect(action.startsWith(`${group}.`)).toBe(true);
      expect(actionText(t, action)).not.toBe(action);
    }
  });

  it('calls what it does not know by its own name', () => {
    expect(actionText(t, 'feed.paint-over')).toBe('feed.paint-over');
  });
});
