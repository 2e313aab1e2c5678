import { AppError, type Issue, validationFailed } from '../core/protocol/errors.js';
import type { MessageError } from '../core/protocol/messages.js';

export function messageErrorOf(error: AppError): MessageError {
  const { code, detail, retryable, errors } = error;
  return { code, detail, retryable, ...(errors ? { errors } : {}) };
}

/** A feed that does not exist and one that the caller may not see answer alike. */
export function notFound(feed: string): MessageError {
  return { code: 'not_found', detail: `There is no feed ${feed}.`, retryable: false };
}

/** What a subscriber is told when its feed could not be read; the reason belongs in the log. */
export function unavailable(error: unknown): MessageError {
  if (error instanceof AppError) return messageErrorOf(error);
  return { code: 'unavailable', detail: 'The feed cannot be read now; subscribe again.', retryable: true };
}

export function invalid(issues: readonly Issue[]): MessageError {
  return messageErrorOf(validationFailed(issues));
}

export const SLOW_CONSUMER: MessageError = {
  code: 'slow_consumer',
  detail:
    'This connection did not take its events in time. Resume by position, or follow with contract "latest".',
  retryable: true,
};
