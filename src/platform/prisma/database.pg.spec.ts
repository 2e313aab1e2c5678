import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from '../../../test/support/free-port.js';
import { usePostgres } from '../../../test/support/postgres.js';
import { describeWith } from '../../../test/support/requirements.js';
import { RecordingLogger, silentLogger } from '../../../test/support/silent-logger.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { openDatabase } from './database.js';

jest.setTimeout(60_000);

describeWith('postgres', 'the database of DATABASE_URL', () => {
  const postgres = usePostgres();
  const open = (databaseUrl: string, logger = silentLogger, waitTimeoutMs = 20_000) =>
    openDatabase({ databaseUrl, dataDir: '', logger, waitTimeoutMs });

  it('is migrated, and serves', async () => {
    const database = await open(await postgres().createDatabase({ empty: true }));
    expect(database.kind).toBe('postgresql');
    await database.ping();
    expect(database.stats).toMatchObject({ waiting: 0, restarts: 0 });
    const rows = await database.client.$queryRaw<unknown[]>`SELECT 1 FROM _prisma_migrations`;
    expect(rows.length).toBeGreaterThan(0);
    await database.close();
  });

  it('has each session bounded and in UTC, on a server of another time zone', async () => {
    const database = await open(await postgres().createDatabase());
    const at = new Date('2026-01-01T23:30:00.123Z');
    const rows = await database.client.$queryRaw`
      SELECT current_setting('timezone') AS zone, current_setting('lock_timeout') AS lock,
        current_setting('statement_timeout') AS statement, ${at}::timestamptz AS at,
        current_setting('idle_in_transaction_session_timeout') AS idle`;
    expect(rows).toEqual([{ zone: 'UTC', lock: '3s', statement: '15s', idle: '5s', at }]);
    await database.close();
  });

  it('is waited for until it answers', async () => {
    const url = await postgres().createDatabase();
    await postgres().stopServer();
    const logger = new RecordingLogger();
    const opening = open(url, logger);
    await waitFor(() => logger.lines.includes('warn Waiting for PostgreSQL'));
    await postgres().restart();
    const database = await opening;
    await database.ping();
    await database.close();
  });

  it('is given up after a while, naming the place but not the password', async () => {
    const port = await freePort();
    const error: unknown = await open(`postgresql://u:secret@127.0.0.1:${port}/t`, silentLogger, 300).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toMatch(new RegExp(`DATABASE_URL \\(127.0.0.1:${port}/t\\)`));
    expect(String(error)).not.toContain('secret');
  });

  it('is not waited for when there is no such database', async () => {
    const logger = new RecordingLogger();
    await expect(open(postgres().url('nowhere'), logger)).rejects.toThrow(/"nowhere" does not exist/);
    expect(logger.lines).toEqual([]);
  });

  it('closes within its bound though the server stands still', async () => {
    const database = await open(await postgres().createDatabase());
    await database.ping();
    await postgres().freeze();
    try {
      await database.close();
    } finally {
      await postgres().thaw();
    }
    await expect(database.ping()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is given up when what listens there does not answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(open(`postgresql://u@127.0.0.1:${port}/t`, silentLogger, 0)).rejects.toThrow(/timeout/);
    server.close();
  });
});
