import { canonicalJson } from '../../src/core/json/canonical.js';
import { isObject, type Json, type JsonObject } from '../../src/core/json/json.js';
import type { Expectation } from './format.js';

export interface Mismatch {
  readonly feed: string;
  readonly what: string;
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** The value at a dotted path. Keys themselves hold no dot. */
export function valueAt(state: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = state;
  for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** A number that is not there counts as 0: a period without goals need not be listed. */
function matches(actual: Json | undefined, expected: Json | undefined): boolean {
  if (expected === undefined) return actual === undefined;
  if (actual === undefined) return expected === 0;
  return canonicalJson(actual) === canonicalJson(expected);
}

function shown(value: Json | undefined): string {
  return value === undefined ? '(absent)' : typeof value === 'string' ? value : JSON.stringify(value);
}

export function verify(
  feed: string,
  state: JsonObject,
  expectations: readonly Expectation[],
): readonly Mismatch[] {
  return expectations.flatMap(({ what, values }) =>
    Object.entries(values)
      .filter(([path, expected]) => !matches(valueAt(state, path), expected))
      .map(([path, expected]) => ({
        feed,
        what,
        path,
        expected: shown(expected),
        actual: shown(valueAt(state, path)),
      })),
  );
}
