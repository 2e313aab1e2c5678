import fc from 'fast-check';
import { assign, effectiveKeys, holderOf, ownKeys, swap, withStroke, type KeyMap } from './key-map.js';

const DEFAULTS: KeyMap = { goal: ['g'], yellow: ['y'], undo: ['u', 'ctrl+z'], clock: [' '] };
const strokes = fc.constantFrom('g', 'y', 'u', 'ctrl+z', ' ', 'b', 'n', 'm');
const actions = fc.constantFrom(...Object.keys(DEFAULTS));
const change = fc.oneof(
  fc.record({ kind: fc.constant('assign' as const), action: actions, stroke: strokes }),
  fc.record({ kind: fc.constant('swap' as const), action: actions, stroke: strokes }),
  fc.record({ kind: fc.constant('reset' as const), action: actions, stroke: strokes }),
);

function apply(
  keys: KeyMap,
  { kind, action, stroke }: { kind: string; action: string; stroke: string },
): KeyMap {
  const old = keys[action]?.[0];
  if (kind === 'reset') return assign(keys, action, DEFAULTS[action] ?? []);
  if (kind === 'swap' && old !== undefined) return swap(keys, action, old, stroke);
  return assign(keys, action, withStroke(keys[action] ?? [], undefined, stroke));
}

describe('keys of a desk', () => {
  it('are the defaults until somebody rebinds them', () => {
    expect(effectiveKeys(DEFAULTS, {})).toEqual(DEFAULTS);
    expect(ownKeys(DEFAULTS, DEFAULTS)).toEqual({});
  });

  it('give a stroke to whom it was given last', () => {
    const keys = assign(DEFAULTS, 'goal', ['u']);
    expect(keys).toMatchObject({ goal: ['u'], undo: ['ctrl+z'] });
  });

  it('swap, so that both actions keep a key', () => {
    expect(swap(DEFAULTS, 'goal', 'g', 'y')).toMatchObject({ goal: ['y'], yellow: ['g'] });
    expect(swap(DEFAULTS, 'goal', 'g', 'b')).toMatchObject({ goal: ['b'], yellow: ['y'] });
  });

  it('change one stroke and leave the others', () => {
    expect(withStroke(['u', 'ctrl+z'], 'u', 'b')).toEqual(['b', 'ctrl+z']);
    expect(withStroke(['u', 'ctrl+z'], undefined, 'b')).toEqual(['u', 'ctrl+z', 'b']);
    expect(withStroke(['u', 'ctrl+z'], 'u', 'ctrl+z')).toEqual(['ctrl+z']);
  });

  it('take a default away from an action whose stroke somebody gave to another, in a newer version too', () => {
    const own = ownKeys(DEFAULTS, assign(DEFAULTS, 'goal', ['v']));
    const newer: KeyMap = { ...DEFAULTS, video: ['v'] };
    expect(effectiveKeys(newer, own)).toMatchObject({ goal: ['v'], video: [], yellow: ['y'] });
  });

  it('forget what was bound to an action that is gone', () => {
    expect(effectiveKeys(DEFAULTS, { offside: ['g'] })).toEqual(DEFAULTS);
  });

  it('never have a stroke twice, and survive being stored, whatever is changed in whatever order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const keys = changes.reduce(apply, DEFAULTS);
        const all = Object.values(keys).flat();
        expect(new Set(all).size).toBe(all.length);
        expect(effectiveKeys(DEFAULTS, ownKeys(DEFAULTS, keys))).toEqual(keys);
        for (const stroke of all) expect(keys[holderOf(keys, stroke) ?? '']).toContain(stroke);
      }),
    );
  });
});
