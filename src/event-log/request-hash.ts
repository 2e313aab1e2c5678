import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/json/canonical.js';
import type { JsonObject } from '../core/json/json.js';
import type { Operation } from './event-log.js';

const MEMBERS = ['op', 'target', 'type', 'data', 'occurredAt', 'reason', 'insertAfter'] as const;

/** What "the same request" of an idempotency key means: the operation as it was sent, whatever the order of its keys. */
export function requestHash(operation: Operation): string {
  const sent: JsonObject = {};
  const members = operation as unknown as JsonObject;
  for (const name of MEMBERS) {
    const value = members[name];
    if (value !== undefined) sent[name] = value;
  }
  return createHash('sha256').update(canonicalJson(sent)).digest('base64url');
}
