import { Registry } from 'prom-client';
import { usePostgres } from '../../test/support/postgres.js';
import { describeWith } from '../../test/support/requirements.js';
import { silentLogger } from '../../test/support/silent-logger.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { openDatabase } from '../platform/prisma/database.js';
import { identityWorker } from './identity-worker.js';
import { PrismaEventLog } from './prisma-event-log.js';

jest.setTimeout(60_000);

describeWith('postgres', 'a log whose database is swapped under it', () => {
  const postgres = usePostgres();

  async function open(databaseUrl: string): Promise<{ log: PrismaEventLog; close: () => Promise<void> }> {
    const database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
    const log = await PrismaEventLog.open(database, new ManualClock(), new Registry());
    return { log, close: () => database.close() };
  }

  it('keeps its epoch while the history is the same, and begins one new one on all nodes when it is not', async () => {
    const databaseUrl = await postgres().createDatabase();
    const nodes = [await open(databaseUrl), await open(databaseUrl)];
    const [first, second] = nodes.map(({ log }) => log) as [PrismaEventLog, PrismaEventLog];
    const before = await first.epoch();
    expect(await first.checkIdentity()).toBeUndefined();
    await postgres().query(
      "UPDATE log_identity SET system_id = 'another'",
      new URL(databaseUrl).pathname.slice(1),
    );
    const found = await Promise.all([first.checkIdentity(), second.checkIdentity()]);
    const after = await first.epoch();
    expect(after).not.toBe(before);
    expect(found.filter((epoch) => epoch !== undefined)).toContain(after);
    expect(await second.epoch()).toBe(after);
    expect(await second.checkIdentity()).toBeUndefined();
    for (const { close } of nodes) await close();
  });

  it('is not asked again where the server does not tell', async () => {
    const databaseUrl = await postgres().createDatabase();
    const name = new URL(databaseUrl).pathname.slice(1);
    await postgres().query(
      `REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE humble LOGIN;
       GRANT ALL ON ALL TABLES IN SCHEMA public TO humble`,
      name,
    );
    const { log, close } = await open(databaseUrl.replace('postgres@', 'humble@'));
    // Were it asked, it would now tell, and differ.
    await postgres().query(
      `GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC; UPDATE log_identity SET system_id = 'another'`,
      name,
    );
    expect(await log.checkIdentity()).toBeUndefined();
    await close();
  });

  it('is looked at every two seconds, also after a look that failed', async () => {
    const clock = new ManualClock();
    const warnings: string[] = [];
    const answers = [() => undefined, () => Promise.reject(new Error('away')), () => 'new', () => undefined];
    const log = { checkIdentity: () => Promise.resolve(answers.shift()?.()) };
    const logger = { warn: (_: object, message: string) => void warnings.push(message) };
    const worker = identityWorker(log, { clock, logger });
    worker.start();
    for (let look = 0; look < 3; look++) {
      clock.advance(2000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(warnings).toEqual([
      expect.stringContaining('will try again'),
      expect.stringContaining('new epoch'),
    ]);
    await worker.stop();
  });
});
