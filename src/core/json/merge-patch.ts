import { isObject, type Json, type JsonObject } from './json.js';

/**
 * A member of a JSON object, never one of its prototype: what is inherited are functions, and `__proto__`.
 * Cheaper than asking `Object.hasOwn` for each key.
 */
function own(object: JsonObject, key: string): Json | undefined {
  const value = object[key];
  if (typeof value !== 'function' && key !== '__proto__') return value;
  return Object.hasOwn(object, key) ? value : undefined;
}

function put(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** Branches remembered at a time: what is removed from a state would else stay in memory. One that is forgotten is copied again. */
const MOST_OWN = 1000;

function copyOf(target: JsonObject, mine: OwnBranches | undefined): JsonObject {
  const copy = { ...target };
  if (mine && mine.size >= MOST_OWN) mine.clear();
  mine?.add(copy);
  return copy;
}

/** Branches that one caller made and nobody else has seen; a bounded number of them. */
export type OwnBranches = Set<JsonObject>;

/**
 * RFC 7396. Never changes its arguments; untouched branches are shared with `target`, so states can be compared by identity.
 * @param mine lets many patches cost one copy of a wide object: those of it are changed in place, and what is copied joins them
 */
export function applyPatch(target: JsonObject, patch: JsonObject, mine?: OwnBranches): JsonObject {
  let result = mine?.has(target) ? target : undefined;
  for (const key of Object.keys(patch)) {
    const change = patch[key] as Json;
    const before = own(target, key);
    if (change === null) {
      if (before === undefined) continue;
      result ??= copyOf(target, mine);
      delete result[key];
      continue;
    }
    const after = isObject(change) ? applyPatch(isObject(before) ? before : {}, change, mine) : change;
    if (after === before) continue;
    result ??= copyOf(target, mine);
    put(result, key, after);
  }
  return result ?? target;
}

/**
 * The smallest merge patch that turns `before` into `after`. Both hold no `null` (the rule for state), so the patch is exact:
 * `applyPatch(before, diff(before, after))` equals `after`.
 */
export function diff(before: JsonObject, after: JsonObject): JsonObject {
  const patch: JsonObject = {};
  if (before === after) return patch;
  for (const key of Object.keys(before)) {
    if (own(after, key) === undefined) put(patch, key, null);
  }
  for (const key of Object.keys(after)) {
    const to = after[key] as Json;
    const from = own(before, key);
    if (from === to) continue;
    if (isObject(to) && isObject(from)) {
      const inner = diff(from, to);
      if (Object.keys(inner).length > 0) put(patch, key, inner);
    } else if (!equal(from, to)) {
      put(patch, key, to);
    }
  }
  return patch;
}

/** Deep equality of JSON values, whatever the order of keys. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], own(b, key)));
}
