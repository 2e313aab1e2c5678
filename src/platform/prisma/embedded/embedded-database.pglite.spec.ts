import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { ChildProgram } from '../../../../test/support/child-program.js';
import { RecordingLogger } from '../../../../test/support/silent-logger.js';
import { useTempFolder } from '../../../../test/support/temp-folder.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { createPool } from '../client.js';
import { DirectoryLockedError } from './directory-lock.js';
import { EmbeddedDatabase } from './embedded-database.js';

jest.setTimeout(90_000);

describe('the embedded database', () => {
  const root = useTempFolder('touchline-embedded');
  let dataDir: string;
  let logger: RecordingLogger;
  let database: EmbeddedDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    dataDir = join(root(), 'shared data');
    logger = new RecordingLogger();
    await open();
  });
  afterAll(async () => close());

  async function open(): Promise<void> {
    database = await EmbeddedDatabase.start({ dataDir, logger, probeIntervalMs: 50, probeDeadlineMs: 2_000 });
    database.watch();
    pool = createPool({ connectionString: database.connectionString, poolMax: 1 });
  }
  async function close(): Promise<void> {
    await pool.end();
    await database.close();
  }
  async function recovered(restartsBefore: number): Promise<void> {
    await waitFor(() => database.restarts > restartsBefore && database.healthy, {
      message: () => `the database to be replaced; log: ${logger.lines.join('; ')}`,
      timeoutMs: 30_000,
    });
  }

  it('says that it is being created, since that takes a while', () => {
    expect(logger.lines).toEqual([
      'info Creating the embedded database; this takes a few seconds, once',
      'info The embedded database is open',
    ]);
  });

  it('speaks UTC', async () => {
    const { rows } = await pool.query('SHOW timezone');
    expect(rows).toEqual([{ TimeZone: 'UTC' }]);
  });

  it('syncs every commit to disk before it answers', async () => {
    await pool.query('CREATE TABLE synced (i int)');
    const before = await counted();
    for (let i = 0; i < 10; i += 1) await pool.query('INSERT INTO synced VALUES ($1)', [i]);
    const after = await counted();
    expect(after - before).toBeGreaterThanOrEqual(10);
  });

  /** Syncs up to now: of a probe that was answered after this call. */
  async function counted(): Promise<number> {
    const first = database.counters;
    const second = await waitFor(() => database.counters !== first && database.counters);
    await waitFor(() => database.counters !== second);
    return database.counters.syncs;
  }

  it('is refused to whoever comes second', async () => {
    await expect(EmbeddedDatabase.start({ dataDir, logger })).rejects.toThrow(DirectoryLockedError);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('keeps large parameters of many callers apart', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => String(i).repeat(100_000));
    const answers = await Promise.all(
      texts.map((text) => pool.query<{ text: string }>('SELECT $1::text AS text', [text])),
    );
    expect(answers.map((answer) => answer.rows[0]?.text === texts[answers.indexOf(answer)])).toEqual(
      texts.map(() => true),
    );
  });

  it('rolls back what a client left open when it vanished', async () => {
    await pool.query('CREATE TABLE vanished (i int)');
    const client = new pg.Client({ connectionString: database.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO vanished VALUES (1)');
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await pool.query('SELECT * FROM vanished')).rows).toEqual([]);
  });

  it('is started anew when its protocol breaks, with all that was committed', async () => {
    await pool.query('CREATE TABLE kept (i int)');
    await pool.query('INSERT INTO kept VALUES (1), (2)');
    const before = database.restarts;
    const socket = connect(join(dataDir, 'socket/.s.PGSQL.5432'));
    socket.on('error', () => undefined);
    // No frontend message has this type: PostgreSQL ends its session, which is the only one here.
    socket.write(Buffer.from([0x21, 0, 0, 0, 4]));
    await recovered(before);
    socket.destroy();
    await waitFor(async () => (await pool.query('SELECT 1')).rowCount === 1);
    expect((await pool.query('SELECT i FROM kept ORDER BY i')).rows).toEqual([{ i: 1 }, { i: 2 }]);
  });

  it('is started anew when a statement never ends, whose caller is told', async () => {
    const before = database.restarts;
    const endless = pool.query('SELECT count(*) FROM generate_series(1, 100000000000)');
    await expect(endless).rejects.toThrow(/Connection terminated/);
    await recovered(before);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(logger.lines).toContain('error The embedded database broke; starting it anew');
  });

  it('closes cleanly and opens with what was there', async () => {
    await close();
    expect(await readdir(dataDir)).toEqual(['postgres']);
    await open();
    expect((await pool.query('SELECT count(*)::int AS n FROM kept')).rows).toEqual([{ n: 2 }]);
  });

  it('keeps each committed row when its process is killed while it writes', async () => {
    await close();
    const program = await ChildProgram.start(
      root(),
      `const { EmbeddedDatabase } = source('src/platform/prisma/embedded/embedded-database.ts');
       const pg = source('node_modules/pg');
       const nothing = () => undefined;
       async function run() {
         const logger = { info: nothing, warn: nothing, error: nothing };
         const database = await EmbeddedDatabase.start({ dataDir: ${JSON.stringify(dataDir)}, logger });
         const client = new pg.Client({ connectionString: database.connectionString });
         await client.connect();
         await client.query('CREATE TABLE written (i int)');
         for (let i = 1; ; i += 1) {
           await client.query('INSERT INTO written VALUES ($1)', [i]);
           console.log(i);
         }
       }
       run();`,
    );
    await program.saw('25');
    await program.kill9();
    const acknowledged = program.lines.map(Number);
    await open();
    const { rows } = await pool.query<{ i: number }>('SELECT i FROM written ORDER BY i');
    expect(rows.map((row) => row.i).slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(1);
  });

  it('begins again when its creation was interrupted', async () => {
    const interrupted = join(root(), 'interrupted');
    const program = await ChildProgram.start(
      root(),
      `const { EmbeddedDatabase } = source('src/platform/prisma/embedded/embedded-database.ts');
       const say = (_fields: object, message: string) => console.log(message);
       const logger = { info: say, warn: say, error: say };
       EmbeddedDatabase.start({ dataDir: ${JSON.stringify(interrupted)}, logger });`,
    );
    const unfinished = join(interrupted, 'postgres.new', 'base');
    await waitFor(() => existsSync(unfinished), { timeoutMs: 60_000 });
    await program.kill9();
    expect(await readdir(interrupted)).not.toContain('postgres');
    const other = await EmbeddedDatabase.start({ dataDir: interrupted, logger });
    await other.close();
    expect(await readdir(interrupted)).toEqual(['postgres']);
  });

  it('says what is wrong with files that it cannot open, and frees the folder', async () => {
    const broken = join(root(), 'broken');
    await mkdir(join(broken, 'postgres'), { recursive: true });
    await writeFile(join(broken, 'postgres', 'PG_VERSION'), '9\n');
    await expect(EmbeddedDatabase.start({ dataDir: broken, logger })).rejects.toThrow(
      /The embedded database in .*broken does not start: /,
    );
    expect(await readdir(broken)).toEqual(['postgres']);
  });
});
