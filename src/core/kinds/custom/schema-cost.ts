import { isObject, type Json, type JsonObject } from '../../json/json.js';
import type { Issue } from '../../protocol/errors.js';
import { patternCost } from './pattern-cost.js';

/** The work of validating: the weight of all subschemas, each counted as often as references lead to it. */
export interface SchemaCost {
  readonly visits: number;
}

const MAX_CHARACTERS = 16_384;
const MAX_DEPTH = 32;
const MAX_VISITS = 1_000;
/** What is applied to each item or member weighs more, as there may be many. */
const REPEATED_WEIGHT = 10;
/** Ways to match that weigh as much as a subschema. */
const WAYS_PER_VISIT = 5_000;
const MAX_UNIQUE_ITEMS = 1_000;
const TOO_LARGE = `is too large: the weight of its subschemas, references included, is over ${MAX_VISITS} (those for each item or member count ${REPEATED_WEIGHT} times)`;
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
const REPEATED = new Set([
  'additionalProperties',
  'contains',
  'items',
  'patternProperties',
  'propertyNames',
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

function patternVisits(pattern: Json, path: string): number {
  const cost = typeof pattern === 'string' ? patternCost(pattern) : 'must be a string';
  if (typeof cost === 'string') throw new Refusal(path, cost);
  return Math.ceil(cost / WAYS_PER_VISIT);
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

/** Where in a schema the count is: how it got there, and what a visit weighs. */
interface Place {
  readonly path: string;
  readonly depth: number;
  readonly weight: number;
}

/** Counts visits depth first. References make it a graph; each node is counted once and a way back to a node being counted is refused. */
class Counter {
  readonly #root: JsonObject;
  /** By weight. */
  readonly #visits = new Map([1, REPEATED_WEIGHT].map((weight) => [weight, new Map<JsonObject, number>()]));
  readonly #open = new Set<JsonObject>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  count(schema: Json | undefined, place: Place): number {
    const { path, depth, weight } = place;
    if (typeof schema === 'boolean') return weight;
    if (!isObject(schema)) throw new Refusal(path, 'must be a schema: an object, true or false');
    const known = this.#visits.get(weight)?.get(schema);
    if (known !== undefined) return known;
    if (this.#open.has(schema)) {
      throw new Refusal(path, 'refers back to itself: recursive schemas are not supported');
    }
    if (depth > MAX_DEPTH) throw new Refusal(path, `is nested deeper than ${MAX_DEPTH}`);
    this.#open.add(schema);
    let visits = weight;
    for (const key of Object.keys(schema)) {
      visits += this.#keyword(schema, key, { ...place, path: `${path}.${key}` });
      if (visits > MAX_VISITS) throw new Refusal(path, TOO_LARGE);
    }
    this.#open.delete(schema);
    this.#visits.get(weight)?.set(schema, visits);
    return visits;
  }

  #keyword(schema: JsonObject, key: string, { path, depth, weight: outer }: Place): number {
    const value = schema[key] as Json;
    this.#check(schema, key, value, path);
    const weight = REPEATED.has(key) ? REPEATED_WEIGHT : outer;
    const place = { path, depth: depth + 1, weight };
    if (key === 'pattern') return weight * patternVisits(value, path);
    if (key === '$ref') return this.count(resolve(this.#root, value, path), place);
    if (ONE.has(key)) return this.count(value, place);
    if (LIST.has(key)) {
      if (!Array.isArray(value)) throw new Refusal(path, 'must be an array of schemas');
      return this.#sum(Object.entries(value), place);
    }
    if (key === 'patternProperties' && isObject(value)) {
      const patterns = Object.keys(value).map((pattern) => patternVisits(pattern, path));
      return (
        this.#sum(Object.entries(value), place) + weight * patterns.reduce((sum, visits) => sum + visits, 0)
      );
    }
    if (KEYED.has(key) || key === '$defs' || key === 'definitions') {
      if (!isObject(value)) throw new Refusal(path, 'must be an object of schemas');
      const sum = this.#sum(Object.entries(value), place);
      return KEYED.has(key) ? sum : 0;
    }
    return 0;
  }

  #sum(children: readonly (readonly [string, Json])[], place: Place): number {
    let visits = 0;
    for (const [key, child] of children) {
      visits += this.count(child, { ...place, path: `${place.path}.${key}` });
    }
    return visits;
  }

  #check(schema: JsonObject, key: string, value: Json, path: string): void {
    const refused = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined;
    if (refused) throw new Refusal(path, refused);
    if (key === '$id' && schema !== this.#root) throw new Refusal(path, 'is only supported at the root');
    if (key === '$schema' && !(typeof value === 'string' && DIALECT.test(value))) {
      throw new Refusal(path, 'must be https://json-schema.org/draft/2020-12/schema');
    }
    if (key === 'uniqueItems' && value === true) checkUnique(schema, path);
  }
}

/**
 * What validating by `schema` can cost, or why it is refused. Compiling and validating run on the event loop, for everybody: so the
 * size and depth are bounded, references stay inside and form no cycle (each branch of a recursion doubles the work a level),
 * and a regular expression is accepted only when the ways in which it can match are few (`patternCost`), since backtracking tries all.
 */
export function schemaCost(schema: JsonObject, path: string): SchemaCost | Issue {
  const size = JSON.stringify(schema).length;
  if (size > MAX_CHARACTERS) {
    return { path, message: `is too large: ${size} characters, at most ${MAX_CHARACTERS}` };
  }
  try {
    return { visits: new Counter(schema).count(schema, { path, depth: 0, weight: 1 }) };
  } catch (error) {
    if (error instanceof Refusal) return { path: error.path, message: error.message };
    throw error;
  }
}
