import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { CONNECTION_TIMEOUT_MS, connectionConfig } from './client.js';
import { connectionSettings } from './connection-settings.js';
import { type DatabaseLogger } from './database-logger.js';
import {
  checksum,
  hasChecksum,
  migrationsFolder,
  readMigrations,
  type Migration,
} from './migration-folder.js';

export interface MigrateOptions {
  readonly connectionString: string;
  readonly logger: DatabaseLogger;
  /** Default: `prisma/migrations` of this checkout. */
  readonly folder?: string;
  /** How long to wait for another node that migrates. Default 120,000. */
  readonly lockTimeoutMs?: number;
}

/** The database and the program's migrations don't fit. `message` says what to do. */
class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface Row {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/** The lock that Prisma's own command line takes. */
const LOCK = 72707369;
const LOCK_TIMEOUT_MS = 120_000;
const LOCK_POLL_MS = 200;

/** As Prisma creates it. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the database to the program's schema and keeps Prisma's record of it, so that `prisma migrate status` and `deploy`
 * agree. Each migration is one transaction: it is applied and recorded, or neither. Nodes that start at once take turns.
 * Migrations of a newer release are left alone, so that a node of the old one can still restart during a rolling deploy.
 *
 * Resolves to the names that it applied.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const migrations = await readMigrations(options.folder ?? migrationsFolder());
  const client = new pg.Client({
    ...connectionConfig(options.connectionString, 'migrate'),
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  let broken: Error | undefined;
  client.on('error', (error) => (broken = error));
  await client.connect();
  try {
    // A node that has nothing to apply needs neither the lock nor the right to create tables.
    if (pending(migrations, await recorded(client)).length === 0) {
      return warnOfNewer(migrations, await recorded(client), options.logger);
    }
    await lock(client, options);
    await createSchema(client, options.connectionString);
    await client.query(BOOKKEEPING);
    const rows = await recorded(client);
    warnOfNewer(migrations, rows, options.logger);
    const todo = pending(migrations, rows);
    for (const migration of todo) await apply(client, migration, options.logger);
    return todo.map((migration) => migration.name);
  } finally {
    // The session's end frees the lock. After a broken connection there is no session to end.
    if (!broken) await client.end();
  }
}

/** Of each migration what counts: rows that were rolled back don't. */
async function recorded(client: pg.Client): Promise<readonly Row[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<Row>(
    `SELECT migration_name, checksum, finished_at FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

function pending(migrations: readonly Migration[], rows: readonly Row[]): readonly Migration[] {
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  for (const row of rows) if (row.finished_at === null) throw unfinished(row.migration_name);
  for (const migration of migrations) {
    const row = applied.get(migration.name);
    if (row && !hasChecksum(migration.script, row.checksum)) throw changed(migration.name);
  }
  const last = migrations.at(-1)?.name ?? '';
  const names = new Set(migrations.map((migration) => migration.name));
  const foreign = rows.find((row) => !names.has(row.migration_name) && row.migration_name < last);
  if (foreign) throw diverged(foreign.migration_name);
  return migrations.filter((migration) => !applied.has(migration.name));
}

function warnOfNewer(
  migrations: readonly Migration[],
  rows: readonly Row[],
  logger: DatabaseLogger,
): readonly [] {
  const names = new Set(migrations.map((migration) => migration.name));
  const newer = rows.map((row) => row.migration_name).filter((name) => !names.has(name));
  if (newer.length > 0) {
    logger.warn(
      { migrations: newer },
      'The database has migrations of a newer release; going on with it as it is',
    );
  }
  return [];
}

async function lock(client: pg.Client, options: MigrateOptions): Promise<void> {
  const timeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
      LOCK,
    ]);
    if (rows[0]?.locked) return;
    if (performance.now() >= deadline) {
      throw new MigrationError(
        `Another process has held the migration lock ${LOCK} for ${timeoutMs} ms: ` +
          `see who it is with SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK}.`,
      );
    }
    if (attempt === 0) options.logger.info({}, 'Waiting for another node that migrates the database');
    await wait(LOCK_POLL_MS);
  }
}

/** The schema of `?schema=`, which the search path names, as Prisma does. */
async function createSchema(client: pg.Client, connectionString: string): Promise<void> {
  const { schema } = connectionSettings(connectionString, 'migrate');
  if (schema) await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
}

async function apply(client: pg.Client, migration: Migration, logger: DatabaseLogger): Promise<void> {
  const started = performance.now();
  logger.info({ migration: migration.name }, 'Applying a migration');
  try {
    await client.query('BEGIN');
    const id = randomUUID();
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at)
       VALUES ($1, $2, $3, clock_timestamp())`,
      [id, checksum(migration.script), migration.name],
    );
    await client.query(migration.script);
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
      [id],
    );
    await client.query('COMMIT');
  } catch (error) {
    throw new MigrationError(
      `Migration ${migration.name} failed and was rolled back: ${(error as Error).message}. ` +
        'Correct what it names, then start again.',
      { cause: error },
    );
  }
  const tookMs = Math.round(performance.now() - started);
  logger.info({ migration: migration.name, tookMs }, 'Applied the migration');
}

function unfinished(name: string): MigrationError {
  return new MigrationError(
    `Migration ${name} is recorded as failed: put its half-made changes right, then run ` +
      `npx prisma migrate resolve --rolled-back ${name} (or --applied).`,
  );
}

function changed(name: string): MigrationError {
  return new MigrationError(
    `Migration ${name} was changed after it had been applied: restore its file and put the change into a new migration.`,
  );
}

function diverged(name: string): MigrationError {
  return new MigrationError(
    `The database has a migration ${name} that this program does not know, older than its newest: ` +
      'is DATABASE_URL the right database, and the program as new as the one before?',
  );
}
