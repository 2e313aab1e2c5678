import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalJson } from '../../json/canonical.js';
import { isObject, type Json, type JsonObject } from '../../json/json.js';
import type { Issue } from '../../protocol/errors.js';
import { BoundedRegExp } from './pattern-cost.js';
import type { SchemaCost } from './schema-cost.js';

/** Compiled schemas kept; the one used longest ago goes first. */
const CACHE_SIZE = 256;
const MAX_ISSUES = 20;
/** Subschemas x characters of data up to which every fault is named; above it only the first. */
const EXHAUSTIVE_COST = 1_000_000;

/** `code` would name it in generated source files, which nobody writes here. */
const regExp = Object.assign((pattern: string, flags: string) => new BoundedRegExp(pattern, flags), {
  code: 'BoundedRegExp',
});

const OPTIONS = {
  strict: false,
  logger: false,
  inlineRefs: false,
  validateFormats: false,
  ownProperties: true,
  addUsedSchema: false,
  code: { regExp },
} as const;

let quick: Ajv2020 | undefined;
let thorough: Ajv2020 | undefined;

function compile(ajv: Ajv2020, schema: JsonObject): ValidateFunction {
  const anonymous = { ...schema };
  delete anonymous['$id'];
  try {
    return ajv.compile(anonymous);
  } finally {
    ajv.removeSchema(anonymous);
  }
}

function issueOf(error: ErrorObject): Issue {
  const segments = error.instancePath.split('/').slice(1);
  const extra = error.params as { additionalProperty?: string; missingProperty?: string };
  const member = extra.additionalProperty ?? extra.missingProperty;
  const path = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (member !== undefined && error.propertyName === undefined) path.push(member);
  return { path: ['data', ...path].join('.'), message: messageOf(error) };
}

function messageOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return 'is not a field of the schema of this feed';
  if (error.keyword === 'required') return 'is required by the schema of this feed';
  if (error.keyword === 'enum') {
    const { allowedValues } = error.params as { allowedValues: Json[] };
    return `must be one of ${JSON.stringify(allowedValues).slice(0, 200)}`;
  }
  return error.message ?? 'does not fit the schema of this feed';
}

/** A schema ready for use. The thorough twin, which names every fault, is compiled when the first fault appears. */
class DataSchema {
  readonly #schema: JsonObject;
  readonly #cost: SchemaCost;
  readonly #validate: ValidateFunction;
  #validateAll: ValidateFunction | undefined;

  /** Throws an Error that says what is wrong with `schema`. */
  constructor(schema: JsonObject, cost: SchemaCost) {
    this.#schema = schema;
    this.#cost = cost;
    quick ??= new Ajv2020(OPTIONS);
    this.#validate = compile(quick, schema);
  }

  check(data: JsonObject): readonly Issue[] {
    if (this.#validate(data)) return [];
    const errors = this.#allErrors(data) ?? this.#validate.errors ?? [];
    return errors.slice(0, MAX_ISSUES).map(issueOf);
  }

  #allErrors(data: JsonObject): readonly ErrorObject[] | undefined {
    if (this.#cost.visits * JSON.stringify(data).length > EXHAUSTIVE_COST) return undefined;
    thorough ??= new Ajv2020({ ...OPTIONS, allErrors: true });
    this.#validateAll ??= compile(thorough, this.#schema);
    return this.#validateAll(data) ? undefined : (this.#validateAll.errors ?? undefined);
  }
}

/**
 * Compiled schemas, by the identity of the schema object first (a feed's config is one object while it is cached) and by its content.
 * Bounded by CACHE_SIZE; the first map holds nothing alive.
 */
const byIdentity = new WeakMap<JsonObject, DataSchema>();
const byContent = new Map<string, DataSchema>();

/** The compiled form of `schema`, which has passed `schemaCost`. Throws an Error that says what is wrong with it. */
export function dataSchema(schema: JsonObject, cost: () => SchemaCost): DataSchema {
  const known = byIdentity.get(schema);
  if (known) return known;
  const content = canonicalJson(schema);
  const compiled = byContent.get(content) ?? new DataSchema(schema, cost());
  byContent.delete(content);
  byContent.set(content, compiled);
  if (byContent.size > CACHE_SIZE) byContent.delete(byContent.keys().next().value as string);
  byIdentity.set(schema, compiled);
  return compiled;
}

/** Paths of nulls inside arrays: a merge patch cannot say what they mean. */
export function nullsInArrays(data: JsonObject): Issue[] {
  const issues: Issue[] = [];
  const pending: [path: string, value: Json, inArray: boolean][] = [['data', data, false]];
  for (let next = pending.pop(); next && issues.length < MAX_ISSUES; next = pending.pop()) {
    const [path, value, inArray] = next;
    if (value === null) {
      if (inArray) issues.push({ path, message: 'null is not allowed inside an array: leave the item out' });
    } else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) {
        const item = value[index] as Json;
        if (typeof item === 'object') pending.push([`${path}.${index}`, item, true]);
      }
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        const member = value[key] as Json;
        if (typeof member === 'object') pending.push([`${path}.${key}`, member, inArray]);
      }
    }
  }
  return issues;
}
