import type { Clock } from '../platform/clock/clock.js';
import { LogWorker, type WorkerLogger } from './log-worker.js';
import type { PrismaEventLog } from './prisma-event-log.js';

const EVERY_MS = 2000;

/**
 * Finds a database that was swapped under a running node: a replica was promoted, perhaps without the last commits, or a dump of another
 * server was loaded. Any node may be the first to see it; the epoch changes once.
 */
export function identityWorker(
  log: Pick<PrismaEventLog, 'checkIdentity'>,
  options: { readonly clock: Clock; readonly logger: WorkerLogger },
): LogWorker {
  const { clock, logger } = options;
  const work = async (): Promise<number> => {
    const epoch = await log.checkIdentity();
    if (epoch !== undefined) {
      logger.warn(
        { epoch },
        'the database has another history than before: a new epoch, clients take a snapshot',
      );
    }
    return EVERY_MS;
  };
  return new LogWorker(clock, work, { name: 'identity', retryMs: EVERY_MS, logger });
}
