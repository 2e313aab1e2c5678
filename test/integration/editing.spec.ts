import { io, type Socket } from 'socket.io-client';
import type { FeedEditors } from '../../src/core/protocol/messages.js';
import { openTestDatabase } from '../support/database.js';
import { FullApp, type FullCall } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { useRedisServer } from '../support/redis.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(120_000);

const PASSWORD = 'a long enough password';
const ADA_TAB = 'tab-of-ada';
const BOB_TAB = 'tab-of-bob';

/** A socket that asks who edits, and what it was told. */
class Desk {
  readonly told: FeedEditors[] = [];
  #known = new Map<string, FeedEditors>();

  private constructor(readonly socket: Socket) {
    socket.on('feed.editors', (editors: FeedEditors) => {
      this.told.push(editors);
      this.#known.set(editors.feed, editors);
    });
  }

  static async open(app: FullApp, { cookie, key }: FullCall, ...feeds: string[]): Promise<Desk> {
    const socket = io(app.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...(key ? { auth: { token: key } } : {}),
      ...(cookie ? { extraHeaders: { cookie } } : {}),
    });
    const desk = new Desk(socket);
    const { feeds: first } = (await socket.timeout(30_000).emitWithAck('editors.watch', { feeds })) as {
      feeds: FeedEditors[];
    };
    for (const editors of first) desk.#known.set(editors.feed, editors);
    return desk;
  }

  names(feed: string): readonly (string | undefined)[] {
    return this.#known.get(feed)?.editors.map(({ name }) => name) ?? [];
  }

  holder(feed: string): string | undefined {
    return this.#known.get(feed)?.lock?.name;
  }
}

async function signUp(app: FullApp, name: string, feeds?: readonly string[]): Promise<FullCall> {
  const email = `${name.toLowerCase()}@example.com`;
  await app.call('/users', {
    body: { email, name, password: PASSWORD, role: 'editor', ...(feeds ? { feeds } : {}) },
  });
  return { cookie: await app.login(email, PASSWORD) };
}

const body = (tab: string, more: object = {}): FullCall => ({ body: { tab, ...more } });

