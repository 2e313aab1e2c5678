import { AppError, validationFailed } from '../core/protocol/errors.js';
import { formatTimestamp, parseTimestamp } from '../core/time/timestamp.js';

export function eventNotFound(feed: string, seq: number): AppError {
  return new AppError('not_found', `Feed ${feed} has no event ${seq}.`);
}

export function beforeRetention(feed: string, firstSeq: number): AppError {
  return new AppError('not_found', `The history of feed ${feed} is kept from event ${firstSeq} on only.`);
}

export function holdNotFound(feed: string, holdId: string): AppError {
  return new AppError('not_found', `Feed ${feed} has no held update ${holdId}.`);
}

export function holdClosed(status: string): AppError {
  return new AppError('conflict', `The held update was already ${status}.`);
}

export function unavailable(cause?: unknown): AppError {
  return new AppError(
    'unavailable',
    'The database cannot be reached: what became of the request is unknown. Send it again with the same Idempotency-Key.',
    { retryAfterSeconds: 1, ...(cause === undefined ? {} : { cause }) },
  );
}

/** ISO 8601 of an input time. Throws `validation_failed`. */
export function parseTime(path: string, text: string): string {
  const ms = parseTimestamp(text);
  if (ms !== undefined) return formatTimestamp(ms);
  throw validationFailed([{ path, message: 'must be an RFC 3339 time such as 2026-01-31T18:00:00.000Z' }]);
}
