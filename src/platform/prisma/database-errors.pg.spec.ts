import { usePostgres, type Postgres } from '../../../test/support/postgres.js';
import { describeWith } from '../../../test/support/requirements.js';
import { silentLogger } from '../../../test/support/silent-logger.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { AppError } from '../../core/protocol/errors.js';
import { createPool, createPrismaClient } from './client.js';
import { failureOf, isConnectionError, toAppError } from './database-errors.js';
import { openDatabase, type Database } from './database.js';
import { type PrismaClient } from './generated/client.js';

jest.setTimeout(60_000);

describeWith('postgres', 'errors of a PostgreSQL that fails', () => {
  const server = usePostgres();
  let postgres: Postgres;
  let databaseUrl: string;
  let database: Database;
  let client: PrismaClient;

  beforeEach(async () => {
    postgres = server();
    databaseUrl = await postgres.createDatabase({ empty: true });
    database = await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false });
    client = database.client;
    await client.$executeRaw`CREATE TABLE t (id int PRIMARY KEY, n int)`;
    await client.$executeRaw`INSERT INTO t VALUES (1, 0), (2, 0)`;
  });
  afterEach(async () => {
    await postgres.thaw();
    await database.close();
    await postgres.restart();
  });

  async function failure(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => {
        throw new Error('The query succeeded.');
      },
      (error: unknown) => error,
    );
  }

  function expectUnavailable(error: unknown): void {
    expect(toAppError(error)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(toAppError(error).retryAfterSeconds).toBeGreaterThan(0);
  }

  it.each(['stopServer', 'kill9'] as const)(
    'are unavailable while it is away (%s), and pass',
    async (end) => {
      const sleeping = failure(client.$queryRaw`SELECT pg_sleep(10)::text`);
      const inTransaction = failure(
        client.$transaction(async (tx) => {
          await tx.$executeRaw`UPDATE t SET n = 1 WHERE id = 1`;
          await tx.$queryRaw`SELECT pg_sleep(10)::text`;
        }),
      );
      await waitFor(async () => {
        const rows = await postgres.query(`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(10)%'`);
        return rows.length >= 3;
      });
      await postgres[end]();
      for (const error of [await sleeping, await inTransaction]) {
        expect(isConnectionError(error)).toBe(true);
        expectUnavailable(error);
      }
      const refused = [
        await failure(client.$queryRaw`SELECT 1`),
        await failure(client.$transaction((tx) => tx.$queryRaw`SELECT 1`)),
        await failure(client.$transaction([client.$queryRaw`SELECT 1`])),
        await failure(database.ping()),
      ];
      for (const error of refused) expect(isConnectionError(error) || error instanceof AppError).toBe(true);
      for (const error of refused) expectUnavailable(error);
      expect(database.healthy).toBe(false);

      await postgres.restart();
      await waitFor(() => database.ping().then(() => true));
      expect(database.healthy).toBe(true);
      expect(await client.$queryRaw`SELECT n FROM t WHERE id = 1`).toEqual([{ n: 0 }]);
    },
  );

  it('are unavailable when an idle session is ended by an administrator', async () => {
    await postgres.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'touchline serve'`,
    );
    await waitFor(() => database.stats.connections === 0);
    await database.ping();
    const ended = await failure(
      client.$transaction(async (tx) => {
        const rows = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await postgres.query(`SELECT pg_terminate_backend(${rows[0]?.pid})`);
        await tx.$queryRaw`SELECT 1`;
      }),
    );
    expect(isConnectionError(ended)).toBe(true);
  });

  it('come within the deadline of a ping when it stands still', async () => {
    await postgres.freeze();
    const started = performance.now();
    const errors = await Promise.all([failure(database.ping(300)), failure(database.ping(300))]);
    expect(performance.now() - started).toBeLessThan(3_000);
    for (const error of errors) expectUnavailable(error);
    expect(database.healthy).toBe(false);
    await postgres.thaw();
    await waitFor(() => database.ping().then(() => true));
  });

  it('tell of statements that take too long, of locks and of deadlocks as contention', async () => {
    const timeout = await failure(
      client.$transaction([client.$executeRaw`SET LOCAL statement_timeout = 50`, sleep(client)]),
    );
    const lock = await failure(
      client.$transaction(async (tx) => {
        await tx.$executeRaw`UPDATE t SET n = 1 WHERE id = 1`;
        await client.$transaction([
          client.$executeRaw`SET LOCAL lock_timeout = 50`,
          client.$executeRaw`UPDATE t SET n = 2 WHERE id = 1`,
        ]);
      }),
    );
    const deadlock = await deadlocked();
    expect([timeout, lock, deadlock].map(failureOf)).toEqual(['contention', 'contention', 'contention']);
    for (const error of [timeout, lock, deadlock]) expectUnavailable(error);
  });

  const sleep = (on: PrismaClient) => on.$queryRaw`SELECT pg_sleep(5)::text`;

  async function deadlocked(): Promise<unknown> {
    let reached = 0;
    const cross = (first: number, second: number): Promise<unknown> =>
      client.$transaction(async (tx) => {
        await tx.$executeRaw`UPDATE t SET n = n + 1 WHERE id = ${first}`;
        reached += 1;
        await waitFor(() => reached === 2);
        await tx.$executeRaw`UPDATE t SET n = n + 1 WHERE id = ${second}`;
      });
    const results = await Promise.allSettled([cross(1, 2), cross(2, 1)]);
    return results.find((result) => result.status === 'rejected')?.reason;
  }

  it('tell of serialization failures as contention', async () => {
    const error = await failure(
      client.$transaction(
        async (tx) => {
          await tx.$queryRaw`SELECT * FROM t`;
          await client.$executeRaw`UPDATE t SET n = 7 WHERE id = 1`;
          await tx.$executeRaw`UPDATE t SET n = 8 WHERE id = 1`;
        },
        { isolationLevel: 'Serializable' },
      ),
    );
    expect(failureOf(error)).toBe('contention');
  });

  it('tell of transactions that stand idle, and free what they held', async () => {
    const error = await failure(
      client.$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 50`;
        await tx.$executeRaw`UPDATE t SET n = 1 WHERE id = 1`;
        await waitFor(async () => {
          const rows = await postgres.query(
            `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction'`,
          );
          return rows.length === 0;
        });
        await tx.$queryRaw`SELECT 1`;
      }),
    );
    expectUnavailable(error);
    expect(await client.$executeRaw`UPDATE t SET n = 2 WHERE id = 1`).toBe(1);
  });

  it('tell of a pool that is used up, and of a transaction that lasts too long', async () => {
    const pool = createPool({ connectionString: databaseUrl, poolMax: 1, connectionTimeoutMs: 100 });
    const small = createPrismaClient(pool, {
      connectionString: databaseUrl,
      transactionMaxWaitMs: 100,
      transactionTimeoutMs: 400,
    });
    const errors: unknown[] = [];
    const late = await failure(
      small.$transaction(async (tx) => {
        errors.push(await failure(small.$queryRaw`SELECT 1`));
        errors.push(await failure(small.$transaction((inner) => inner.$queryRaw`SELECT 1`)));
        await tx.$queryRaw`SELECT pg_sleep(1)::text`;
        await tx.$queryRaw`SELECT 1`;
      }),
    );
    errors.push(late);
    await small.$disconnect();
    await pool.end();
    for (const error of errors) expectUnavailable(error);
  });

  it('never call a commit that came through rolled back, however long it took', async () => {
    const pool = createPool({ connectionString: databaseUrl, poolMax: 1 });
    const hasty = createPrismaClient(pool, { connectionString: databaseUrl, transactionTimeoutMs: 300 });
    await client.$executeRaw`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql
      AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END'`;
    await client.$executeRaw`CREATE CONSTRAINT TRIGGER lingering AFTER UPDATE ON t
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()`;
    const outcome = await hasty
      .$transaction((tx) => tx.$executeRaw`UPDATE t SET n = 5 WHERE id = 1`)
      .then(() => 'committed', failureOf);
    await hasty.$disconnect();
    await pool.end();
    const [row] = await client.$queryRaw<{ n: number }[]>`SELECT n FROM t WHERE id = 1`;
    expect([outcome, row?.n]).toEqual(['committed', 5]);
  });

  it('leave no open transaction to the next caller when it stood still in the middle of one', async () => {
    const pool = createPool({ connectionString: databaseUrl, poolMax: 1, queryTimeoutMs: 300 });
    const hasty = createPrismaClient(pool, { connectionString: databaseUrl });
    const error = await failure(
      hasty.$transaction(async (tx) => {
        await tx.$executeRaw`UPDATE t SET n = 99 WHERE id = 1`;
        await postgres.freeze();
        await tx.$executeRaw`UPDATE t SET n = 99 WHERE id = 2`;
      }),
    );
    expect(isConnectionError(error)).toBe(true);
    await postgres.thaw();
    await waitFor(() => hasty.$transaction((tx) => tx.$executeRaw`INSERT INTO t VALUES (3, 3)`));
    await hasty.$disconnect();
    await pool.end();
    expect(await client.$queryRaw`SELECT n FROM t ORDER BY id`).toEqual([{ n: 0 }, { n: 0 }, { n: 3 }]);
  });

  it('are internal when they are faults of the statement', async () => {
    const error = await failure(client.$queryRaw`SELECT nonsense`);
    expect(toAppError(error)).toMatchObject({ code: 'internal' });
    const twice = await failure(client.$executeRaw`INSERT INTO t VALUES (1, 1)`);
    expect(failureOf(twice)).toBe('other');
  });

  it('pass on errors that are meant for the caller', () => {
    const error = new AppError('conflict', 'taken');
    expect(toAppError(error)).toBe(error);
  });
});