describeWith(['postgres', 'redis-server'], 'editors on two nodes', () => {
  const postgres = usePostgres();
  const redis = useRedisServer();
  let first: FullApp;
  let second: FullApp;
  let ada: FullCall;
  let bob: FullCall;
  const desks: Desk[] = [];
  const open = async (app: FullApp, call: FullCall, ...feeds: string[]) => {
    const desk = await Desk.open(app, call, ...feeds);
    desks.push(desk);
    return desk;
  };

  beforeAll(async () => {
    const url = await postgres().createDatabase();
    first = await FullApp.start(url, { REDIS_URL: redis().url });
    second = await FullApp.start(url, { REDIS_URL: redis().url, NODE_ID: 'n2' });
    ada = await signUp(first, 'Ada');
    bob = await signUp(first, 'Bob', ['football.*']);
    for (const id of ['football.final', 'football.dead', 'football.left', 'tennis.final'])
      await first.feed(id);
  });
  afterAll(async () => {
    for (const { socket } of desks) socket.disconnect();
    await first?.[Symbol.asyncDispose]();
    await second?.[Symbol.asyncDispose]();
  });

  const forget = (name: string) =>
    first.database.client.$executeRaw`UPDATE feed_editor SET until = clock_timestamp() WHERE name = ${name}`;

  it('see each other, and who holds the desk; the one it is taken from hears it on the other node', async () => {
    const path = '/feeds/football.final';
    const met = await first.call(`${path}/editors`, { ...ada, ...body(ADA_TAB) });
    expect(met.json).toMatchObject({ feed: 'football.final', editors: [{ name: 'Ada', tab: ADA_TAB }] });
    expect(met.json).not.toHaveProperty('lock');
    const adas = await open(first, ada, 'football.final');
    await second.call(`${path}/editors`, { ...bob, ...body(BOB_TAB) });
    await waitFor(() => adas.names('football.final').join() === 'Ada,Bob');
    expect((await first.call(`${path}/lock`, { ...ada, ...body(ADA_TAB) })).status).toBe(200);

    const refused = await second.call(`${path}/lock`, { ...bob, ...body(BOB_TAB) });
    expect([refused.status, refused.json]).toEqual([
      409,
      expect.objectContaining({
        code: 'conflict',
        lock: { kind: 'person', name: 'Ada', since: expect.any(String) as string },
        detail: expect.stringMatching(/^Ada has held this desk since .* send "takeOver": true/) as string,
      }),
    ]);
    const taken = await second.call(`${path}/lock`, { ...bob, ...body(BOB_TAB, { takeOver: true }) });
    expect(taken.json).toMatchObject({ lock: { name: 'Bob', tab: BOB_TAB } });
    await waitFor(() => adas.holder('football.final') === 'Bob', { withinMs: 5_000 });
    expect(JSON.stringify(adas.told)).not.toContain(BOB_TAB);

    const { items } = (await first.call('/audit?action=desk.take-over')).json as { items: object[] };
    expect(items).toMatchObject(
      [{ actorName: 'bob@example.com', feed: 'football.final', before: { holder: /^user:/ } }].map(
        (entry) => ({ ...entry, before: { holder: expect.stringMatching(entry.before.holder) as string } }),
      ),
    );

    expect((await second.call(`${path}/lock/${BOB_TAB}`, { ...bob, method: 'DELETE' })).status).toBe(204);
    await waitFor(
      () => adas.names('football.final').length === 2 && adas.holder('football.final') === undefined,
    );
  });

  it('are forgotten on every node when they fall silent, with the desk that they held', async () => {
    const bobs = await open(second, bob, '*');
    await first.call('/feeds/football.dead/lock', { ...ada, ...body(ADA_TAB) });
    await waitFor(() => bobs.holder('football.dead') === 'Ada');
    await forget('Ada');
    await waitFor(() => bobs.names('football.dead').length === 0, { withinMs: 5_000 });
    const { status, json } = await second.call('/feeds/football.dead/lock', { ...bob, ...body(BOB_TAB) });
    expect([status, json]).toMatchObject([200, { lock: { name: 'Bob' } }]);
  });

  it('are gone at once when they leave', async () => {
    const bobs = await open(second, bob, 'football.left');
    await first.call('/feeds/football.left/lock', { ...ada, ...body(ADA_TAB) });
    await waitFor(() => bobs.holder('football.left') === 'Ada');
    const path = `/feeds/football.left/editors/${ADA_TAB}`;
    expect((await first.call(path, { ...ada, method: 'DELETE' })).status).toBe(204);
    await waitFor(() => bobs.names('football.left').length === 0);
  });

  it('move from tab to tab of one person only when asked, and without an entry in the audit', async () => {
    const path = '/feeds/football.final/lock';
    const audited = async () =>
      ((await first.call('/audit?action=desk.take-over')).json as { items: object[] }).items.length;
    const before = await audited();
    await first.call(path, { ...ada, ...body(ADA_TAB) });
    const refused = await second.call(path, { ...ada, ...body('another-of-ada') });
    expect([refused.status, refused.json]).toMatchObject([409, { lock: { name: 'Ada', tab: ADA_TAB } }]);
    const moved = await second.call(path, { ...ada, ...body('another-of-ada', { takeOver: true }) });
    expect(moved.json).toMatchObject({ lock: { tab: 'another-of-ada' } });
    expect(await audited()).toBe(before);
    await second.call('/feeds/football.final/editors/another-of-ada', { ...ada, method: 'DELETE' });
  });

  it('never keep anybody from publishing', async () => {
    await first.call('/feeds/football.final/lock', { ...ada, ...body(ADA_TAB) });
    expect((await second.publish('football.final', { n: 1 }, bob)).status).toBe(201);
  });

  it('are listed by feed, of those that the caller may edit', async () => {
    await first.call('/feeds/tennis.final/editors', { ...ada, ...body(ADA_TAB) });
    const feeds = async (call: FullCall, query = '') => {
      const { json } = await second.call(`/editors${query}`, call);
      const { items, nextCursor } = json as { items: FeedEditors[]; nextCursor?: string };
      return { feeds: items.map(({ feed }) => feed), nextCursor };
    };
    expect((await feeds(ada)).feeds).toContain('tennis.final');
    expect((await feeds(bob)).feeds).not.toContain('tennis.final');
    const page = await feeds(ada, '?limit=1');
    expect(page.feeds).toHaveLength(1);
    expect((await feeds(ada, `?limit=1&cursor=${page.nextCursor}`)).feeds).not.toEqual(page.feeds);
  });

  it('are known though Redis is away', async () => {
    await first.feed('football.alone');
    const adas = await open(first, ada, 'football.alone');
    await redis().kill9();
    await second.call('/feeds/football.alone/lock', { ...bob, ...body(BOB_TAB) });
    await waitFor(() => adas.holder('football.alone') === 'Bob', { withinMs: 5_000 });
    await redis().restart();
  });

  it('vanish from every node when they are revoked', async () => {
    const eve = await signUp(first, 'Eve');
    await first.feed('football.revoked');
    const adas = await open(second, ada, 'football.revoked');
    await first.call('/feeds/football.revoked/lock', { ...eve, ...body('tab-of-eve') });
    await waitFor(() => adas.holder('football.revoked') === 'Eve');
    const { items } = (await first.call('/users')).json as { items: { id: string; name?: string }[] };
    const { id } = items.find(({ name }) => name === 'Eve') as { id: string };
    await first.call(`/users/${id}`, { method: 'PATCH', body: { disabled: true } });
    await waitFor(() => adas.names('football.revoked').length === 0, { withinMs: 5_000 });
    expect((await first.call('/feeds/football.revoked/editors', ada)).json).toMatchObject({ editors: [] });
  });

  it('go on at another node when theirs dies', async () => {
    await first.feed('football.moved');
    const third = await FullApp.start(first.databaseUrl, { REDIS_URL: redis().url, NODE_ID: 'n3' });
    await third.call('/feeds/football.moved/lock', { ...ada, ...body(ADA_TAB) });
    await third[Symbol.asyncDispose]();
    const { json } = await second.call('/feeds/football.moved/editors', { ...ada, ...body(ADA_TAB) });
    expect(json).toMatchObject({ lock: { name: 'Ada', tab: ADA_TAB } });
  });
});

describe('editors on the embedded database', () => {
  it('meet, hold a desk, take it over and are told', async () => {
    const test = await openTestDatabase('pglite');
    const app = await FullApp.on(test.database);
    try {
      await app.feed('a');
      const ada = await signUp(app, 'Ada');
      const bob = await signUp(app, 'Bob');
      await app.call('/feeds/a/lock', { ...ada, ...body(ADA_TAB) });
      const desk = await Desk.open(app, ada, 'a');
      expect((await app.call('/feeds/a/lock', { ...bob, ...body(BOB_TAB) })).status).toBe(409);
      await app.call('/feeds/a/lock', { ...bob, ...body(BOB_TAB, { takeOver: true }) });
      await waitFor(() => desk.holder('a') === 'Bob');
      desk.socket.disconnect();
    } finally {
      await app[Symbol.asyncDispose]();
      await test.close();
    }
  });
});
