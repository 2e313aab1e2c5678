import { Registry } from 'prom-client';
import { PrismaEventLog } from '../../src/event-log/prisma-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { openTestDatabase } from '../support/database.js';
import { eventLogContract } from './event-log.contract.js';

eventLogContract('in the embedded database', async (options) => {
  const { database, close } = await openTestDatabase('pglite');
  return { log: await PrismaEventLog.open(database, new SystemClock(), new Registry(), options), close };
});
