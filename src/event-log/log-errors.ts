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

/** The answer to a replayed key whose held update came to an end without becoming an event. */
export function heldUpdateEnded(status: string, reason: string | undefined): AppError {
  const detail =
    status === 'dropped'
      ? `The held update could not be released: ${(reason ?? 'it had become impossible').replace(/\.$/, '')}.`
      : `The held update was ${status}.`;
  return new AppError('conflict', detail);
}

export function placeTooOld(place: number, firstSeq: number): AppError {
  const message = `Event ${place} is older than what the log keeps: name a seq from ${firstSeq} on.`;
  return validationFailed([{ path: 'insertAfter', message }]);
}

export function stateTooLarge(maxStateSize: number): AppError {
  const message = `would make the state of the feed larger than ${maxStateSize} characters of JSON: remove keys that are no longer needed first`;
  return validationFailed([{ path: 'data', message }]);
}

export function headMoved(head: number, ifMatch: number): AppError {
  return new AppError(
    'precondition_failed',
    `The head is ${head}, not ${ifMatch}: read what happened since, then decide again.`,
    { extensions: { head } },
  );
}

export function keyReused(): AppError {
  return new AppError(
    'idempotency_mismatch',
    'This idempotency key was used for another request: send a new key with a new request.',
  );
}
