import type { Position } from '../protocol/position.js';

/** Where a stream stands at the moment in which somebody joins it. */
export interface Standing {
  readonly epoch: string;
  /** The head that the joiner may see. */
  readonly seq: number;
  /** The oldest event that history still serves. */
  readonly firstSeq: number;
  /** Whether memory holds everything after this seq. */
  readonly covers: (seq: number) => boolean;
}

/**
 * How a joiner is brought to the head:
 * `snapshot` it starts from the state; `recent` memory holds all it lacks; `history` the log has to be read first;
 * `ahead` it knows more than this node does: compare with the log, then decide again.
 */
export type CutOver = 'snapshot' | 'recent' | 'history' | 'ahead';

/** The decision for the contract `every`. Pure, so that it can be made again in the very turn of the cut-over. */
export function planCutOver(standing: Standing, position: Position | undefined): CutOver {
  if (position === undefined || position.epoch !== standing.epoch) return 'snapshot';
  if (position.seq > standing.seq) return 'ahead';
  if (standing.covers(position.seq)) return 'recent';
  return position.seq + 1 < standing.firstSeq ? 'snapshot' : 'history';
}
