import { applyPatch } from '../../../../../src/core/json/merge-patch.js';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { StreamedEvent } from '../../../../../src/core/protocol/event.js';

/** As much of the state as the events before `seq` told of: who served, which period ran. */
export function stateBefore(events: readonly StreamedEvent[], seq: number): JsonObject {
  let state: JsonObject = {};
  for (const event of events) {
    if (event.seq >= seq) break;
    state = applyPatch(state, event.patch ?? {});
  }
  return state;
}
