import type { JsonObject } from '../../../../../src/core/json/json.js';
import { object } from '../../../shared/feed/read.js';
import type { Queued } from '../../../shared/press/press-queue.js';

/**
 * The state with the clock as it stands once what waits is published: without a network the minutes of what follows are told by the
 * clock that was set last.
 */
export function withPendingClock(state: JsonObject, queued: readonly Queued[]): JsonObject {
  for (const { press } of queued.toReversed()) {
    const { operation, occurredAt } = press;
    if (operation.op !== 'publish' || operation.fact.type !== 'clock') continue;
    if (operation.insertAfter !== undefined) continue;
    return {
      ...state,
      clock: { ...object(state, 'clock'), ...operation.fact.data, anchorAt: occurredAt },
    };
  }
  return state;
}
