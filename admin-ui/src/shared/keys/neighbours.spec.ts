import type { DeskKeys } from './key-map.js';
import { clashesIn, neighbourWith } from './neighbours.js';

const desk = (id: string, defaults: DeskKeys['defaults'], everywhere?: true): DeskKeys => ({
  id,
  defaults,
  title: 'keys.title',
  groups: [],
  nameOf: (_, action) => action,
  ...(everywhere ? { everywhere } : {}),
});
const football = desk('football', { goal: ['g'], undo: ['u'] });
const tennis = desk('tennis', { point: ['g'] });
const preview = desk('preview', { toggle: ['shift+v'] }, true);
const DESKS = [football, tennis, preview];

describe('keys that are heard together', () => {
  it('are those of a desk and those of every desk, not those of two desks', () => {
    expect(neighbourWith('g', football, DESKS, {})).toBeUndefined();
    expect(neighbourWith('shift+v', football, DESKS, {})).toEqual({ desk: preview, action: 'toggle' });
    expect(neighbourWith('g', preview, DESKS, {})).toEqual({ desk: football, action: 'goal' });
    expect(neighbourWith('shift+v', preview, DESKS, {})).toBeUndefined();
  });

  it('are judged as they are bound now', () => {
    const own = { preview: { toggle: ['b'] } };
    expect(neighbourWith('shift+v', football, DESKS, own)).toBeUndefined();
    expect(neighbourWith('b', football, DESKS, own)).toEqual({ desk: preview, action: 'toggle' });
  });

  it('clash where one stroke would mean two things', () => {
    expect(clashesIn(DESKS, {})).toEqual([]);
    expect(clashesIn(DESKS, { preview: { toggle: ['u'] } })).toEqual([
      { desk: football, action: 'undo', stroke: 'u', other: { desk: preview, action: 'toggle' } },
    ]);
  });
});
