import { io, type Socket } from 'socket.io-client';
import { FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

interface Rotated {
  readonly id: string;
  readonly key: string;
  readonly rotatedAt: string;
  readonly previousKeyUntil?: string;
}

describeWith('postgres', 'the rotation of a key', () => {
  const postgres = usePostgres();
  let one: FullApp;
  let two: FullApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    const url = await postgres().createDatabase();
    one = await FullApp.start(url);
    two = await FullApp.start(url, { NODE_ID: 'n2' });
    await one.feed('football.1', { publicDelaySeconds: null });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  });

  const rotate = (id: string, body?: object, key?: string) =>
    one.call(`/api-keys/${id}/rotate`, {
      method: 'POST',
      ...(body ? { body } : {}),
      ...(key ? { key } : {}),
    });
  const rotated = async (id: string, body?: object): Promise<Rotated> => {
    const answer = await rotate(id, body);
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    return answer.json;
  };
  const status = async (app: FullApp, key: string) => (await app.call('/feeds/football.1', { key })).status;
  const mint = async (key: string) =>
    (
      (await one.call('/tokens', { key, body: { feeds: ['football.1'], expiresInSeconds: 3600 } })).json as {
        token: string;
      }
    ).token;

  /** A socket on a node that sees the feed with a credential. */
  async function follow(app: FullApp, token: string) {
    const socket = io(app.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
    });
    sockets.push(socket);
    const errors: string[] = [];
    socket.on('error', ({ code }: { code: string }) => errors.push(code));
    const { feeds } = (await socket.emitWithAck('subscribe', { feeds: [{ id: 'football.1' }] })) as {
      feeds: { seq?: number }[];
    };
    expect(feeds[0]?.seq).toBeDefined();
    return { socket, errors };
  }

  it('keeps id, scopes, patterns and limits, and shows the new secret once', async () => {
    const made = await one.key({ scopes: ['feeds:read'], feeds: ['football.*'], rateLimitPerSecond: 50 });
    const next = await rotated(made.id);
    expect(next).toMatchObject({
      id: made.id,
      prefix: made.prefix,
      name: 'test',
      scopes: ['feeds:read'],
      feeds: ['football.*'],
      rateLimitPerSecond: 50,
      rotatedAt: expect.stringMatching(/Z$/) as string,
    });
    expect(next.key).not.toBe(made.key);
    expect(next).not.toHaveProperty('previousKeyUntil');
    for (const app of [one, two]) expect(await status(app, next.key)).toBe(200);
    const listed = await one.call('/api-keys?limit=500');
    expect(listed.text).toContain(next.rotatedAt);
    const stored = JSON.stringify(await one.database.client.apiKey.findMany());
    for (const secret of [made.key, next.key]) {
      expect(listed.text).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });

  it('ends the old secret, its tokens and sockets at once, and on every node within two seconds', async () => {
    const made = await one.key({ scopes: ['tokens:mint', 'feeds:read'] });
    const token = await mint(made.key);
    const watched = await Promise.all(
      [one, two].flatMap((app) => [follow(app, made.key), follow(app, token)]),
    );
    expect(await status(two, made.key)).toBe(200);
    const { key } = await rotated(made.id, {});
    expect(await status(one, made.key)).toBe(401);
    await waitFor(
      async () =>
        watched.every(({ socket }) => socket.disconnected) &&
        (await status(two, made.key)) === 401 &&
        (await status(two, token)) === 401,
      { withinMs: 2000 },
    );
    for (const { errors } of watched) expect(errors).toEqual(['unauthenticated']);
    for (const app of [one, two]) expect(await status(app, key)).toBe(200);
    expect(await status(two, await mint(key))).toBe(200);
  });

  it('lets the old secret work through the grace, then ends all that was made with it on every node', async () => {
    const made = await one.key({ scopes: ['tokens:mint', 'feeds:read'] });
    const token = await mint(made.key);
    const watched = await Promise.all(
      [one, two].flatMap((app) => [follow(app, made.key), follow(app, token)]),
    );
    // A node that never saw the old secret learns of its end by looking it up.
    await using late = await FullApp.start(one.databaseUrl, { NODE_ID: 'n3' });
    const { key, previousKeyUntil } = await rotated(made.id, { graceSeconds: 5 });
    const until = Date.parse(previousKeyUntil as string);
    const kept = await Promise.all([one, two].map((app) => follow(app, key)));
    for (const app of [one, two, late]) {
      for (const credential of [made.key, key, token]) expect(await status(app, credential)).toBe(200);
    }
    const me = (await late.call('/auth/me', { key: made.key })).json as { expiresAt?: string };
    expect(me.expiresAt).toBe(previousKeyUntil);
    expect(watched.every(({ socket }) => socket.connected)).toBe(true);
    await waitFor(
      async () => {
        const codes = await Promise.all(
          [one, two, late].flatMap((app) => [status(app, made.key), status(app, token)]),
        );
        return codes.every((code) => code === 401) && watched.every(({ socket }) => socket.disconnected);
      },
      { withinMs: until + 2000 - Date.now() },
    );
    expect(Date.now()).toBeGreaterThanOrEqual(until - 1000);
    for (const { errors } of watched) expect(errors).toEqual(['unauthenticated']);
    for (const { socket } of kept) expect(socket.connected).toBe(true);
    for (const app of [one, two, late]) expect(await status(app, key)).toBe(200);
    const { items } = (await one.call('/api-keys?limit=500')).json as { items: Rotated[] };
    expect(items.find(({ id }) => id === made.id)).not.toHaveProperty('previousKeyUntil');
  });

  it('has two secrets at most: one more rotation within the grace ends the oldest', async () => {
    const made = await one.key({ scopes: ['feeds:read'] });
    const second = await rotated(made.id, { graceSeconds: 600 });
    const third = await rotated(made.id, { graceSeconds: 600 });
    const codes = async (app: FullApp) =>
      Promise.all([made.key, second.key, third.key].map((key) => status(app, key)));
    expect(await codes(one)).toEqual([401, 200, 200]);
    await waitFor(async () => (await codes(two)).join() === '401,200,200', { withinMs: 2000 });
    expect(await status(one, (await rotated(made.id)).key)).toBe(200);
    expect(await codes(one)).toEqual([401, 401, 401]);
  });

  it('gives one of several at the same time a secret that works, and tells the others', async () => {
    const made = await one.key({ scopes: ['feeds:read'] });
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(made.id)));
    const good = answers.filter((answer) => answer.status === 200).map(({ json }) => (json as Rotated).key);
    expect(answers.filter((answer) => ![200, 409].includes(answer.status))).toEqual([]);
    const codes = await Promise.all(good.map((key) => status(one, key)));
    expect(codes.filter((code) => code === 200).length).toBe(1);
  });

  it('goes on with the webhooks of the key, which act as the key and not as a secret', async () => {
    const made = await one.key({ scopes: ['webhooks:manage', 'feeds:read'] });
    const body = { url: 'https://scores.example/hooks', feeds: ['football.*'] };
    const hook = (await one.call('/webhooks', { key: made.key, body })).json as { id: string };
    const { key } = await rotated(made.id);
    const seen = await one.call(`/webhooks/${hook.id}`, { key });
    expect(seen.json).toMatchObject({ status: 'active', owner: `key:${made.id}` });
    const changed = { method: 'PATCH', body: { feeds: ['football.1'] }, key };
    expect((await one.call(`/webhooks/${hook.id}`, changed)).status).toBe(200);
  });

  it('stands in the audit, without a secret', async () => {
    const made = await one.key({ scopes: ['feeds:read'] });
    const { key } = await rotated(made.id, { graceSeconds: 60 });
    const { items } = (await one.call(`/audit?action=api-key.rotate&target=api-key:${made.id}`)).json as {
      items: { actor: string; before: object; after: { previousKeyUntil?: string } }[];
    };
    expect(items).toMatchObject([
      { actor: 'key:admin', after: { previousKeyUntil: expect.any(String) as string } },
    ]);
    for (const secret of [made.key, key]) expect(JSON.stringify(items)).not.toContain(secret);
  });

  it('is refused for a key that has expired, does not exist, or is asked for with nonsense', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const { id } = await one.key({ scopes: ['feeds:read'], expiresAt });
    await waitFor(async () => (await rotate(id)).status === 409);
    expect((await rotate('0123456789ab')).status).toBe(404);
    expect((await rotate('admin')).status).toBe(404);
    for (const graceSeconds of [-1, 1.5, 604_801, '60', null]) {
      const answer = await rotate(id, { graceSeconds });
      expect([answer.status, answer.json]).toMatchObject([422, { errors: [{ path: 'graceSeconds' }] }]);
    }
  });

  it('is for who has all that the key has', async () => {
    const wide = await one.key({ scopes: ['feeds:read'] });
    const lasting = await one.key({ scopes: ['feeds:read'], feeds: ['football.1'] });
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const some = await one.key({ scopes: ['admin'], feeds: ['football.*'] });
    const soon = await one.key({ scopes: ['admin'], expiresAt });
    const slow = await one.key({ scopes: ['admin'], rateLimitPerSecond: 1000 });
    expect((await rotate(wide.id, {}, some.key)).status).toBe(404);
    expect((await rotate(lasting.id, {}, some.key)).status).toBe(200);
    for (const { key } of [soon, slow]) expect((await rotate(lasting.id, {}, key)).status).toBe(404);
    expect((await rotate(some.id, {}, some.key)).status).toBe(200);
    const reader = await one.key({ scopes: ['feeds:read'] });
    expect((await rotate(reader.id, {}, reader.key)).status).toBe(403);
  });
});
