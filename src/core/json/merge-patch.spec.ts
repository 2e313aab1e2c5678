import fc from 'fast-check';
import type { Json, JsonObject } from './json.js';
import { applyPatch, diff, equal } from './merge-patch.js';

const key = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '1',
    '',
  ),
  fc.string({ maxLength: 2 }),
);

/** Like JSON.parse, which makes `__proto__` a member of its own. */
function objectOf(entries: readonly (readonly [string, unknown])[]): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const { state } = fc.letrec<{ state: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(0, 1, '', 'x', true, false),
    fc.array(fc.constantFrom<Json>(1, 'x', null, {}, { a: 1 }), { maxLength: 3 }),
    tie('state'),
  ),
  state: fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(objectOf),
}));

describe('a merge patch', () => {
  // The table of RFC 7396, appendix A, as far as it speaks of objects.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('turns %j by %j into %j', (target, patch, result) => {
    expect(applyPatch(target, patch)).toEqual(result);
  });

  it('between two states leads from the one to the other', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const reached = applyPatch(before, diff(before, after));
        expect(equal(reached, after)).toBe(true);
        expect(JSON.stringify(sorted(reached))).toBe(JSON.stringify(sorted(after)));
      }),
      { numRuns: 500 },
    );
  });

  it('is empty between equal states, and only then', () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(diff(a, structuredClone(a))).toEqual({});
        expect(Object.keys(diff(a, b)).length === 0).toBe(equal(a, b));
      }),
    );
  });

  it('leaves its arguments alone and shares what it does not touch', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const texts = [before, after].map((value) => JSON.stringify(value));
        const patch = diff(before, after);
        applyPatch(before, patch);
        expect([before, after].map((value) => JSON.stringify(value))).toEqual(texts);
      }),
    );
    const target: JsonObject = { kept: { deep: [1] }, a: 1 };
    const result = applyPatch(target, { a: 2 });
    expect(result['kept']).toBe(target['kept']);
    expect(applyPatch(target, { a: 1, gone: null })).toBe(target);
  });

  it('in place leads where copies do, and changes nothing that was there before', () => {
    fc.assert(
      fc.property(state, fc.array(state, { maxLength: 6 }), (before, patches) => {
        const original = structuredClone(before);
        const given = structuredClone(patches);
        const mine = new Set<JsonObject>();
        const inPlace = patches.reduce((from, patch) => applyPatch(from, patch, mine), before);
        expect(
          equal(
            inPlace,
            given.reduce((from, patch) => applyPatch(from, patch), original),
          ),
        ).toBe(true);
        expect(equal(before, original)).toBe(true);
        expect(patches.every((patch, index) => equal(patch, given[index]))).toBe(true);
      }),
    );
    const mine = new Set<JsonObject>();
    const first = applyPatch({ a: 1 }, { b: 2 }, mine);
    expect(applyPatch(first, { c: 3 }, mine)).toBe(first);
  });

  it('in place does not hold on to what was removed again, however long the run', () => {
    const before = { wide: { a: 1 } };
    const mine = new Set<JsonObject>();
    let inPlace: JsonObject = before;
    let copied: JsonObject = before;
    for (let n = 0; n < 5000; n++) {
      const patch = { [`play${n}`]: { n }, [`play${n - 1}`]: null, wide: { [`w${n % 7}`]: n } };
      inPlace = applyPatch(inPlace, patch, mine);
      copied = applyPatch(copied, patch);
    }
    expect(mine.size).toBeLessThanOrEqual(1000);
    expect(equal(inPlace, copied)).toBe(true);
    expect(before).toEqual({ wide: { a: 1 } });
  });

  it('takes names of object members for data', () => {
    const patch = JSON.parse(
      '{"constructor": {"a": 1}, "toString": "x", "__proto__": {"polluted": true}}',
    ) as JsonObject;
    const result = applyPatch({}, patch);
    expect(JSON.stringify(result)).toBe(JSON.stringify(patch));
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
    expect(Object.keys(diff(result, {}))).toEqual(['constructor', 'toString', '__proto__']);
    expect(applyPatch(result, diff(result, {}))).toEqual({});
    expect(equal({ a: 1 }, { toString: 1 } as unknown as JsonObject)).toBe(false);
    expect(equal(JSON.parse('{"__proto__": {}}') as JsonObject, {})).toBe(false);
    expect(applyPatch({}, { valueOf: null } as unknown as JsonObject)).toEqual({});
  });

  it('puts an object where an array or a scalar was', () => {
    expect(applyPatch({ a: [1, 2] }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
    expect(diff({ a: [1] }, { a: {} })).toEqual({ a: {} });
  });
});

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.keys(value)
    .sort()
    .map((name) => [name, sorted(value[name] as Json)]);
}
