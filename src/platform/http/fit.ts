import type { z } from 'zod';
import { checkInput } from '../../core/json/input.js';
import { isObject } from '../../core/json/json.js';
import { AppError, validationFailed, type Issue } from '../../core/protocol/errors.js';
import { issuesOf, LIMITS } from '../../core/protocol/rest.js';

/** The value as `schema` reads it; else `validation_failed`, with each path below `root`. */
export function fit<T>(schema: z.ZodType<T>, value: unknown, root = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationFailed(issuesOf(result.error, root));
}

/** Free JSON: its depth counts from its own root. */
const FREE = ['data', 'config'] as const;

/** An untrusted body as `schema` reads it. */
export function fitBody<T>(schema: z.ZodType<T>, body: unknown): T {
  if (body === undefined && !schema.safeParse(undefined).success) {
    throw new AppError(
      'bad_request',
      'This call needs a JSON body. Send an object as Content-Type: application/json.',
    );
  }
  if (body !== undefined && !isObject(body)) {
    throw validationFailed([{ path: 'body', message: 'must be a JSON object' }]);
  }
  if (body) checkJson(body);
  return fit(schema, body);
}

/** What no untrusted JSON may hold, wherever it stands. The items of a batch are judged one by one. */
function checkJson(body: Record<string, unknown>): void {
  const rest = { ...body };
  const issues: Issue[] = [];
  for (const key of FREE) {
    if (!isObject(rest[key])) continue;
    issues.push(...checkInput(rest[key], key));
    rest[key] = null;
  }
  if (Array.isArray(rest['events'])) rest['events'] = null;
  issues.push(...checkInput(rest, ''));
  if (issues.length > 0) throw validationFailed(issues);
}

/** Bounds the `data` of an update that was fitted; `received` is the size of the whole text that it came in, which spares most a second look. */
export function checkDataSize(data: unknown, received: number): void {
  if (received <= LIMITS.dataBytes) return;
  if (Buffer.byteLength(JSON.stringify(data)) > LIMITS.dataBytes) {
    throw new AppError('payload_too_large', 'data: is larger than 64 KiB. Split the update.', {
      errors: [{ path: 'data', message: 'must be at most 64 KiB of JSON' }],
    });
  }
}
