import { io, type Socket } from 'socket.io-client';
import { Sessions } from '../../src/auth/sessions.js';
import { ADMIN, FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { StreamClient } from '../support/stream-client.js';
import { waitFor } from '../support/wait-for.js';

const ADA = { email: 'ada@example.com', password: 'a long enough password' };
const HOUR_MS = 3_600_000;

describeWith('postgres', 'the end of sessions', () => {
  const postgres = usePostgres();
  let one: FullApp;
  let two: FullApp;
  let ada: string;
  const open: { close(): unknown }[] = [];
  beforeAll(async () => {
    const url = await postgres().createDatabase();
    one = await FullApp.start(url);
    two = await FullApp.start(url, { NODE_ID: 'n2' });
    await one.feed('secret', { publicDelaySeconds: null });
    ada = ((await one.call('/users', { body: { ...ADA, role: 'viewer' } })).json as { id: string }).id;
  });
  afterEach(() => {
    for (const connection of open.splice(0)) connection.close();
  });
  afterAll(async () => {
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  });

  const signIn = () => one.login(ADA.email, ADA.password);
  const me = async (app: FullApp, cookie: string) => (await app.call('/auth/me', { cookie })).status;
  const signIns = async (outcome: string) => {
    const text = await (await fetch(`${one.url}/metrics`)).text();
    return Number(
      new RegExp(`touchline_sign_ins_total\\{[^}]*outcome="${outcome}"[^}]*\\} (\\d+)`).exec(text)?.[1],
    );
  };

  async function follow(app: FullApp, cookie: string) {
    const socket: Socket = io(app.url, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      extraHeaders: { cookie },
    });
    open.push(socket);
    const { feeds } = (await socket.emitWithAck('subscribe', { feeds: [{ id: 'secret' }] })) as {
      feeds: { seq?: number }[];
    };
    expect(feeds[0]?.seq).toBeDefined();
    const stream = await StreamClient.open(`${app.url}/api/v1/feeds/secret/stream`, { cookie });
    open.push(stream);
    return {
      over: () => socket.disconnected && stream.ended,
      alive: () => socket.connected && !stream.ended,
    };
  }

  it('that nobody used for half a day ends their sockets and streams, on every node', async () => {
    const idle = await signIn();
    const used = await signIn();
    const watched = await Promise.all([one, two].map((app) => follow(app, idle)));
    const kept = await Promise.all([one, two].map((app) => follow(app, used)));
    const [, id = ''] = /=([0-9a-f]{12})/.exec(idle) ?? [];
    await one.database.client.session.update({
      where: { id },
      data: { seenAt: new Date(Date.now() - 13 * HOUR_MS) },
    });
    expect(await two.app.get(Sessions, { strict: false }).endOver()).toBe(1);
    await waitFor(() => watched.every(({ over }) => over()), { withinMs: 2000 });
    for (const app of [one, two]) expect([await me(app, idle), await me(app, used)]).toEqual([401, 200]);
    expect(kept.every(({ alive }) => alive())).toBe(true);
  });

  it('comes everywhere at once for who asks for it, with their tokens, and for nobody else', async () => {
    const cookies = [await signIn(), await signIn()];
    const boss = await one.login();
    const watched = await Promise.all(
      cookies.flatMap((cookie) => [one, two].map((app) => follow(app, cookie))),
    );
    const [cookie = ''] = cookies;
    const foreign = { method: 'POST', cookie, headers: { origin: 'https://evil.example' } };
    expect((await one.call('/auth/logout-everywhere', foreign)).status).toBe(403);
    const answer = await one.call('/auth/logout-everywhere', { method: 'POST', cookie });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringContaining('Max-Age=0') as string,
    ]);
    await waitFor(() => watched.every(({ over }) => over()), { withinMs: 2000 });
    for (const app of [one, two]) {
      for (const ended of cookies) expect(await me(app, ended)).toBe(401);
      expect(await me(app, boss)).toBe(200);
    }
    expect(await me(two, await signIn())).toBe(200);
    const { text } = await one.call(`/audit?action=user.sign-out&target=user:${ada}`);
    expect(text).toMatch(/"sessions":[2-9]/);
  });

  it('comes by an administrator, who may not do it with a key that is limited to some feeds', async () => {
    const cookie = await signIn();
    const watched = await follow(two, cookie);
    const boss = await one.login();
    const minted = await one.call('/tokens', { cookie: boss, body: { feeds: ['*'], expiresInSeconds: 60 } });
    const { token } = minted.json as { token: string };
    const { key } = await one.key({ scopes: ['admin'], feeds: ['football.*'] });
    const signOut = (id: string, call: object = {}) =>
      one.call(`/users/${id}/sign-out`, { method: 'POST', ...call });
    expect((await signOut(ada, { key })).status).toBe(403);
    expect((await signOut(ada, { cookie })).status).toBe(403);
    expect((await signOut('absent')).status).toBe(404);
    expect(watched.alive()).toBe(true);
    expect((await signOut(ada)).status).toBe(204);
    await waitFor(watched.over, { withinMs: 2000 });
    expect(await me(one, boss)).toBe(200);
    const { items } = (await one.call('/users')).json as { items: { id: string; email: string }[] };
    const own = items.find(({ email }) => email === ADMIN.email)?.id ?? '';
    expect((await signOut(own)).status).toBe(204);
    for (const app of [one, two]) {
      await waitFor(async () => (await me(app, boss)) === 401, { withinMs: 2000 });
      const answered = async () => (await app.call('/feeds/secret', { key: token })).status;
      await waitFor(async () => (await answered()) === 401, { withinMs: 2000 });
    }
  });

  it('and their beginnings are counted by what became of them', async () => {
    const before = { accepted: await signIns('accepted'), refused: await signIns('refused') };
    await signIn();
    const wrong = { key: null, body: { ...ADA, password: 'wrong' } };
    expect((await one.call('/auth/login', wrong)).status).toBe(401);
    const unknown = { key: null, body: { ...ADA, email: 'nobody@example.com' } };
    expect((await one.call('/auth/login', unknown)).status).toBe(401);
    expect([await signIns('accepted'), await signIns('refused')]).toEqual([
      before.accepted + 1,
      before.refused + 2,
    ]);
    while ((await one.call('/auth/login', wrong)).status === 401);
    expect(await signIns('throttled')).toBeGreaterThanOrEqual(1);
    expect(await signIns('failed')).toBe(0);
  });
});
