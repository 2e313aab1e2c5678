import type { MessageDocument } from './asyncapi.js';
import type { JsonSchema } from './json-schema.js';
import type { ApiDocument } from './openapi.js';

type Members = Readonly<Record<string, JsonSchema>>;
/** Who writes what a schema describes: a client that exists must still be able to, or still understand it. */
type Direction = 'sent' | 'received';

const members = (value: unknown): Members => (value ?? {}) as Members;
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A limit that became narrower for who sends; `sign` 1: a larger value is narrower. */
const LIMITS = [
  ['minimum', 1],
  ['exclusiveMinimum', 1],
  ['minLength', 1],
  ['minItems', 1],
  ['maximum', -1],
  ['maxLength', -1],
  ['maxItems', -1],
] as const;

/** What a client that was made for `before` would stumble over. */
class Comparison {
  readonly found: string[] = [];
  readonly #seen = new Set<string>();

  constructor(
    readonly before: { readonly components: unknown },
    readonly after: { readonly components: unknown },
  ) {}

  note(where: string, what: string): void {
    this.found.push(`${where}: ${what}`);
  }

  schemas(where: string, old: JsonSchema, young: JsonSchema, direction: Direction): void {
    const key = `${String(old['$ref'])} ${String(young['$ref'])} ${direction}`;
    if (old['$ref'] !== undefined && young['$ref'] !== undefined) {
      if (this.#seen.has(key)) return;
      this.#seen.add(key);
    }
    const a = resolve(this.before, old);
    const b = resolve(this.after, young);
    if (a['type'] !== undefined && !sameJson(a['type'], b['type']))
      this.note(where, `type ${String(a['type'])} became ${String(b['type'] ?? 'something else')}`);
    if (direction === 'sent') this.#limits(where, a, b);
    this.#values(where, a, b, direction);
    this.#fields(where, a, b, direction);
    this.#variants(where, a, b, direction);
    if (a['items'] && b['items'])
      this.schemas(`${where}[]`, a['items'] as JsonSchema, b['items'] as JsonSchema, direction);
  }

  #limits(where: string, a: JsonSchema, b: JsonSchema): void {
    for (const [keyword, sign] of LIMITS) {
      const limit = b[keyword] as number | undefined;
      const known = a[keyword] as number | undefined;
      if (limit !== undefined && (known === undefined || (limit - known) * sign > 0))
        this.note(where, `${keyword} ${known ?? 'unlimited'} became ${limit}`);
    }
    if (b['pattern'] !== undefined && b['pattern'] !== a['pattern']) this.note(where, 'has another pattern');
  }

  /** Who sends may have used any of the values that were offered; who receives must have heard of all that come. */
  #values(where: string, a: JsonSchema, b: JsonSchema, direction: Direction): void {
    const [wanted, offered] = direction === 'sent' ? [a, b] : [b, a];
    const valuesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
      (schema['enum'] as readonly unknown[] | undefined) ??
      (schema['const'] === undefined ? undefined : [schema['const']]);
    const known = valuesOf(offered);
    if (!known) return;
    const values = valuesOf(wanted);
    if (!values) return this.note(where, 'is one of some values now, or no longer');
    const what = direction === 'sent' ? 'is no longer taken' : 'is new in answers';
    for (const value of values)
      if (!known.includes(value)) this.note(where, `${JSON.stringify(value)} ${what}`);
  }

  #fields(where: string, a: JsonSchema, b: JsonSchema, direction: Direction): void {
    const fields = members(a['properties']);
    const now = members(b['properties']);
    const wasRequired = list(a['required']);
    const isRequired = list(b['required']);
    for (const [name, field] of Object.entries(fields)) {
      const next = now[name];
      const at = `${where}.${name}`;
      if (next) this.schemas(at, field, next, direction);
      else if (direction === 'received' || b['additionalProperties'] === false) this.note(at, 'is gone');
      if (next && direction === 'received' && wasRequired.includes(name) && !isRequired.includes(name))
        this.note(at, 'may be absent now');
    }
    if (direction === 'received') return;
    for (const name of isRequired)
      if (!wasRequired.includes(name)) this.note(`${where}.${String(name)}`, 'is required now');
  }

  /** Variants are told by what they name; those without a name by their place. */
  #variants(where: string, a: JsonSchema, b: JsonSchema, direction: Direction): void {
    for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
      const young = list(b[keyword]) as readonly JsonSchema[];
      const named = (list(a[keyword]) as readonly JsonSchema[]).map((variant, index) => {
        const same = young.find(({ $ref }) => $ref !== undefined && $ref === variant['$ref']);
        return [variant, variant['$ref'] === undefined ? young[index] : same] as const;
      });
      named.forEach(([variant, next], index) => {
        const at = `${where} (${nameOf(variant) ?? `${keyword} ${index}`})`;
        if (next) this.schemas(at, variant, next, direction);
        else if (direction === 'sent' || keyword === 'allOf') this.note(at, 'is gone');
      });
    }
  }
}

