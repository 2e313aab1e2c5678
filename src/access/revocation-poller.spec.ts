import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ManualClock } from '../platform/clock/manual-clock.js';
import type { Database } from '../platform/prisma/database.js';
import { RevocationPoller } from './revocation-poller.js';
import { Revocations } from './revocations.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the look for what other nodes revoked', () => {
  // Each second of an outage wrote the same line.
  it('says once that the database is away, however long it is, and once that it is back', async () => {
    let away = false;
    const answer = (query: TemplateStringsArray): Promise<unknown> => {
      if (away) return Promise.reject(new Error('away'));
      return Promise.resolve(query.join().includes('AS now') ? [{ now: new Date(0) }] : []);
    };
    const client = { $queryRaw: answer, $executeRaw: answer } as unknown as Database['client'];
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const clock = new ManualClock();
    const registry = new Registry();
    const poller = new RevocationPoller({ client }, new Revocations(), { clock, logger, registry });
    await poller.start();
    const look = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) {
        clock.advance(1000);
        await settled();
      }
    };
    away = true;
    await look(5);
    away = false;
    await look(2);
    await poller.stop();
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'revocations cannot be read now',
      'revocations are read again',
    ]);
  });
});
