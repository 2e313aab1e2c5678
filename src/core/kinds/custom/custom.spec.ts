import type { JsonObject } from '../../json/json.js';
import { parseUntrustedConfig, parseUntrustedUpdate } from '../update.js';
import { custom } from './custom.js';

const weather: JsonObject = {
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://example.org/weather',
    type: 'object',
    properties: {
      degrees: { type: 'number', minimum: -100 },
      sky: { enum: ['clear', 'cloudy'] },
      wind: { $ref: '#/$defs/wind' },
    },
    required: ['degrees'],
    additionalProperties: false,
    $defs: { wind: { type: 'object', properties: { 'a/b': { type: 'string' } } } },
  },
};

const issues = (data: JsonObject, config: JsonObject = weather): unknown => {
  const parsed = parseUntrustedUpdate(custom, 'reading', data, config);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
};
const refusal = (schema: unknown): unknown => {
  const parsed = parseUntrustedConfig(custom, { schema } as JsonObject);
  return parsed.ok ? undefined : parsed.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
};

describe('a custom feed', () => {
  it('takes data for the patch: a null removes its key', () => {
    const once = custom.reduce(
      {},
      { seq: 1, type: 'x', data: { a: { b: 1, c: 2 }, d: 3 }, occurredAt: '' },
      {},
    );
    expect(
      custom.reduce(once, { seq: 2, type: 'y', data: { a: { b: null }, d: null }, occurredAt: '' }, {}),
    ).toEqual({
      a: { c: 2 },
    });
    expect(custom.dataIsPatch).toBe(true);
  });

  it('refuses null inside an array, however deep', () => {
    expect(issues({ a: [1, { b: [null] }], c: null, d: [null] }, {})).toEqual([
      'data.d.0: null is not allowed inside an array: leave the item out',
      'data.a.1.b.0: null is not allowed inside an array: leave the item out',
    ]);
    expect(issues({ a: [{ b: null }] }, {})).toHaveLength(1);
    expect(issues({ a: { b: null } }, {})).toEqual([]);
  });

  it('names every fault by the path of its field', () => {
    expect(issues({ sky: 'green', wind: { 'a/b': 1 }, rain: true })).toEqual([
      'data.degrees: is required by the schema of this feed',
      'data.rain: is not a field of the schema of this feed',
      'data.sky: must be one of ["clear","cloudy"]',
      'data.wind.a/b: must be string',
    ]);
    expect(issues({ degrees: 1, sky: 'clear' })).toEqual([]);
  });

  it('names a single fault of data too large to list all', () => {
    const config = { schema: { additionalProperties: { type: 'string' } } };
    const data = Object.fromEntries(
      Array.from({ length: 60_000 }, (_, index) => [`key${index}`, 'x'.repeat(10)]),
    );
    expect(issues({ ...data, wrong: 1, alsoWrong: 2 }, config)).toEqual(['data.wrong: must be string']);
  });

  it('does not mistake inherited members for required ones', () => {
    const config = { schema: { type: 'object', required: ['toString'] } };
    expect(issues({}, config)).toEqual(['data.toString: is required by the schema of this feed']);
  });

  it('knows no other config, and needs a valid schema', () => {
    expect(parseUntrustedConfig(custom, { colour: 'red' })).toMatchObject({
      issues: [{ path: 'config.colour' }],
    });
    expect(parseUntrustedConfig(custom, weather)).toEqual({ ok: true, value: weather });
    expect(refusal('x')).toContain('config.schema: must be an object');
    expect(refusal({ type: 'wrong' })).toContain('is not a valid JSON Schema 2020-12');
    expect(refusal({ properties: 1 })).toContain('config.schema.properties: must be an object of schemas');
    expect(refusal({ $schema: 'http://json-schema.org/draft-07/schema#' })).toContain('2020-12');
  });

  it.each<[string, unknown, string]>([
    ['a remote reference', { $ref: 'https://example.org/x' }, 'nothing is fetched'],
    ['a relative reference', { $ref: 'other.json#/a' }, 'nothing is fetched'],
    ['a reference to nothing', { $ref: '#/$defs/x' }, 'points to nothing'],
    ['a reference to a prototype', { $ref: '#/constructor' }, 'points to nothing'],
    ['a recursion', { properties: { a: { $ref: '#' } } }, 'refers back to itself'],
    ['a regular expression', { properties: { a: { pattern: '^(a+)+$' } } }, 'could take too long'],
    ['patterned keys', { patternProperties: { '^(a+)+$': {} } }, 'could take too long'],
    ['an asynchronous check', { $async: true }, 'is not supported'],
    ['dynamic references', { $dynamicRef: '#x' }, 'is not supported'],
    ['unbounded pairs to compare', { properties: { a: { uniqueItems: true } } }, 'needs maxItems'],
    ['too much text', { description: 'x'.repeat(20_000) }, 'too large'],
  ])('refuses a schema with %s', (_, schema, reason) => {
    expect(refusal(schema)).toContain(reason);
  });

  it('refuses references that double at each level, and nesting without end', () => {
    const $defs: JsonObject = { s0: { type: 'string' } };
    for (let level = 1; level <= 25; level++) {
      const below = { $ref: `#/$defs/s${level - 1}` };
      $defs[`s${level}`] = { anyOf: [below, below] };
    }
    expect(refusal({ $defs, $ref: '#/$defs/s25' })).toContain('over 1000');
    let deep: JsonObject = {};
    for (let level = 0; level < 15; level++) deep = { not: deep };
    expect(refusal(deep)).toBeUndefined();
    for (let level = 0; level < 60; level++) deep = { not: deep };
    expect(refusal(deep)).toContain('deeper than 32');
  });

  it('refuses what would be much work for each of many items', () => {
    const allOf = Array.from({ length: 150 }, (_, minimum) => ({ minimum }));
    expect(refusal({ properties: { a: { allOf } } })).toBeUndefined();
    expect(refusal({ properties: { a: { items: { allOf } } } })).toContain('over 1000');
    const slow = Array.from({ length: 10 }, (_, index) => ({ pattern: `^a*a*b{${index}}$` }));
    expect(refusal({ properties: { a: { anyOf: slow } } })).toBeUndefined();
    expect(refusal({ additionalProperties: { anyOf: slow } })).toContain('over 1000');
  });

  it('checks by patterns that are quick, also of keys', () => {
    const config = {
      schema: { patternProperties: { '^[a-z]{1,3}$': { pattern: '^[0-9]+$' } }, additionalProperties: false },
    };
    expect(refusal(config.schema)).toBeUndefined();
    expect(issues({ abc: '12' }, config)).toEqual([]);
    expect(issues({ abc: '1x', long: '1' }, config)).toEqual([
      'data.long: is not a field of the schema of this feed',
      'data.abc: must match pattern "^[0-9]+$"',
    ]);
    expect(issues({ abc: '1'.repeat(257) }, config)).toHaveLength(1);
  });

  it('accepts a field that happens to be called like a refused keyword', () => {
    expect(refusal({ properties: { pattern: { type: 'string' }, $ref: {}, $async: {} } })).toBeUndefined();
  });

  it('says that it is active when its own state says live or trading', () => {
    expect(custom.isActive({ status: 'live' })).toBe(true);
    expect(custom.isActive({ tradingStatus: 'trading' })).toBe(true);
    expect(custom.isActive({ status: 1 })).toBe(false);
    expect(custom.statusOf({ status: 'live' })).toBe('live');
  });
});
