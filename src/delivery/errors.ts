import { type AppError, type Issue, validationFailed } from '../core/protocol/errors.js';
import type { MessageError } from '../core/protocol/messages.js';

/** The error as messages and answers bear it. */
export function messageErrorOf(error: AppError): MessageError {
  const { code, detail, retryable, errors } = error;
  return { code, detail, retryable, ...(errors ? { errors } : {}) };
}

/** A feed that does not exist and one that the caller may not see answer alike. */
export function notFound(feed: string): MessageError {
  return { code: 'not_found', detail: `There is no feed ${feed}.`, retryable: false };
}

/** Thrown where a subscription is refused for a reason that its client should read. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly error: MessageError) {
    super(error.detail);
  }

  static forNow(detail: string): Refusal {
    return new Refusal({ code: 'unavailable', detail, retryable: true });
  }
}

const UNREADABLE: MessageError = {
  code: 'unavailable',
  detail: 'This cannot be read now. Subscribe again.',
  retryable: true,
};

/** What a subscriber is told; what went wrong inside belongs in the log. */
export function refusalOf(error: unknown): MessageError {
  return error instanceof Refusal ? error.error : UNREADABLE;
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
