import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../../core/protocol/errors.js';
import { CONNECTION_TIMEOUT_MS, connectionConfig, createPool, createPrismaClient } from './client.js';
import { toAppError, failureOf } from './database-errors.js';
import { type DatabaseLogger } from './database-logger.js';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { type PrismaClient } from './generated/client.js';
import { migrate } from './migrator.js';

export interface DatabaseOptions {
  /** PostgreSQL. Without it the embedded database in `dataDir` is used. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly logger: DatabaseLogger;
  /** Whether to bring the schema up to date. Default true. */
  readonly migrate?: boolean;
  /** Connections to PostgreSQL. Default 10. */
  readonly poolMax?: number;
  /** How long to wait for a PostgreSQL that can't be reached yet. Default 60,000. */
  readonly waitTimeoutMs?: number;
}

export interface DatabaseStats {
  readonly connections: number;
  readonly idleConnections: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  /** How often the embedded database was started anew. */
  readonly restarts: number;
}

const PING_TIMEOUT_MS = 3_000;
const CLOSE_TIMEOUT_MS = 5_000;
const WAIT_TIMEOUT_MS = 60_000;
const LONGEST_RETRY_DELAY_MS = 5_000;
/** All callers share the one session of the embedded database, and it may be starting anew. */
const EMBEDDED_MAX_WAIT_MS = 15_000;

/** The one connection pool of a node, and what it leads to. */
export class Database {
  readonly kind: 'embedded' | 'postgresql';
  readonly client: PrismaClient;
  readonly #pool: pg.Pool;
  readonly #embedded: EmbeddedDatabase | undefined;
  #pinging: Promise<void> | undefined;
  #healthy = true;
  #closing: Promise<void> | undefined;

  constructor(client: PrismaClient, pool: pg.Pool, embedded?: EmbeddedDatabase) {
    this.kind = embedded ? 'embedded' : 'postgresql';
    this.client = client;
    this.#pool = pool;
    this.#embedded = embedded;
  }

  /** Whether the last ping was answered. */
  get healthy(): boolean {
    return this.#healthy && (this.#embedded?.healthy ?? true);
  }

  get stats(): DatabaseStats {
    return {
      connections: this.#pool.totalCount,
      idleConnections: this.#pool.idleCount,
      waiting: this.#pool.waitingCount,
      restarts: this.#embedded?.restarts ?? 0,
    };
  }

  /** Resolves when the database answered; rejects with `unavailable` if it doesn't within 3 s. Never piles up queries. */
  async ping(timeoutMs = PING_TIMEOUT_MS): Promise<void> {
    this.#pinging ??= this.#ask().finally(() => (this.#pinging = undefined));
    try {
      await withDeadline(this.#pinging, timeoutMs, () => {
        throw new AppError('unavailable', `The database did not answer for ${timeoutMs} ms; try again.`, {
          retryAfterSeconds: 2,
        });
      });
      this.#healthy = true;
    } catch (error) {
      this.#healthy = false;
      throw toAppError(error);
    }
  }

  /** Lets running queries end, for 5 s at most, and closes the embedded database. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #ask(): Promise<void> {
    await this.client.$queryRaw`SELECT 1`;
  }

  async #close(): Promise<void> {
    this.#healthy = false;
    // A server that does not answer does not take leave either.
    await withDeadline(this.client.$disconnect(), CLOSE_TIMEOUT_MS, () => undefined);
    await withDeadline(this.#pool.end(), CLOSE_TIMEOUT_MS, () => undefined);
    await this.#embedded?.close();
  }
}

/** Opens what the configuration names, waits until it answers, and brings its schema up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, logger } = options;
  if (databaseUrl !== undefined) {
    await untilReachable(databaseUrl, options);
    return connect(databaseUrl, options);
  }
  const embedded = await EmbeddedDatabase.start({ dataDir: options.dataDir, logger });
  try {
    return await connect(embedded.connectionString, options, embedded);
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function connect(
  connectionString: string,
  options: DatabaseOptions,
  embedded?: EmbeddedDatabase,
): Promise<Database> {
  const { logger } = options;
  if (options.migrate ?? true) await migrate({ connectionString, logger });
  embedded?.watch();
  const settings = {
    connectionString,
    onIdleError: (error: Error) => logger.warn({ reason: error.message }, 'A database connection broke'),
    ...(embedded
      ? { poolMax: 1, connectionTimeoutMs: EMBEDDED_MAX_WAIT_MS, transactionMaxWaitMs: EMBEDDED_MAX_WAIT_MS }
      : { ...(options.poolMax === undefined ? {} : { poolMax: options.poolMax }) }),
  };
  const pool = createPool(settings);
  return new Database(createPrismaClient(pool, settings), pool, embedded);
}

/** A server that is starting, or a network that is not there yet, is waited for; one that refuses us is not. */
async function untilReachable(databaseUrl: string, options: DatabaseOptions): Promise<void> {
  const timeoutMs = options.waitTimeoutMs ?? WAIT_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    const error = await attemptToReach(databaseUrl);
    if (error === undefined) return;
    const reason = error.message || (error as NodeJS.ErrnoException).code || error.name;
    if (isRefusal(error) || performance.now() >= deadline) {
      throw new Error(
        `PostgreSQL cannot be used: ${reason}. Check DATABASE_URL (${place(databaseUrl)}) and that the server runs.`,
        { cause: error },
      );
    }
    options.logger.warn({ reason, place: place(databaseUrl) }, 'Waiting for PostgreSQL');
    const delay = Math.min(250 * 2 ** attempt, LONGEST_RETRY_DELAY_MS, deadline - performance.now());
    await wait(Math.max(0, delay));
  }
}

async function attemptToReach(databaseUrl: string): Promise<Error | undefined> {
  const client = new pg.Client({
    ...connectionConfig(databaseUrl, 'serve'),
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    query_timeout: CONNECTION_TIMEOUT_MS,
  });
  let broken: Error | undefined;
  client.on('error', (error) => (broken = error));
  try {
    await client.connect();
    await client.query('SELECT 1');
    await client.end();
    return broken;
  } catch (error) {
    return error as Error;
  }
}

/** Wrong password, no such database, or no PostgreSQL at all: waiting does not help. */
function isRefusal(error: Error): boolean {
  const { code = '' } = error as { code?: string };
  return code.startsWith('28') || code === '3D000' || failureOf(error) === 'other';
}

/** Host and database, never the password. */
function place(databaseUrl: string): string {
  return databaseUrl.replace(/^[^:]*:\/\/([^@/]*@)?/, '').replace(/\?.*$/, '');
}

async function withDeadline<T>(work: Promise<T>, ms: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    const first = await Promise.race([work, deadline]);
    return first === 'late' ? late() : first;
  } finally {
    clearTimeout(timer);
  }
}
