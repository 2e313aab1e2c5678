import { applyPatch } from '../../json/merge-patch.js';
import type { JsonObject } from '../../json/json.js';
import type { FoldEvent } from '../kind.js';

export function reduce(state: JsonObject, event: Pick<FoldEvent, 'data'>): JsonObject {
  return applyPatch(state, event.data);
}
