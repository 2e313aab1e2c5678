import type { AppError } from '../core/protocol/errors.js';
import type { AppendOutcome } from './event-log.js';
import type { LogMetrics } from './log-metrics.js';
import type { Submission } from './submission.js';

/** A submission whose publisher waits. Settled once. */
export interface Pending {
  readonly submission: Submission;
  readonly bytes: number;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: AppError) => void;
}

export function settle(pending: Pending, outcome: AppendOutcome | AppError, metrics: LogMetrics): void {
  if (outcome instanceof Error) {
    metrics.rejected.inc({ code: outcome.code });
    pending.reject(outcome);
    return;
  }
  if (outcome.status === 'replayed' || (outcome.status === 'held' && outcome.replayed)) metrics.replays.inc();
  pending.resolve(outcome);
}
