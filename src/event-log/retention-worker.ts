import type { Clock } from '../platform/clock/clock.js';
import type { EventLog } from './event-log.js';
import { LogWorker, type WorkerLogger } from './log-worker.js';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const RETRY_MS = 60_000;

/** Every hour, removes history older than `retentionDays`. */
export function retentionWorker(
  log: EventLog,
  options: { readonly clock: Clock; readonly retentionDays: number; readonly logger: WorkerLogger },
): LogWorker {
  const { clock, retentionDays, logger } = options;
  const work = async (): Promise<number> => {
    await log.applyRetention(new Date(clock.now() - retentionDays * DAY_MS).toISOString());
    return EVERY_MS;
  };
  return new LogWorker(clock, work, { name: 'retention', retryMs: RETRY_MS, logger });
}
