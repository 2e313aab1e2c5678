import { holderOf } from '../../../shared/keys/key-map.js';
import { strokeFault, strokeOf } from '../../../shared/keys/stroke.js';
import { en } from '../../../shared/i18n/en.js';
import { canReplace, keySetOf } from './actions.js';
import { SPORTS } from './sports.js';
import type { Sport } from './sport.js';

const TABLE = SPORTS.map((sport): [string, Sport] => [sport.kind, sport]);

const stroke = (key: string, rest = {}) =>
  strokeOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...rest }) ?? '';

describe.each(TABLE)('the keys of %s', (_kind, sport) => {
  const { defaults } = keySetOf(sport);

  it('mean one action each, and are none that the browser keeps', () => {
    const all = Object.values(defaults).flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((key) => strokeFault(key) !== undefined)).toEqual([]);
  });

  it('have actions with one id and words each', () => {
    expect(Object.keys(defaults)).toHaveLength(sport.actions.length);
    expect(sport.actions.filter(({ label }) => !Object.hasOwn(en, label))).toEqual([]);
  });

  it('act alone, and not as part of a shortcut of the browser', () => {
    expect(holderOf(defaults, stroke('c'))).toBe('comment');
    expect(holderOf(defaults, stroke('C'))).toBe('comment');
    expect(holderOf(defaults, stroke('c', { ctrlKey: true }))).toBeUndefined();
    expect(stroke('c', { altKey: true })).toBe('');
  });

  it('know modifiers where they have a meaning', () => {
    expect(holderOf(defaults, stroke(' '))).toBe('clockToggle');
    expect(holderOf(defaults, stroke('?', { shiftKey: true }))).toBe('help');
    expect(holderOf(defaults, stroke('z', { ctrlKey: true }))).toBe('undo');
    expect(holderOf(defaults, stroke('z', { metaKey: true }))).toBe('undo');
  });

  it('replace by what becomes one event', () => {
    const situation = { state: {}, config: {}, now: 0 };
    const ids = sport.actions.filter((action) => canReplace(action, situation)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(2);
    for (const id of ['undo', 'status', 'next', 'clockToggle']) expect(ids).not.toContain(id);
  });
});
