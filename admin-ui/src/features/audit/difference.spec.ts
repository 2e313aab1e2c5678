import { differenceOf, valueText } from './difference.js';

describe('what was changed', () => {
  it('is told field by field', () => {
    const before = { title: 'A', tags: ['x'], config: { home: { name: 'H' }, away: { name: 'G' } } };
    const after = {
      title: 'B',
      tags: ['x', 'y'],
      config: { home: { name: 'H', code: 'HH' }, away: { name: 'G' } },
    };
    expect(differenceOf(before, after)).toEqual([
      { path: 'title', before: 'A', after: 'B' },
      { path: 'tags', before: ['x'], after: ['x', 'y'] },
      { path: 'config.home.code', after: 'HH' },
    ]);
  });

  it('is everything where a thing was made, or taken away', () => {
    expect(differenceOf(undefined, { name: 'N', rate: 5 })).toEqual([
      { path: 'name', after: 'N' },
      { path: 'rate', after: 5 },
    ]);
    expect(differenceOf({ name: 'N' }, undefined)).toEqual([{ path: 'name', before: 'N' }]);
  });

  it('is nothing where nothing differs or nothing was noted', () => {
    expect(differenceOf({ a: 1 }, { a: 1 })).toEqual([]);
    expect(differenceOf(undefined, undefined)).toEqual([]);
  });

  it('tells null, which is a value, from absence', () => {
    expect(differenceOf({ publicDelaySeconds: 0 }, { publicDelaySeconds: null })).toEqual([
      { path: 'publicDelaySeconds', before: 0, after: null },
    ]);
  });

  it('ends however deep a thing is', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 40; level++) deep = { x: deep };
    expect(differenceOf(undefined, deep)).toHaveLength(1);
  });
});

it('writes values so that people can read them', () => {
  expect(['A', '', 5, null, ['x', 1], { a: true }].map(valueText)).toEqual([
    'A',
    '""',
    '5',
    'null',
    '["x",1]',
    '{"a":true}',
  ]);
});
