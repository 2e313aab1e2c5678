import type { JsonObject } from '../../json/json.js';
import type { Kind } from '../kind.js';
import { refusesUnderFinal } from './reduce.js';

function statusOf(state: JsonObject): string | undefined {
  return typeof state['status'] === 'string' ? state['status'] : undefined;
}

/** What all match kinds answer alike. */
export const matchKind = {
  refuses: refusesUnderFinal,
  dataIsPatch: false,
  statusOf,
  isActive: (state: JsonObject) => statusOf(state) === 'live',
} satisfies Partial<Kind>;
