import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { describeWith } from '../../../test/support/requirements.js';
import { usePostgres } from '../../../test/support/postgres.js';
import { RecordingLogger, silentLogger } from '../../../test/support/silent-logger.js';
import { useTempFolder } from '../../../test/support/temp-folder.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { migrate } from './migrator.js';

jest.setTimeout(30_000);

describeWith('postgres', 'migrations at boot, on PostgreSQL', () => {
  const postgres = usePostgres();
  const folder = useTempFolder('touchline-migrations');
  let connectionString: string;
  let migrations: string;
  let count = 0;

  beforeEach(async () => {
    connectionString = await postgres().createDatabase({ empty: true });
    migrations = join(folder(), String((count += 1)));
    await write('20260101000000_first', 'CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n');
    await write('20260102000000_second', 'ALTER TABLE a ADD COLUMN name text;\n');
  });

  async function write(name: string, script: string): Promise<void> {
    await mkdir(join(migrations, name), { recursive: true });
    await writeFile(join(migrations, name, 'migration.sql'), script);
  }
  const run = (logger = silentLogger): Promise<readonly string[]> =>
    migrate({ connectionString, logger, folder: migrations });
  async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
    return postgres().query(sql, new URL(connectionString).pathname.slice(1));
  }

  it('applies what is missing, in order, and nothing the second time', async () => {
    expect(await run()).toEqual(['20260101000000_first', '20260102000000_second']);
    await query('SELECT id, name FROM a');
    expect(await run()).toEqual([]);
    await write('20260103000000_third', 'CREATE TABLE c (id int);');
    expect(await run()).toEqual(['20260103000000_third']);
  });

  it('records each migration as Prisma does', async () => {
    await run();
    const rows = await query(
      `SELECT migration_name, checksum, applied_steps_count, finished_at >= started_at AS finished, logs, rolled_back_at,
         length(id) AS id FROM _prisma_migrations ORDER BY migration_name LIMIT 1`,
    );
    expect(rows).toEqual([
      {
        migration_name: '20260101000000_first',
        checksum: 'f51e147a7aabc5ee1445b4d7c5a483288af01df5225d986b3e2c3b39246102fe',
        applied_steps_count: 1,
        finished: true,
        logs: null,
        rolled_back_at: null,
        id: 36,
      },
    ]);
  });

  it('is safe when many nodes start at once', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => run()));
    expect(results.flat().sort()).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await query('SELECT 1 FROM _prisma_migrations')).toHaveLength(2);
  });

  it('waits for the lock that Prisma takes, then says who to look for', async () => {
    const other = new pg.Client({ connectionString });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(72707369)');
    try {
      await expect(
        migrate({ connectionString, logger: silentLogger, folder: migrations, lockTimeoutMs: 300 }),
      ).rejects.toThrow(/lock 72707369/);
      const logger = new RecordingLogger();
      const waiting = run(logger);
      await waitFor(() => logger.lines.some((line) => line.includes('Waiting for')));
      await other.query('SELECT pg_advisory_unlock(72707369)');
      expect(await waiting).toHaveLength(2);
    } finally {
      await other.end();
    }
  });

  it('leaves nothing of a migration that fails half-way, and goes on once it is corrected', async () => {
    await write('20260103000000_third', 'CREATE TABLE c (id int);\nSELECT 1 / 0;');
    await expect(run()).rejects.toThrow(/20260103000000_third failed and was rolled back: division by zero/);
    expect(await query(`SELECT to_regclass('c') AS c`)).toEqual([{ c: null }]);
    expect(await query('SELECT 1 FROM _prisma_migrations')).toHaveLength(2);
    await write('20260103000000_third', 'CREATE TABLE c (id int);');
    expect(await run()).toEqual(['20260103000000_third']);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    await run();
    await write('20260101000000_first', 'CREATE TABLE z (id int);');
    await expect(run()).rejects.toThrow(/20260101000000_first was changed/);
  });

  it('does not mind turned line ends', async () => {
    await run();
    await write('20260101000000_first', 'CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\r\n');
    expect(await run()).toEqual([]);
  });

  it('refuses a database where a migration is recorded as failed', async () => {
    await run();
    await query(
      `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '20260102000000_second'`,
    );
    await expect(run()).rejects.toThrow(/resolve --rolled-back 20260102000000_second/);
    await query(
      `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '20260102000000_second'`,
    );
    await query('ALTER TABLE a DROP COLUMN name');
    expect(await run()).toEqual(['20260102000000_second']);
  });

  it('lets an old node restart beside a newer release, and says so', async () => {
    await run();
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       VALUES ('x', 'y', '20260201000000_newer', now())`,
    );
    const logger = new RecordingLogger();
    expect(await run(logger)).toEqual([]);
    expect(logger.lines).toEqual([expect.stringContaining('warn The database has migrations of a newer')]);
  });

  it('refuses a database with a history of its own', async () => {
    await run();
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       VALUES ('x', 'y', '20260101120000_foreign', now())`,
    );
    await expect(run()).rejects.toThrow(/20260101120000_foreign that this program does not know/);
  });

  it('creates and uses the schema that the URL names', async () => {
    connectionString += '?schema=my "app"';
    expect(await run()).toHaveLength(2);
    expect(await query(`SELECT to_regclass('"my ""app""".a')::text AS a`)).toEqual([{ a: '"my ""app""".a' }]);
    expect(await run()).toEqual([]);
  });

  it('needs the script of every migration', async () => {
    await mkdir(join(migrations, '20260103000000_empty'));
    await expect(run()).rejects.toThrow(/migration\.sql/);
  });
});
