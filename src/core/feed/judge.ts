import { AppError, validationFailed } from '../protocol/errors.js';
import { RESERVED_TYPES } from '../protocol/event.js';
import type { StoredEvent } from './fold.js';

/**
 * Why an amend or void of the event at `seq` must be refused; undefined when it need not be. `target`: that event, if there is one.
 * `voided`: whether a void of it was already appended.
 */
export function judgeTarget(
  seq: number,
  target: Pick<StoredEvent, 'type'> | undefined,
  voided: boolean,
): AppError | undefined {
  if (!target) return new AppError('not_found', `There is no event ${seq} to correct.`);
  if (RESERVED_TYPES.includes(target.type)) {
    return new AppError('conflict', `Event ${seq} is itself a correction: correct the event that it names.`);
  }
  if (voided) {
    return new AppError('conflict', `Event ${seq} was voided already: publish a new event instead.`);
  }
  return undefined;
}

/** Why a late event must be refused a place behind `insertAfter`; 0 is the place before the first event. */
export function judgePlace(insertAfter: number, head: number): AppError | undefined {
  if (insertAfter <= head) return undefined;
  const message = `There is no event ${insertAfter}: name a seq from 0 to ${head}.`;
  return validationFailed([{ path: 'insertAfter', message }]);
}
