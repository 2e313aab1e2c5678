import { connect } from 'node:net';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestDatabase } from '../../../test/support/database.js';
import { RecordingLogger, silentLogger } from '../../../test/support/silent-logger.js';
import { useTempFolder } from '../../../test/support/temp-folder.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { createPool, createPrismaClient } from './client.js';
import { toAppError } from './database-errors.js';
import { Database, openDatabase } from './database.js';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { migrationsFolder, readMigrations } from './migration-folder.js';
import { migrate } from './migrator.js';

jest.setTimeout(90_000);

describe('the database without DATABASE_URL', () => {
  const root = useTempFolder('touchline-database');

  it('is embedded, and migrated by the same files as PostgreSQL', async () => {
    const { database, close } = await openTestDatabase('pglite');
    try {
      expect(database.kind).toBe('embedded');
      await database.ping();
      expect(database.healthy).toBe(true);
      const rows = await database.client.$queryRaw<{ migration_name: string }[]>`
        SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name`;
      const names = (await readMigrations(migrationsFolder())).map((migration) => migration.name);
      expect(rows.map((row) => row.migration_name)).toEqual(names);
    } finally {
      await close();
    }
  });

  it('is opened with what it held, and keeps times in UTC to the millisecond', async () => {
    const dataDir = join(root(), 'kept');
    const at = new Date('2026-07-01T12:34:56.789Z');
    const first = await openDatabase({ dataDir, logger: silentLogger });
    await first.client.$executeRaw`CREATE TABLE probe (at timestamptz)`;
    await first.client.$executeRaw`INSERT INTO probe VALUES (${at})`;
    await first.close();
    const logger = new RecordingLogger();
    const second = await openDatabase({ dataDir, logger });
    expect(await second.client.$queryRaw`SELECT at FROM probe`).toEqual([{ at }]);
    expect(logger.lines).toEqual(['info The embedded database is open']);
    await second.close();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('answers unavailable while its engine is replaced, then goes on by itself', async () => {
    const dataDir = join(root(), 'replaced');
    const logger = new RecordingLogger();
    const embedded = await EmbeddedDatabase.start({
      dataDir,
      logger,
      probeIntervalMs: 50,
      probeDeadlineMs: 500,
    });
    embedded.watch();
    const settings = { connectionString: embedded.connectionString, poolMax: 1 };
    const pool = createPool(settings);
    const database = new Database(createPrismaClient(pool, settings), pool, embedded);
    await database.client.$executeRaw`CREATE TABLE kept (i int)`;
    await database.client.$executeRaw`INSERT INTO kept VALUES (1)`;
    const socket = connect(join(dataDir, 'socket/.s.PGSQL.5432'));
    socket.on('error', () => undefined);
    socket.write(Buffer.from([0x21, 0, 0, 0, 4]));
    const failed = await waitFor(
      () =>
        database.client
          .$transaction((tx) => tx.$executeRaw`INSERT INTO kept VALUES (2)`)
          .then(
            () => undefined,
            (error: unknown) => error,
          ),
      { intervalMs: 1 },
    );
    expect(toAppError(failed)).toMatchObject({ code: 'unavailable' });
    expect(database.healthy).toBe(false);
    await waitFor(() => database.ping().then(() => true), { timeoutMs: 20_000 });
    expect(database.healthy).toBe(true);
    expect(database.stats.restarts).toBe(1);
    const rows = await database.client.$queryRaw<{ i: number }[]>`SELECT DISTINCT i FROM kept ORDER BY i`;
    expect(rows[0]).toEqual({ i: 1 });
    socket.destroy();
    await database.close();
  });

  it('is refused a second time, and says who has it', async () => {
    const dataDir = join(root(), 'twice');
    const first = await openDatabase({ dataDir, logger: silentLogger, migrate: false });
    await expect(openDatabase({ dataDir, logger: silentLogger })).rejects.toThrow(
      new RegExp(`in use by process ${process.pid}`),
    );
    await first.close();
  });

  it('leaves nothing of a migration that fails half-way', async () => {
    const embedded = await EmbeddedDatabase.start({ dataDir: join(root(), 'kept'), logger: silentLogger });
    const folder = join(root(), 'migrations');
    const { connectionString } = embedded;
    for (const { name, script } of await readMigrations(migrationsFolder())) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'migration.sql'), script);
    }
    const file = join(folder, '99990101000000_faulty', 'migration.sql');
    await mkdir(join(folder, '99990101000000_faulty'));
    await writeFile(file, 'CREATE TABLE half (i int); SELECT 1 / 0;');
    await expect(migrate({ connectionString, folder, logger: silentLogger })).rejects.toThrow(
      /rolled back: division by zero/,
    );
    await writeFile(file, 'CREATE TABLE half (i int); SELECT 1;');
    expect(await migrate({ connectionString, folder, logger: silentLogger })).toEqual([
      '99990101000000_faulty',
    ]);
    await embedded.close();
  });
});
