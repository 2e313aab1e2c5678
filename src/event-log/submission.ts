import type { JsonObject } from '../core/json/json.js';
import type { Kind, Parsed } from '../core/kinds/kind.js';
import { AppError, validationFailed, type Issue } from '../core/protocol/errors.js';
import { RESERVED_TYPES } from '../core/protocol/event.js';
import { formatTimestamp, parseTimestamp } from '../core/time/timestamp.js';
import type { AppendRequest, Operation } from './event-log.js';
import { requestHash } from './request-hash.js';

/** A request on its way to the log: what can be told of it without its feed is worked out once. */
export interface Submission {
  readonly feed: string;
  readonly operation: Operation;
  /** As given, in ISO 8601 UTC with milliseconds. */
  readonly occurredAt?: string;
  readonly key?: string;
  /** Of the operation as sent; only with a key. */
  readonly hash?: string;
  readonly ifMatch?: number;
  readonly actor: string;
  /** This releases a held update: its key and `If-Match` were judged at receipt. */
  readonly holdId?: string;
  /** Of a plain update, where it could be parsed before its feed was locked. */
  readonly parsed?: ParsedUpdate;
}

/** `data` as the kind normalised it under the config of a revision of the feed, and its JSON text. */
export interface ParsedUpdate {
  readonly revision: number;
  readonly data: JsonObject;
  readonly text: string;
}

/** The database has no year 0, and JSON no time beyond 9999. */
const EARLIEST = '0001-01-01T00:00:00.000Z';

function parseOccurredAt(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = parseTimestamp(text);
  const iso = ms === undefined ? undefined : formatTimestamp(ms);
  if (iso === undefined || iso < EARLIEST) {
    const message = 'must be an RFC 3339 time of the years 0001 to 9999, such as 2026-01-31T18:00:00.000Z';
    throw validationFailed([{ path: 'occurredAt', message }]);
  }
  return iso;
}

function seqIssue(path: string, value: number | undefined, least: number): Issue | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return undefined;
  return { path, message: `must be a whole number from ${least}` };
}

function operationIssues(operation: Operation): readonly Issue[] {
  const issues: (Issue | undefined)[] = [];
  if (operation.op === 'publish') issues.push(seqIssue('insertAfter', operation.insertAfter, 0));
  else issues.push(seqIssue('target', operation.target, 1));
  if (operation.op !== 'void' && operation.type !== undefined && RESERVED_TYPES.includes(operation.type)) {
    issues.push({
      path: 'type',
      message: `${operation.type} is reserved: correct an event by …/events/{seq}/${operation.type}`,
    });
  }
  return issues.filter((issue) => issue !== undefined);
}

/** Throws `validation_failed`. */
export function submissionOf(request: AppendRequest): Submission {
  const { operation } = request;
  const issues = operationIssues(operation);
  if (issues.length > 0) throw validationFailed(issues);
  const occurredAt = operation.op === 'void' ? undefined : parseOccurredAt(operation.occurredAt);
  return {
    feed: request.feed,
    operation,
    actor: request.actor,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(request.idempotencyKey === undefined
      ? {}
      : { key: request.idempotencyKey, hash: requestHash(operation) }),
    ...(request.ifMatch === undefined ? {} : { ifMatch: request.ifMatch }),
  };
}

/** A correction changes the fold behind the head, so it needs a refold and commits alone. */
export function isCorrection({ operation }: Pick<Submission, 'operation'>): boolean {
  return operation.op !== 'publish' || operation.insertAfter !== undefined;
}

/** The normalised `data`. Throws `validation_failed`. */
export function parseData(kind: Kind, type: string, data: JsonObject, config: JsonObject): JsonObject {
  const parsed: Parsed<JsonObject> = kind.parseUpdate(type, data, config);
  if (!parsed.ok) throw validationFailed(parsed.issues);
  return parsed.value;
}

export function feedNotFound(feed: string): AppError {
  return new AppError('not_found', `There is no feed ${feed}.`);
}
