import { checksum } from '../core/json/checksum.js';
import type { JsonObject } from '../core/json/json.js';

/** States are never changed in place, so the sum of one is worked out once however many ask. */
const known = new WeakMap<JsonObject, string>();

export function checksumOf(state: JsonObject): string {
  let sum = known.get(state);
  if (sum === undefined) known.set(state, (sum = checksum(state)));
  return sum;
}
