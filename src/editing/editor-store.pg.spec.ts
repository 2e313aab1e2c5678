import { usePostgres } from '../../test/support/postgres.js';
import { describeWith } from '../../test/support/requirements.js';
import { silentLogger } from '../../test/support/silent-logger.js';
import { waitFor } from '../../test/support/wait-for.js';
import { openDatabase, type Database } from '../platform/prisma/database.js';
import { EditorStore } from './editor-store.js';
import type { Visitor } from './editor.js';
import { DEFAULT_EDITING_OPTIONS } from './options.js';

jest.setTimeout(60_000);

function visitor(name: string, feed: string, tab = `tab-of-${name}`): Visitor {
  return {
    feed,
    actor: `user:${name}`,
    tab,
    kind: 'person',
    name,
    grants: [{ subject: `user:${name}`, version: 1 }],
  };
}

describeWith('postgres', 'the tabs at desks', () => {
  const postgres = usePostgres();
  /** Two nodes. */
  const databases: Database[] = [];
  let store: EditorStore;
  let other: EditorStore;
  beforeAll(async () => {
    const databaseUrl = await postgres().createDatabase();
    for (let node = 0; node < 2; node++)
      databases.push(await openDatabase({ databaseUrl, dataDir: '', logger: silentLogger, migrate: false }));
    [store, other] = databases.map(
      (database) => new EditorStore(database, { ...DEFAULT_EDITING_OPTIONS, maxEditors: 5, maxTabs: 4 }),
    ) as [EditorStore, EditorStore];
  });
  afterAll(() => Promise.all(databases.map((database) => database.close())));

  const client = () => (databases[0] as Database).client;
  const holderOf = async (feed: string) =>
    (await other.read(feed)).rows.find(({ holdsSince }) => holdsSince !== null)?.name;
  beforeEach(() => client().$executeRaw`DELETE FROM feed_editor`);
  const silence = (name: string) =>
    client().$executeRaw`UPDATE feed_editor SET until = clock_timestamp() WHERE actor = ${`user:${name}`}`;

  it('are there for ten seconds after they were last heard, by the database’s clock', async () => {
    let asked = performance.now();
    const leastLeft = () => 10_000 - (performance.now() - asked);
    expect(await store.meet(visitor('ada', 'heard'))).toBe(true);
    const [first] = (await other.read('heard')).rows;
    expect(first?.leftMs).toBeGreaterThanOrEqual(Math.floor(leastLeft()));
    expect(first?.leftMs).toBeLessThanOrEqual(10_000);
    await client()
      .$executeRaw`UPDATE feed_editor SET until = until - interval '5 seconds' WHERE feed = 'heard'`;
    asked = performance.now();
    expect(await other.meet(visitor('ada', 'heard'))).toBe(false);
    const [again] = (await store.read('heard')).rows;
    expect(again?.leftMs).toBeGreaterThanOrEqual(Math.floor(leastLeft()));
    expect(again?.since).toEqual(first?.since);
  });

  it('are forgotten when they fall silent, with the lock that they held', async () => {
    const brief = new EditorStore(databases[0] as Database, { ...DEFAULT_EDITING_OPTIONS, silenceMs: 2_000 });
    await brief.take(visitor('ada', 'silent'), false);
    expect(await holderOf('silent')).toBe('ada');
    await waitFor(async () => (await other.read('silent')).rows.length === 0);
    expect((await other.take(visitor('bob', 'silent'), false)).other).toBeUndefined();
    expect(await holderOf('silent')).toBe('bob');
    // Back from its silence it is new, and holds nothing.
    expect(await store.meet(visitor('ada', 'silent'))).toBe(true);
    expect(await holderOf('silent')).toBe('bob');
  });

  it('hold a desk one at a time, whoever asks where at the same moment', async () => {
    const names = ['ada', 'bob', 'eve', 'zoe'];
    const taken = await Promise.all(
      names.map((name, index) => (index % 2 ? store : other).take(visitor(name, 'raced'), false)),
    );
    expect(taken.filter((one) => one.taken)).toHaveLength(1);
    const winner = names[taken.findIndex((one) => one.taken)];
    expect(await holderOf('raced')).toBe(winner);
    for (const { taken: got, other: holder } of taken) if (!got) expect(holder?.name).toBe(winner);
    await Promise.all(
      names.map((name, index) => (index % 2 ? store : other).take(visitor(name, 'raced'), true)),
    );
    const { rows } = await store.read('raced');
    expect(rows.filter(({ holdsSince }) => holdsSince !== null)).toHaveLength(1);
  });

  it('keep what they hold when they take it again, and lose it to a take-over', async () => {
    await store.take(visitor('ada', 'kept'), false);
    const [before] = (await store.read('kept')).rows;
    expect(await other.take(visitor('ada', 'kept'), true)).toEqual({ taken: true, other: undefined });
    expect((await store.read('kept')).rows[0]?.holdsSince).toEqual(before?.holdsSince);
    const { taken, other: from } = await other.take(visitor('bob', 'kept'), true);
    expect([taken, from?.name]).toEqual([true, 'ada']);
    expect(await holderOf('kept')).toBe('bob');
    expect(await store.release({ ...visitor('ada', 'kept') })).toBe(false);
    expect(await store.release({ ...visitor('bob', 'kept') })).toBe(true);
    expect(await holderOf('kept')).toBeUndefined();
  });

  it('are apart for two people who use one id', async () => {
    await store.take(visitor('ada', 'same', 'one-tab-id'), false);
    await other.meet(visitor('bob', 'same', 'one-tab-id'));
    expect(await store.leave({ feed: 'same', actor: 'user:bob', tab: 'one-tab-id' })).toBe(true);
    expect((await store.read('same')).rows.map(({ name }) => name)).toEqual(['ada']);
    expect(await holderOf('same')).toBe('ada');
  });

  it('are bounded at a desk and by person; the forgotten do not count', async () => {
    for (const name of ['u1', 'u2', 'u3', 'u4', 'u5']) await store.meet(visitor(name, 'full'));
    const late = visitor('u6', 'full');
    await expect(store.meet(late)).rejects.toMatchObject({ code: 'conflict' });
    await expect(store.take(late, true)).rejects.toMatchObject({ code: 'conflict' });
    expect((await store.read('full')).rows).toHaveLength(5);
    await silence('u1');
    expect(await store.meet(late)).toBe(true);
    for (const feed of ['w1', 'w2', 'w3']) await store.meet(visitor('u6', feed));
    await expect(store.meet(visitor('u6', 'w4'))).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('You have 4 desks open') as string,
    });
  });

  it('go when they are expelled, unless they came back with other rights', async () => {
    await store.meet(visitor('ada', 'expelled'));
    const { rows } = await store.read('expelled');
    await store.meet({ ...visitor('ada', 'expelled'), grants: [{ subject: 'user:ada', version: 2 }] });
    expect(await other.expel(rows)).toBe(false);
    expect(await other.expel((await other.read('expelled')).rows)).toBe(true);
    expect((await store.read('expelled')).rows).toEqual([]);
  });

  it('are removed for good a while after they were forgotten', async () => {
    await store.meet(visitor('old', 'tidied'));
    await client()
      .$executeRaw`UPDATE feed_editor SET until = clock_timestamp() - interval '2 minutes' WHERE feed = 'tidied'`;
    await other.tidy();
    const [count] = await client().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM feed_editor WHERE feed = 'tidied'`;
    expect(count?.n).toBe(0);
  });

  it('tell the time of a reading also where there is nobody', async () => {
    const { at, rows } = await store.read('nobody');
    expect(rows).toEqual([]);
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
  });
});
