import { z } from 'zod';
import type { JsonObject } from '../json/json.js';
import type { Issue } from '../protocol/errors.js';
import type { Parsed } from './kind.js';

/** The `data` schemas of a kind by event type. */
export type EventSchemas = ReadonlyMap<string, z.ZodObject>;

const MAX_LISTED = 40;
const MAX_NAME = 100;

/** Text of 1 to `max` characters. */
export function text(max: number): z.ZodString {
  return z.string().min(1).max(max);
}

export function integer(min: number, max: number): z.ZodInt {
  return z.int().min(min).max(max);
}

function list(names: readonly unknown[]): string {
  return names.slice(0, MAX_LISTED).join(', ');
}

function at(root: string, path: readonly PropertyKey[]): string {
  return [root, ...path.map(String)].join('.');
}

function unknownKeys(keys: readonly string[], path: string, known: string): Issue[] {
  return keys.slice(0, MAX_LISTED).map((key) => ({
    path: `${path}.${key.slice(0, MAX_NAME)}`,
    message: `is unknown${known ? `: known are ${known}` : ''}`,
  }));
}

function isMissing(value: JsonObject, path: readonly PropertyKey[]): boolean {
  let inner: unknown = value;
  for (const key of path) inner = (inner as Record<PropertyKey, unknown> | undefined)?.[key];
  return inner === undefined;
}

function wantedType(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function messageOf(issue: z.core.$ZodIssue, missing: boolean): string {
  if (issue.code === 'invalid_value') {
    return `${missing ? 'is required: ' : 'must be '}one of ${list(issue.values)}`;
  }
  if (issue.code === 'invalid_type') {
    if (missing) return 'is required';
    return issue.message.startsWith('Invalid') ? `must be ${wantedType(issue.expected)}` : issue.message;
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'string') return `must be at most ${issue.maximum} characters long`;
    return `must be at most ${issue.maximum}`;
  }
  return issue.message;
}

function issuesOf(error: z.ZodError, value: JsonObject, root: string, known: string): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = at(root, issue.path);
    if (issue.code !== 'unrecognized_keys') {
      return [{ path, message: messageOf(issue, isMissing(value, issue.path)) }];
    }
    return unknownKeys(issue.keys, path, issue.path.length === 0 ? known : '');
  });
}

/** Parses by a strict object schema; paths start with `root`. */
export function parseObject(schema: z.ZodObject, value: JsonObject, root: string): Parsed<JsonObject> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data as JsonObject };
  return { ok: false, issues: issuesOf(result.error, value, root, list(Object.keys(schema.shape))) };
}

/** Parses `data` by the schema of its type; a type without one is an issue at `type`. */
export function parseEvent(schemas: EventSchemas, type: string, data: JsonObject): Parsed<JsonObject> {
  const schema = schemas.get(type);
  if (schema) return parseObject(schema, data, 'data');
  const message = `is unknown to this kind: known are ${list([...schemas.keys()])}`;
  return { ok: false, issues: [{ path: 'type', message }] };
}
