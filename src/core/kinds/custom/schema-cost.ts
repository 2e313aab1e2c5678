import { isObject, type Json, type JsonObject } from '../../json/json.js';
import type { Issue } from '../../protocol/errors.js';
import { patternFault } from './pattern-cost.js';

/** How often, at most, one place of the data is looked at: the subschemas, each counted as often as references lead to it. */
export interface SchemaCost {
  readonly visits: number;
}

const MAX_CHARACTERS = 16_384;
const MAX_DEPTH = 32;
const MAX_VISITS = 1_000;
const MAX_UNIQUE_ITEMS = 1_000;
const DIALECT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/** Keywords whose cost cannot be bounded beforehand, or that reach outside of the schema. */
const REFUSED: Readonly<Record<string, string>> = {
  $dynamicRef: 'is not supported: use $ref',
  $dynamicAnchor: 'is not supported: use $defs and $ref',
  $recursiveRef: 'is not supported: use $ref',
  $recursiveAnchor: 'is not supported: use $defs and $ref',
  $async: 'is not supported: data is checked at once',
  dependencies: 'is not supported: use dependentSchemas or dependentRequired',
  $anchor: 'is not supported: refer by path, such as #/$defs/name',
};

const ONE = new Set([
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const LIST = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const KEYED = new Set(['dependentSchemas', 'patternProperties', 'properties']);

class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

function checkPattern(pattern: Json, path: string): void {
  const fault = typeof pattern === 'string' ? patternFault(pattern) : 'must be a string';
  if (fault) throw new Refusal(path, fault);
}

/** Objects are compared in pairs. */
function checkUnique({ maxItems }: JsonObject, path: string): void {
  if (typeof maxItems === 'number' && maxItems <= MAX_UNIQUE_ITEMS) return;
  throw new Refusal(path, `needs maxItems of at most ${MAX_UNIQUE_ITEMS} beside it`);
}

function resolve(root: JsonObject, reference: Json, path: string): JsonObject | boolean {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) {
    throw new Refusal(path, 'must point into this schema, such as #/$defs/name; nothing is fetched');
  }
  let value: Json | undefined = root;
  for (const segment of reference.slice(1).split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) value = undefined;
    else value = (value as JsonObject)[key];
    if (value === undefined) throw new Refusal(path, `points to nothing: ${reference.slice(0, 100)}`);
  }
  if (!isObject(value) && typeof value !== 'boolean') throw new Refusal(path, 'does not point to a schema');
  return value;
}

/** Counts visits depth first. References make it a graph; each node is counted once and a way back to a node being counted is refused. */
class Counter {
  readonly #root: JsonObject;
  readonly #visits = new Map<JsonObject, number>();
  readonly #open = new Set<JsonObject>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  count(schema: Json | undefined, path: string, depth: number): number {
    if (typeof schema === 'boolean') return 1;
    if (!isObject(schema)) throw new Refusal(path, 'must be a schema: an object, true or false');
    const known = this.#visits.get(schema);
    if (known !== undefined) return known;
    if (this.#open.has(schema)) {
      throw new Refusal(path, 'refers back to itself: recursive schemas are not supported');
    }
    if (depth > MAX_DEPTH) throw new Refusal(path, `is nested deeper than ${MAX_DEPTH}`);
    this.#open.add(schema);
    let visits = 1;
    for (const key of Object.keys(schema)) {
      visits += this.#keyword(schema, key, `${path}.${key}`, depth);
      if (visits > MAX_VISITS) {
        throw new Refusal(path, `is too large: more than ${MAX_VISITS} subschemas, references included`);
      }
    }
    this.#open.delete(schema);
    this.#visits.set(schema, visits);
    return visits;
  }

  #keyword(schema: JsonObject, key: string, path: string, depth: number): number {
    const value = schema[key] as Json;
    this.#check(schema, key, value, path);
    if (key === '$ref') return this.count(resolve(this.#root, value, path), path, depth + 1);
    if (ONE.has(key)) return this.count(value, path, depth + 1);
    if (LIST.has(key)) {
      if (!Array.isArray(value)) throw new Refusal(path, 'must be an array of schemas');
      return this.#sum(
        value.map((item, index) => [String(index), item]),
        path,
        depth,
      );
    }
    if (KEYED.has(key) || key === '$defs' || key === 'definitions') {
      if (!isObject(value)) throw new Refusal(path, 'must be an object of schemas');
      const sum = this.#sum(Object.entries(value), path, depth);
      return KEYED.has(key) ? sum : 0;
    }
    return 0;
  }

  #check(schema: JsonObject, key: string, value: Json, path: string): void {
    const refused = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined;
    if (refused) throw new Refusal(path, refused);
    if (key === '$id' && schema !== this.#root) throw new Refusal(path, 'is only supported at the root');
    if (key === '$schema' && !(typeof value === 'string' && DIALECT.test(value))) {
      throw new Refusal(path, 'must be https://json-schema.org/draft/2020-12/schema');
    }
    if (key === 'pattern') checkPattern(value, path);
    if (key === 'patternProperties' && isObject(value)) {
      for (const pattern of Object.keys(value)) checkPattern(pattern, path);
    }
    if (key === 'uniqueItems' && value === true) checkUnique(schema, path);
  }

  #sum(children: readonly (readonly [string, Json])[], path: string, depth: number): number {
    let visits = 0;
    for (const [key, child] of children) visits += this.count(child, `${path}.${key}`, depth + 1);
    return visits;
  }
}

/**
 * What validating by `schema` can cost, or why it is refused. Compiling and validating run on the event loop, for everybody: so the
 * size and depth are bounded, references stay inside and form no cycle (each branch of a recursion doubles the work a level),
 * and a regular expression is accepted only when the ways in which it can match are few (`patternFault`), since backtracking tries all.
 */
export function schemaCost(schema: JsonObject, path: string): SchemaCost | Issue {
  const size = JSON.stringify(schema).length;
  if (size > MAX_CHARACTERS) {
    return { path, message: `is too large: ${size} characters, at most ${MAX_CHARACTERS}` };
  }
  try {
    return { visits: new Counter(schema).count(schema, path, 0) };
  } catch (error) {
    if (error instanceof Refusal) return { path: error.path, message: error.message };
    throw error;
  }
}
