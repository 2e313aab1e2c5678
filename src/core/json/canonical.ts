import type { Json, JsonObject } from './json.js';

/** RFC 8785 canonical JSON: keys in UTF-16 code unit order, ECMAScript numbers, no white space. Expects I-JSON (no lone surrogates). */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`;
  }
  return `${text}}`;
}

/** The same object with the keys of every level in UTF-16 code unit order: its bytes tell nothing of how it came to be. */
export function ordered(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, orderedJson(value[key] as Json)]),
  );
}

function orderedJson(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  return Array.isArray(value) ? value.map(orderedJson) : ordered(value as JsonObject);
}
