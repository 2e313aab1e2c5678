import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { eventLogContract } from './event-log.contract.js';

eventLogContract('in memory', async ({ kindOf, maxStateSize }) => ({
  log: new MemoryEventLog({ clock: new SystemClock(), kindOf, maxStateSize }),
  close: async () => undefined,
}));
