import { checkInput } from '../json/input.js';
import type { JsonObject } from '../json/json.js';
import type { Issue } from '../protocol/errors.js';
import { RESERVED_TYPES } from '../protocol/event.js';
import type { Kind, Parsed } from './kind.js';

export const EVENT_TYPE = /^[a-z][a-z0-9_.-]{0,63}$/;

function typeIssue(type: string): Issue | undefined {
  if (RESERVED_TYPES.includes(type)) {
    return { path: 'type', message: `is reserved: correct an event by POST …/events/{seq}/${type}` };
  }
  if (EVENT_TYPE.test(type)) return undefined;
  return {
    path: 'type',
    message: 'must be 1 to 64 characters a-z, 0-9, _, . or -, and start with a letter',
  };
}

/**
 * All that is asked of the type and data of an untrusted update, whatever its kind: the rules for JSON first, then those of `kind`.
 * The value is the normalised `data`.
 */
export function parseUntrustedUpdate(
  kind: Kind,
  type: string,
  data: JsonObject,
  config: JsonObject,
): Parsed<JsonObject> {
  const issues = [...checkInput(data, 'data')];
  const wrongType = typeIssue(type);
  if (wrongType) issues.unshift(wrongType);
  return issues.length > 0 ? { ok: false, issues } : kind.parseUpdate(type, data, config);
}

/** The same of the config of a new or changed feed. */
export function parseUntrustedConfig(kind: Kind, config: JsonObject): Parsed<JsonObject> {
  const issues = checkInput(config, 'config');
  return issues.length > 0 ? { ok: false, issues } : kind.parseConfig(config);
}
