import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate } from '../../src/platform/prisma/migrator.js';
import { unprivilegedAccount } from './account.js';
import { freePort } from './free-port.js';
import { requireProgram } from './requirements.js';
import { silentLogger } from './silent-logger.js';
import { waitFor } from './wait-for.js';
import { useServer, WatchedProcess } from './watched-process.js';

const exec = promisify(execFile);
const START_TIMEOUT_MS = 30_000;
const TEMPLATE = 'touchline_template';

interface PostgresOptions {
  /** Really writes to disk, for tests that kill the server. Default false. */
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Ends the server by its folder. */
const WATCHDOG = `
  pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) || pid=
  if [ -n "$pid" ]; then
    children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
    kill -KILL $pid $children 2>/dev/null
    for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  fi`;

/** A PostgreSQL server of a test's own, on 127.0.0.1, in a temporary folder. */
export class Postgres {
  readonly #process: WatchedProcess;
  readonly #options: PostgresOptions;
  #template: Promise<void> | undefined;

  private constructor(
    process: WatchedProcess,
    readonly port: number,
    options: PostgresOptions,
  ) {
    this.#process = process;
    this.#options = options;
  }

  static async start(options: PostgresOptions = {}): Promise<Postgres> {
    const process = await WatchedProcess.create('touchline-postgres', WATCHDOG);
    const server = new Postgres(process, await freePort(), options);
    try {
      await server.#initialise();
      await server.restart();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('The server is not running.');
    return pid;
  }

  url(database = 'postgres'): string {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs SQL in a session of its own. */
  async query<Row extends pg.QueryResultRow>(sql: string, database = 'postgres'): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: this.url(database), connectionTimeoutMillis: 5_000 });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** The connection string of a new database, with all migrations applied unless `empty`. */
  async createDatabase(options: { readonly empty?: boolean } = {}): Promise<string> {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    if (options.empty) {
      await this.query(`CREATE DATABASE ${name}`);
    } else {
      await (this.#template ??= this.#createTemplate());
      await this.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    }
    return this.url(name);
  }

  /** Starts what `stopServer`, `kill9` or a crash ended, on the same port and data. */
  async restart(): Promise<void> {
    await this.stopServer();
    await waitFor(
      async () => {
        if (this.#process.pid === undefined) this.#spawn();
        await this.query('SELECT 1');
        return true;
      },
      {
        message: () => `PostgreSQL to start:\n${this.#process.log}`,
        timeoutMs: START_TIMEOUT_MS,
        intervalMs: 50,
      },
    );
  }

  /** A shutdown that disconnects its clients, as on a deploy. */
  async stopServer(): Promise<void> {
    await this.#process.end((pid) => process.kill(pid, 'SIGINT'));
  }

  /** As if the machine lost power, but for the page cache. */
  async kill9(): Promise<void> {
    const pids = await this.#pids();
    await this.#process.end(() => {
      for (const pid of pids) kill(pid, 'SIGKILL');
    });
  }

  /** Ends it, and starts it as one that was restored from a backup: the same data on a new timeline. */
  async restore(): Promise<void> {
    await this.stopServer();
    const signal = join(this.#data, 'recovery.signal');
    await writeFile(signal, '');
    const account = unprivilegedAccount();
    if (account) await chown(signal, account.uid, account.gid);
    await this.restart();
    await waitFor(async () => {
      const [row] = await this.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
      return row?.recovering === false;
    });
  }

  /** All its processes stand still: connections stay open and nobody answers. */
  async freeze(): Promise<void> {
    for (const pid of await this.#pids()) kill(pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    for (const pid of await this.#pids()) kill(pid, 'SIGCONT');
  }

  /** Ends the server and removes its data. */
  async stop(): Promise<void> {
    await this.kill9();
    await this.#process.dispose();
  }

  async #initialise(): Promise<void> {
    const account = unprivilegedAccount();
    if (account) await chown(this.#folder, account.uid, account.gid);
    const initdb = join(dirname(requireProgram('postgres')), 'initdb');
    const args = ['-D', this.#data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'];
    await exec(initdb, args, { cwd: this.#folder, ...account });
  }

  get #folder(): string {
    return this.#process.folder.path;
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  #spawn(): void {
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '100',
      shared_buffers: '64MB',
      // Not UTC, so that a time which loses its zone is seen.
      timezone: 'America/Toronto',
      // There is no archive: recovery takes what is in the folder.
      restore_command: 'false',
      fsync: this.#options.durable ? 'on' : 'off',
      ...this.#options.settings,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#process.start(requireProgram('postgres'), ['-D', this.#data, '-p', String(this.port), ...args], {
      cwd: this.#folder,
      account: unprivilegedAccount(),
    });
  }

  /** The postmaster and its children. */
  async #pids(): Promise<readonly number[]> {
    const { pid } = this.#process;
    if (pid === undefined) return [];
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return [pid, ...children.trim().split(/\s+/).filter(Boolean).map(Number)];
  }

  async #createTemplate(): Promise<void> {
    await this.query(`CREATE DATABASE ${TEMPLATE}`);
    await migrate({ connectionString: this.url(TEMPLATE), logger: silentLogger });
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // A backend may have ended since it was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** See `useServer`. */
export function usePostgres(options: PostgresOptions = {}): () => Postgres {
  return useServer(() => Postgres.start(options));
}
