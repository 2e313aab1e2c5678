import type { Clock } from '../platform/clock/clock.js';
import type { EventLog } from './event-log.js';
import { LogWorker, type WorkerLogger } from './log-worker.js';

/** Updates are also held back by other nodes, which may be gone when their time comes: each node looks this often. */
const LONGEST_MS = 500;
const SHORTEST_MS = 20;

/** Releases held updates when their time comes. */
export function holdWorker(
  log: EventLog,
  options: { readonly clock: Clock; readonly logger: WorkerLogger },
): LogWorker {
  const { clock, logger } = options;
  const work = async (): Promise<number> => {
    const next = await log.releaseDueHolds();
    if (next === undefined) return LONGEST_MS;
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Date.parse(next) - clock.now()));
  };
  return new LogWorker(clock, work, { name: 'holds', retryMs: LONGEST_MS, logger });
}
