import { ManualClock } from '../platform/clock/manual-clock.js';
import { holdWorker } from './hold-worker.js';
import { MemoryEventLog } from './memory-event-log.js';
import { retentionWorker } from './retention-worker.js';
import { LIVE } from './event-log.js';

const DAY_MS = 86_400_000;

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function setUp(holdSeconds = 0) {
  const clock = new ManualClock();
  const log = new MemoryEventLog({ clock });
  const warnings: object[] = [];
  const logger = { warn: (fields: object) => void warnings.push(fields) };
  const feed = { id: 'f', kind: 'custom', title: 'f', tags: [], config: {} } as const;
  await log.createFeed({ ...feed, publicDelaySeconds: 0, holdSeconds });
  const publish = (n: number) =>
    log.append({ feed: 'f', operation: { op: 'publish', type: 'set', data: { n } }, actor: 'test' });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settled();
  };
  return { clock, log, logger, warnings, publish, pass };
}

describe('the workers of the log', () => {
  it('release a held update when its time comes, and not before', async () => {
    const { clock, log, logger, publish, pass } = await setUp(10);
    const worker = holdWorker(log, { clock, logger });
    worker.start();
    await publish(1);
    for (let step = 0; step < 19; step++) await pass(500);
    expect((await log.feed('f', LIVE))?.seq).toBe(0);
    await pass(500);
    await pass(500);
    expect((await log.feed('f', LIVE))?.seq).toBe(1);
    await worker.stop();
    expect(clock.pending).toBe(0);
  });

  it('remove history older than it is to be kept, every hour', async () => {
    const { clock, log, logger, publish, pass } = await setUp();
    await publish(1);
    await pass(DAY_MS);
    await publish(2);
    const worker = retentionWorker(log, { clock, retentionDays: 2, logger });
    worker.start();
    await pass(0);
    expect((await log.feed('f', LIVE))?.firstSeq).toBe(1);
    await pass(DAY_MS);
    await pass(3_600_000);
    expect((await log.feed('f', LIVE))?.firstSeq).toBe(2);
    await worker.stop();
  });

  it('go on after a failure, which is logged', async () => {
    const { clock, log, logger, warnings, publish, pass } = await setUp(1);
    const worker = holdWorker(log, { clock, logger });
    await publish(1);
    worker.start();
    log.reachable = false;
    await pass(500);
    await pass(500);
    expect(warnings.length).toBeGreaterThan(0);
    log.reachable = true;
    await pass(500);
    await pass(500);
    expect((await log.feed('f', LIVE))?.seq).toBe(1);
    await worker.stop();
  });
});
