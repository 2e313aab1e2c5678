import { z } from 'zod';
import { isObject, type JsonObject } from '../../json/json.js';
import type { Issue } from '../../protocol/errors.js';
import type { Kind, Parsed } from '../kind.js';
import { reduce } from './reduce.js';
import { schemaCost, type SchemaCost } from './schema-cost.js';
import { dataSchema, nullsInArrays } from './schema.js';

const SCHEMA_PATH = 'config.schema';

/** The outline of what `parseConfig` accepts. */
const customConfig = z.strictObject({
  schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('A JSON Schema 2020-12 for the `data` of every event.'),
});

/** Throws when the schema was never accepted by `parseConfig`. */
function acceptedCost(schema: JsonObject): SchemaCost {
  const cost = schemaCost(schema, SCHEMA_PATH);
  if ('message' in cost) throw new Error(`${cost.path}: ${cost.message}`);
  return cost;
}

function schemaIssue(schema: JsonObject): Issue | undefined {
  const cost = schemaCost(schema, SCHEMA_PATH);
  if ('message' in cost) return cost;
  try {
    dataSchema(schema, () => cost);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { path: SCHEMA_PATH, message: `is not a valid JSON Schema 2020-12: ${message.slice(0, 300)}` };
  }
}

function parseConfig(config: JsonObject): Parsed<JsonObject> {
  const issues: Issue[] = Object.keys(config)
    .filter((key) => key !== 'schema')
    .map((key) => ({ path: `config.${key}`, message: 'is unknown: a custom feed has only schema' }));
  const { schema } = config;
  if (schema !== undefined) {
    const issue = isObject(schema)
      ? schemaIssue(schema)
      : { path: SCHEMA_PATH, message: 'must be an object: a JSON Schema 2020-12 for data' };
    if (issue) issues.push(issue);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: config };
}

function parseUpdate(_type: string, data: JsonObject, config: JsonObject): Parsed<JsonObject> {
  const { schema } = config;
  const nulls = nullsInArrays(data);
  const faults = isObject(schema) ? dataSchema(schema, () => acceptedCost(schema)).check(data) : [];
  const issues = [...nulls, ...faults];
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: data };
}

function statusOf(state: JsonObject): string | undefined {
  return typeof state['status'] === 'string' ? state['status'] : undefined;
}

/** Whatever the publisher says: `data` is the patch. */
export const custom: Kind = {
  name: 'custom',
  schemas: { config: customConfig },
  parseConfig,
  configChangesState: () => false,
  parseUpdate,
  initial: () => ({}),
  reduce,
  refuses: () => undefined,
  dataIsPatch: true,
  statusOf,
  isActive: (state) => statusOf(state) === 'live' || state['tradingStatus'] === 'trading',
};
