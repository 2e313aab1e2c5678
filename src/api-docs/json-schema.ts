import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };

interface Node {
  readonly _zod: {
    readonly def: {
      readonly type: string;
      readonly in?: z.ZodType;
      readonly out?: z.ZodType;
      readonly defaultValue?: unknown;
    };
  };
}

const typeOf = (schema: unknown): string => (schema as Node)._zod.def.type;

export interface ConversionOptions {
  /** Answers as they are exactly: nothing that the schema does not name. For tests; clients must ignore what they do not know. */
  readonly exact?: boolean;
  /** Where a named schema stands in the document. */
  readonly uri?: (id: string) => string;
}

/**
 * What a client may send, or gets: of a value that is read and then changed, the form before. A pipe says nothing of its second half
 * by itself, so that what it asks is added here (`once.pipe(kind)` is a text, and one of the kinds).
 */
function settings({ exact = false, uri }: ConversionOptions) {
  const io: 'input' | 'output' = exact ? 'output' : 'input';
  return {
    io,
    unrepresentable: 'any' as const,
    ...(uri ? { uri } : {}),
    override: ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void => {
      const { in: first, out, defaultValue } = (zodSchema as Node)._zod.def;
      if (typeOf(zodSchema) === 'pipe' && first && out && typeOf(out) !== 'transform') {
        Object.assign(jsonSchema, convert(out));
      }
      // Left out of what is changed after it was read: the default is of the value, and a number looks the same as text.
      if (typeof defaultValue === 'number') jsonSchema['default'] = defaultValue;
      tidy(jsonSchema);
    },
  };
}

/** Numbers that come as text are numbers to whoever writes a client; whole numbers are safe ones anyway. */
function tidy(schema: JsonSchema): void {
  if (schema['type'] === 'integer' || schema['type'] === 'number') delete schema['pattern'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
}

/** One schema by itself. */
export function convert(schema: z.ZodType, options: ConversionOptions = {}): JsonSchema {
  return bare(z.toJSONSchema(schema, settings(options)));
}

/** Named schemas, which refer to each other by `uri`. */
export function convertAll(
  named: Readonly<Record<string, z.ZodType>>,
  options: ConversionOptions & { readonly uri: (id: string) => string },
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, settings(options)) as { schemas: Record<string, JsonSchema> };
  return Object.fromEntries(Object.keys(named).map((id) => [id, bare(schemas[id] as JsonSchema)]));
}

/** Without what names a document of its own. */
function bare(schema: JsonSchema): JsonSchema {
  delete schema['$schema'];
  delete schema['$id'];
  return schema;
}
