import { readKeyFile, writeKeyFile, type FileFault } from './key-file.js';
import type { KeySet } from './key-map.js';

const SETS: readonly KeySet[] = [
  { id: 'football', defaults: { goal: ['g'], yellow: ['y'], undo: ['u', 'ctrl+z'] } },
  { id: 'tennis', defaults: { point: ['p'] } },
];

function faults(desks: unknown): readonly FileFault[] {
  const read = readKeyFile(JSON.stringify({ format: 'touchline.keys', version: 1, desks }), SETS);
  return 'faults' in read ? read.faults : [];
}

describe('a file of keys', () => {
  it('is read as it was written', () => {
    const keys = { football: { goal: ['b'], yellow: [], undo: ['u'] }, tennis: { point: ['p'] } };
    expect(readKeyFile(writeKeyFile(keys), SETS)).toEqual({ keys });
  });

  it.each([
    ['{', [{ code: 'notJson' }]],
    ['[]', [{ code: 'notKeys' }]],
    ['{"format": "touchline.keys", "version": 2, "desks": {}}', [{ code: 'version', version: '2' }]],
    ['{"format": "touchline.keys", "version": 1}', [{ code: 'notKeys' }]],
    ['{"format": "touchline.keys", "version": 1, "desks": {}}', [{ code: 'empty' }]],
  ])('is refused as a whole: %s', (text, expected) => {
    expect(readKeyFile(text, SETS)).toEqual({ faults: expected });
  });

  it('is told all that is wrong with it, by desk, action and stroke', () => {
    const football = {
      goal: ['g'],
      yellow: ['ctrl+w', 'g'],
      undo: 'u',
      offside: ['o'],
      __proto__: null,
    };
    expect(faults({ football, tennis: { point: ['a', 'b', 'c', 'd'] }, curling: {} })).toEqual([
      { code: 'browser', desk: 'football', action: 'yellow', stroke: 'ctrl+w' },
      { code: 'twice', desk: 'football', action: 'yellow', other: 'goal', stroke: 'g' },
      { code: 'strokes', desk: 'football', action: 'undo' },
      { code: 'action', desk: 'football', action: 'offside' },
      { code: 'tooMany', desk: 'tennis', action: 'point' },
      { code: 'desk', desk: 'curling' },
    ]);
  });

  it('tells no more faults than anybody reads', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, ['g']]));
    expect(faults({ football: many })).toHaveLength(20);
  });
});
