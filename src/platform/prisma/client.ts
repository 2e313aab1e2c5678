import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { connectionSettings, type Purpose } from './connection-settings.js';
import { PrismaClient } from './generated/client.js';

export interface PoolOptions {
  readonly connectionString: string;
  /** Default 10. The embedded database has one session, so 1. */
  readonly poolMax?: number;
  /** How long a caller waits for a connection, whether it is being opened or all are busy. Default 5,000. */
  readonly connectionTimeoutMs?: number;
  /**
   * The client's own bound of a statement, for a server that does not answer at all. Default 17,000: behind the server's
   * statement_timeout, which leaves a usable connection.
   */
  readonly queryTimeoutMs?: number;
  /** A connection that broke while nobody used it. */
  readonly onIdleError?: (error: Error) => void;
}

export interface ClientOptions {
  readonly connectionString: string;
  /** How long an interactive transaction waits for its connection. Default 5,000. */
  readonly transactionMaxWaitMs?: number;
  /** How long an interactive transaction may last. Default 15,000. */
  readonly transactionTimeoutMs?: number;
}

const POOL_MAX = 10;
export const CONNECTION_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 17_000;
const TRANSACTION_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 60_000;
const MAX_LIFETIME_SECONDS = 1_800;
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Settings of one pg connection, of a pool or alone. */
export function connectionConfig(connectionString: string, purpose: Purpose): pg.ClientConfig {
  const settings = connectionSettings(connectionString, purpose);
  return {
    connectionString: settings.connectionString,
    options: settings.options,
    application_name: `touchline ${purpose}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
}

/** A pool that survives the loss of its connections: without an error listener an idle one that breaks ends the process. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(options.connectionString, 'serve'),
    max: options.poolMax ?? POOL_MAX,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? CONNECTION_TIMEOUT_MS,
    query_timeout: options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens while a connection is idle, and whoever took it while they use it. One that is terminated just as it is handed
  // over has no listener for that moment, and would end the process; its next user learns of it by the query that fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('release', (_error, client) => endUnlessIdle(client, options));
  return pool;
}

/**
 * A statement that reached the client's own bound leaves its transaction open, and the rollback behind it is never sent: the next
 * caller's commit would commit what was reported as failed. `end` makes the pool forget the connection, and the server rolls back.
 */
function endUnlessIdle(client: pg.PoolClient, options: PoolOptions): void {
  if (client.getTransactionStatus() === 'I') return;
  client.end().catch((error: Error) => options.onIdleError?.(error));
}

/**
 * The pool stays its maker's, to end it behind `$disconnect`: a client that owned it would open another one for a query that
 * comes late.
 */
export function createPrismaClient(pool: pg.Pool, options: ClientOptions): PrismaClient {
  const { schema } = connectionSettings(options.connectionString, 'serve');
  return new PrismaClient({
    adapter: new PrismaPg(pool, schema ? { schema } : {}),
    errorFormat: 'minimal',
    log: [],
    transactionOptions: {
      maxWait: options.transactionMaxWaitMs ?? CONNECTION_TIMEOUT_MS,
      timeout: options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
    },
  });
}
