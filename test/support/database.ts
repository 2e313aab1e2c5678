import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Database, openDatabase } from '../../src/platform/prisma/database.js';
import { migrationsFolder, readMigrations } from '../../src/platform/prisma/migration-folder.js';
import { Postgres } from './postgres.js';
import { silentLogger } from './silent-logger.js';
import { TempFolder } from './temp-folder.js';

export type Engine = 'postgres' | 'pglite';

export interface TestDatabase {
  readonly database: Database;
  /** Undefined on PGlite. */
  readonly databaseUrl: string | undefined;
  /** Closes it and removes its data. */
  close(): Promise<void>;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const root = resolve(__dirname, '../..');

let server: Promise<Postgres> | undefined;
afterAll(async () => {
  const running = await server;
  server = undefined;
  await running?.stop();
});

/** A new, migrated database. On PostgreSQL all of a test file share one server, whose every database is its own. */
export async function openTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === 'postgres' ? openPostgres() : openPglite();
}

async function openPostgres(): Promise<TestDatabase> {
  const postgres = await (server ??= Postgres.start());
  const databaseUrl = await postgres.createDatabase();
  const database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
  return { database, databaseUrl, close: () => database.close() };
}

async function openPglite(): Promise<TestDatabase> {
  const folder = await TempFolder.create('touchline-pglite');
  const database = await openCopy(folder).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  return {
    database,
    databaseUrl: undefined,
    close: async () => {
      await database.close();
      await folder.remove();
    },
  };
}

async function openCopy(folder: TempFolder): Promise<Database> {
  await cp(await pgliteTemplate(), folder.path, { recursive: true });
  return openDatabase({ dataDir: folder.path, logger: silentLogger });
}

/** A migrated data folder, made once for these migrations: making one takes seconds. */
async function pgliteTemplate(): Promise<string> {
  const migrations = JSON.stringify(await readMigrations(migrationsFolder()));
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const version = (JSON.parse(manifest) as Manifest).dependencies['@electric-sql/pglite'];
  const hash = createHash('sha256').update(`${version}\n${migrations}`).digest('hex').slice(0, 16);
  const cache = join(root, '.cache');
  const template = join(cache, `pglite-${hash}-${process.getuid?.() ?? 0}`);
  if (existsSync(template)) return template;
  await mkdir(cache, { recursive: true });
  const unfinished = join(cache, `pglite-new-${process.pid}`);
  const database = await openDatabase({ dataDir: unfinished, logger: silentLogger });
  await database.close();
  try {
    await rename(unfinished, template);
  } catch (error) {
    // Another test file was quicker.
    if (!existsSync(template)) throw error;
    await rm(unfinished, { recursive: true });
  }
  return template;
}
