import type { JsonObject } from '../json/json.js';
import { diff } from '../json/merge-patch.js';

/** A state and where in the log it holds. Never changed in place: whoever keeps one may compare by identity. */
export interface HeldState {
  readonly epoch: string;
  readonly seq: number;
  readonly state: JsonObject;
}

export interface ConflatedPatch {
  readonly fromSeq: number;
  readonly seq: number;
  readonly patch: JsonObject;
}

/** What brings a holder of `from` to `to`; undefined when it is there, or when only a snapshot can help (another epoch, or ahead). */
export function conflate(from: HeldState, to: HeldState): ConflatedPatch | undefined {
  if (from.epoch !== to.epoch || from.seq >= to.seq) return undefined;
  return { fromSeq: from.seq, seq: to.seq, patch: diff(from.state, to.state) };
}

/** Whether a holder of `from` needs a snapshot to hold `to`. */
export function needsSnapshot(from: HeldState, to: HeldState): boolean {
  return from.epoch !== to.epoch || from.seq > to.seq;
}
