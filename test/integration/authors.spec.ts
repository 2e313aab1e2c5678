import { io } from 'socket.io-client';
import type { AuthorList } from '../../src/core/protocol/author.js';
import { FullApp, type FullCall } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

const PASSWORD = 'a long enough password';
const FEED = 'football.final';

describeWith('postgres', 'the authors of events', () => {
  const postgres = usePostgres();
  let app: FullApp;
  let ada: { readonly id: string; readonly cookie: string };
  let program: { readonly id: string; readonly key: string };

  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
    const user = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, role: 'editor' };
    const { id } = (await app.call('/users', { body: user })).json as { id: string };
    ada = { id, cookie: await app.login(user.email, PASSWORD) };
    program = await app.key({ name: 'Stadium', scopes: ['events:publish', 'feeds:read'] });
    await app.feed(FEED);
    await app.publish(FEED, { score: 1 }, { key: program.key });
    await app.call(`/feeds/${FEED}/events/1/amend`, {
      cookie: ada.cookie,
      headers: { origin: app.url },
      body: { data: { score: 2 }, reason: 'two' },
    });
    await app.publish(FEED, { over: true });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const authors = async (call: FullCall, feed = FEED, query = '') =>
    app.call(`/feeds/${feed}/authors${query}`, call);
  const read = async (call: FullCall, feed = FEED, query = '') =>
    (await authors(call, feed, query)).json as AuthorList;

  it('are known to those who may publish, corrections included, by the names of people and keys', async () => {
    const list = await read({ cookie: ada.cookie });
    expect(list).toMatchObject({ feed: FEED, head: 3 });
    expect(list.events).toEqual([
      { seq: 1, author: `key:${program.id}` },
      { seq: 2, author: `user:${ada.id}` },
      { seq: 3, author: 'key:admin' },
    ]);
    expect(list.authors).toEqual({
      [`key:${program.id}`]: { kind: 'key', name: 'Stadium' },
      [`user:${ada.id}`]: { kind: 'person', name: 'Ada' },
      'key:admin': { kind: 'key', name: 'ADMIN_API_KEY' },
    });
    const page = await read({ key: program.key }, FEED, '?after=1&limit=1');
    expect([page.events, Object.keys(page.authors)]).toEqual([
      [{ seq: 2, author: `user:${ada.id}` }],
      [`user:${ada.id}`],
    ]);
  });

  it('keep their names when they are gone', async () => {
    const { id, key } = await app.key({ name: 'Old', scopes: ['events:publish'] });
    await app.feed('custom.old');
    await app.publish('custom.old', { x: 1 }, { key });
    expect((await app.call(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    const { authors: found } = await read({}, 'custom.old');
    expect(found).toEqual({ [`key:${id}`]: { kind: 'key', name: 'Old' } });
  });

  it('are nobody’s business who may not publish on that feed', async () => {
    const reader = await app.key({ scopes: ['feeds:read'] });
    const elsewhere = await app.key({ scopes: ['events:publish', 'feeds:read'], feeds: ['tennis.*'] });
    const minted = await app.call('/tokens', { body: { feeds: ['*'], expiresInSeconds: 60 } });
    const { token } = minted.json as { token: string };
    expect((await authors({ key: null })).status).toBe(401);
    for (const key of [reader.key, elsewhere.key, token]) expect((await authors({ key })).status).toBe(403);
  });

  it('are told as late as the feed itself to a publisher who may not see it live', async () => {
    const { key } = await app.key({ scopes: ['events:publish'] });
    for (const [id, publicDelaySeconds] of [
      ['custom.late', 3_600],
      ['custom.private', null],
    ] as const) {
      await app.feed(id, { publicDelaySeconds });
      expect((await app.publish(id, { x: 1 }, { key })).status).toBe(201);
    }
    expect(await read({ key }, 'custom.late')).toMatchObject({ head: 0, events: [], authors: {} });
    expect((await authors({ key }, 'custom.private')).status).toBe(404);
    expect((await read({}, 'custom.private')).events).toHaveLength(1);
  });

  it('stand in nothing that spectators are sent', async () => {
    const seen: string[] = [];
    for (const path of ['', '/events', '/events/2', '/state'])
      seen.push((await app.call(`/feeds/${FEED}${path}`, { key: null })).text);
    const socket = io(app.url, { transports: ['websocket'], forceNew: true });
    const answer: unknown = await socket.emitWithAck('subscribe', { feeds: [{ id: FEED }] });
    seen.push(JSON.stringify(answer));
    const live = new Promise<unknown>((resolve) => socket.once('feed.events', resolve));
    await app.publish(FEED, { more: true }, { cookie: ada.cookie, headers: { origin: app.url } });
    seen.push(JSON.stringify(await live));
    socket.disconnect();
    expect(seen.at(-1)).toContain('"more":true');
    for (const text of seen)
      for (const secret of [ada.id, program.id, 'Ada', 'Stadium', 'actor'])
        expect(text).not.toContain(secret);
  });
});