const nameOf = ({ $ref: ref }: JsonSchema): string | undefined =>
  typeof ref === 'string' ? ref.slice(ref.lastIndexOf('/') + 1) : undefined;

function resolve(document: { readonly components: unknown }, part: JsonSchema): JsonSchema {
  const ref = part['$ref'];
  if (typeof ref !== 'string') return part;
  const [, , group = '', name = ''] = ref.split('/');
  const target = members(members(document.components)[group])[name];
  return target ? resolve(document, target) : {};
}

/** What breaks clients of REST; empty when nothing does. */
export function breakingChanges(before: ApiDocument, after: ApiDocument): readonly string[] {
  const comparison = new Comparison(before, after);
  for (const [path, item] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const where = `${method.toUpperCase()} ${path}`;
      const next = after.paths[path]?.[method];
      if (next) compareOperation(comparison, where, operation, next);
      else comparison.note(where, 'is gone');
    }
  }
  return comparison.found;
}

function compareOperation(comparison: Comparison, where: string, old: JsonSchema, young: JsonSchema): void {
  compareParameters(comparison, where, old, young);
  const body = (old['requestBody'] ?? {}) as JsonSchema;
  const nextBody = (young['requestBody'] ?? {}) as JsonSchema;
  if (nextBody['required'] === true && body['required'] !== true) comparison.note(where, 'needs a body now');
  compareContent(comparison, `${where} body`, body, nextBody, 'sent');
  const responses = members(young['responses']);
  for (const [status, response] of Object.entries(members(old['responses']))) {
    const next = responses[status];
    if (!next) {
      if (status < '400') comparison.note(where, `no longer answers ${status}`);
      continue;
    }
    const [a, b] = [resolve(comparison.before, response), resolve(comparison.after, next)];
    for (const header of Object.keys(members(a['headers'])))
      if (!members(b['headers'])[header]) comparison.note(`${where} ${status}`, `header ${header} is gone`);
    // A new code of a problem is for those who branch on it.
    if (status < '400') compareContent(comparison, `${where} ${status}`, a, b, 'received');
  }
  const offered = list(young['security']);
  for (const way of list(old['security']))
    if (offered.length > 0 && !offered.some((other) => sameJson(other, way)))
      comparison.note(where, `credential ${JSON.stringify(way)} is no longer enough`);
  if (list(old['security']).length === 0 && offered.length > 0)
    comparison.note(where, 'needs a credential now');
}

function compareParameters(comparison: Comparison, where: string, old: JsonSchema, young: JsonSchema): void {
  const read = (operation: JsonSchema, document: { readonly components: unknown }) =>
    new Map(
      (list(operation['parameters']) as readonly JsonSchema[])
        .map((parameter) => resolve(document, parameter))
        .map((parameter) => [`${String(parameter['in'])} ${String(parameter['name'])}`, parameter]),
    );
  const known = read(old, comparison.before);
  const offered = read(young, comparison.after);
  for (const [name, parameter] of known) {
    const next = offered.get(name);
    if (!next) comparison.note(where, `${name} is gone`);
    else
      comparison.schemas(
        `${where} ${name}`,
        parameter['schema'] as JsonSchema,
        next['schema'] as JsonSchema,
        'sent',
      );
  }
  for (const [name, parameter] of offered)
    if (parameter['required'] === true && known.get(name)?.['required'] !== true)
      comparison.note(where, `${name} is required now`);
}

function compareContent(
  comparison: Comparison,
  where: string,
  a: JsonSchema,
  b: JsonSchema,
  direction: Direction,
): void {
  const offered = members(b['content']);
  for (const [type, { schema }] of Object.entries(members(a['content']))) {
    const next = offered[type];
    if (!next) comparison.note(where, `${type} is gone`);
    else
      comparison.schemas(
        where,
        (schema ?? {}) as JsonSchema,
        (next['schema'] ?? {}) as JsonSchema,
        direction,
      );
  }
}

/** What breaks clients of sockets and streams. */
export function breakingMessages(
  before: MessageDocument,
  after: MessageDocument,
  sent: ReadonlySet<string>,
): readonly string[] {
  const comparison = new Comparison(before, after);
  for (const [id, message] of Object.entries(before.components.messages)) {
    const name = String(message['name']);
    const next = after.components.messages[id];
    if (!next) comparison.note(name, 'is gone');
    else
      comparison.schemas(
        name,
        message['payload'] as JsonSchema,
        next['payload'] as JsonSchema,
        sent.has(name) ? 'sent' : 'received',
      );
  }
  return comparison.found;
}
