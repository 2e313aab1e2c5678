import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readIfThere, signalTo } from '../process-group.js';
import type { Service } from '../supervised-process.js';
import type { Account } from '../workspace.js';

export interface PostgresOptions {
  readonly postgres: string;
  readonly initdb: string;
  readonly port: number;
  readonly folder: string;
  readonly logFile: string;
  readonly password: string;
  readonly account: Account | undefined;
  readonly maxConnections: number;
  readonly env: NodeJS.ProcessEnv;
}

const USER = 'touchline';
const DATABASE = 'touchline';

export function databaseUrl({ port, password }: PostgresOptions, database = DATABASE): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** The postmaster itself, in the foreground: whoever kills its pid kills the database. */
export function postgresService(options: PostgresOptions): Service {
  const { postgres, port, folder, logFile, account, env, maxConnections } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return {
    name: 'postgres',
    command: postgres,
    args: [
      '-D',
      dataFolder(folder),
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env,
    folder: dataFolder(folder),
    logFile,
    ...(account && { account }),
    serves: async () => {
      await query(databaseUrl(options, 'postgres'), 'SELECT 1');
      return true;
    },
    // Recovery after a kill replays the log.
    startWithinMs: 120_000,
    // Fast: sessions are cut, everything is written.
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
    // SIGTERM means "when everybody has left" to PostgreSQL, and the nodes never leave: whoever sent it wants it to end.
    tend: (pid) => {
      if (isStopping(dataFolder(folder))) signalTo(pid, 'SIGINT');
    },
  };
}

/** PostgreSQL writes what it is doing in the eighth line of its lock file. */
function isStopping(data: string): boolean {
  const lock = readIfThere(() => readFileSync(join(data, 'postmaster.pid'), 'utf8'));
  return lock?.split('\n')[7]?.trim() === 'stopping';
}

/** Makes the data folder when it is not there: beside it first, so that what is interrupted leaves none. */
export async function initialisePostgres(options: PostgresOptions, signal: AbortSignal): Promise<void> {
  const { folder, account, initdb, password, env, logFile } = options;
  const data = dataFolder(folder);
  if (account) chownSync(folder, account.uid, account.gid);
  if (existsSync(data)) return;
  const fresh = `${data}.new`;
  const passwordFile = join(folder, 'password');
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const args = [
    ...['-D', fresh, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--no-sync'],
  ];
  await runToEnd(initdb, args, { cwd: folder, env, logFile, signal, ...account });
  rmSync(passwordFile);
  renameSync(fresh, data);
}

export async function createDatabase(options: PostgresOptions): Promise<void> {
  const url = databaseUrl(options, 'postgres');
  const found = await query(url, `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (found === 0) await query(url, `CREATE DATABASE ${DATABASE}`);
}

function dataFolder(folder: string): string {
  return join(folder, 'data');
}

/** The number of rows. */
async function query(url: string, sql: string): Promise<number> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3000,
    query_timeout: 30_000,
  });
  // A connection that breaks outside of a query is no news: the query that follows says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows.length;
  } finally {
    await client.end();
  }
}

interface RunOptions extends Partial<Account> {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

function runToEnd(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { logFile, ...rest } = options;
  const log = openSync(logFile, 'a');
  return new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...args], { ...rest, killSignal: 'SIGKILL', stdio: ['ignore', log, log] });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${signal ?? `exit code ${code}`}; its log is ${logFile}`));
    });
  }).finally(() => closeSync(log));
}
