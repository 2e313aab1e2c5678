import { io, type Socket } from 'socket.io-client';
import { FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

/** What a connection was told, and whether it is over. */
interface Watched {
  readonly errors: { code: string }[];
  readonly ended: () => boolean;
}

describeWith('postgres', 'programs and spectators', () => {
  const postgres = usePostgres();
  let one: FullApp;
  let two: FullApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    const url = await postgres().createDatabase();
    one = await FullApp.start(url);
    two = await FullApp.start(url, { NODE_ID: 'n2' });
    await one.feed('football.1', { publicDelaySeconds: null });
    await one.feed('tennis.1', { publicDelaySeconds: null });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  });

  const mint = async (key: string, body: object, app = one) =>
    app.call('/tokens', { key, body: { expiresInSeconds: 60, ...body } });

  function connect(app: FullApp, options: { token?: string; cookie?: string; origin?: string }): Socket {
    const { token, cookie, origin } = options;
    const socket = io(app.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: token === undefined ? {} : { token },
      extraHeaders: { ...(cookie ? { cookie } : {}), ...(origin ? { origin } : {}) },
    });
    sockets.push(socket);
    return socket;
  }

  async function follow(app: FullApp, options: Parameters<typeof connect>[1], feed = 'football.1') {
    const socket = connect(app, options);
    const watched = { errors: [] as { code: string }[], socket, ended: () => socket.disconnected };
    socket.on('error', (error: { code: string }) => watched.errors.push(error));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const answer = (await socket.emitWithAck('subscribe', { feeds: [{ id: feed }] })) as {
      feeds: { seq?: number; error?: { code: string } }[];
    };
    return { ...watched, answer: answer.feeds[0] };
  }

  async function stream(app: FullApp, token: string, feed = 'football.1') {
    const response = await fetch(`${app.url}/api/v1/feeds/${feed}/stream?access_token=${token}`);
    const state = { text: '', over: false };
    const decoder = new TextDecoder();
    const reading = (async () => {
      for await (const chunk of response.body ?? []) state.text += decoder.decode(chunk as Uint8Array);
    })();
    void reading.then(
      () => (state.over = true),
      () => (state.over = true),
    );
    return { status: response.status, state };
  }

  const unauthenticatedEnd = (watched: Watched) =>
    waitFor(() => watched.ended(), {
      withinMs: 2000,
      message: () => `the connection to end within 2 s; it heard ${JSON.stringify(watched.errors)}`,
    });

  it('shows a key once, keeps it hashed, and lets it do what its scopes say', async () => {
    const answer = await one.call('/api-keys', {
      body: { name: 'feeder', scopes: ['events:publish', 'feeds:read'], feeds: ['football.*'] },
    });
    const made = answer.json as { id: string; key: string; prefix: string };
    expect(answer.status).toBe(201);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    expect(made.prefix).toMatch(/^tl_/);
    const { key } = made;
    const listed = await one.call('/api-keys');
    expect(listed.text).toContain(made.prefix);
    expect(listed.text).not.toContain(key);
    const rows = await one.database.client.apiKey.findMany();
    expect(JSON.stringify(rows)).not.toContain(key);
    for (const app of [one, two]) {
      expect((await app.publish('football.1', { x: 1 }, { key })).status).toBe(201);
      expect((await app.publish('tennis.1', { x: 1 }, { key })).status).toBe(403);
      expect((await app.call('/feeds/football.1', { key })).status).toBe(200);
      expect((await app.call('/feeds/tennis.1', { key })).status).toBe(404);
      expect((await app.call('/api-keys', { key })).status).toBe(403);
    }
    const used = (await one.call('/api-keys')).json as { items: { id: string; lastUsedAt?: string }[] };
    expect(used.items.find(({ id }) => id === made.id)?.lastUsedAt).toBeDefined();
  });

  it('ends a key when its time has come', async () => {
    const expiresAt = new Date(Date.now() + 4000).toISOString();
    const { key } = await one.key({ scopes: ['feeds:read'], expiresAt });
    expect((await one.call('/feeds/football.1', { key })).status).toBe(200);
    await waitFor(async () => (await one.call('/feeds/football.1', { key })).status === 401, {
      withinMs: 8000,
    });
    const late = await one.call('/api-keys', {
      body: { name: 'x', scopes: ['feeds:read'], expiresAt: '2020-01-01T00:00:00Z' },
    });
    expect([late.status, (late.json as Problem).errors?.[0]?.path]).toEqual([422, 'expiresAt']);
  });

  it('answers a key that sends too much with 429, and when to come back', async () => {
    const { key } = await one.key({ scopes: ['feeds:read'], rateLimitPerSecond: 3 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => one.call('/feeds/football.1', { key })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"key";r=0;t=1$/);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"key";q=3;w=1');
    expect((await one.call('/feeds/football.1')).headers.get('ratelimit')).toBeNull();
  });

  it('mints tokens that see live what they are for, on every path and on every node', async () => {
    const { key } = await one.key({ scopes: ['tokens:mint'], feeds: ['football.*'] });
    const answer = await mint(key, { feeds: ['football.*'], subject: 'seat 7' });
    expect(answer.status).toBe(201);
    const { token, expiresAt } = answer.json as { token: string; expiresAt: string };
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    for (const app of [one, two]) {
      expect((await app.call('/feeds/football.1', { key: token })).status).toBe(200);
      expect((await app.call('/feeds/tennis.1', { key: token })).status).toBe(404);
      expect((await app.publish('football.1', { x: 1 }, { key: token })).status).toBe(403);
      expect((await follow(app, { token })).answer?.seq).toBeGreaterThan(0);
      expect((await follow(app, { token }, 'tennis.1')).answer?.error?.code).toBe('not_found');
      const { status, state } = await stream(app, token);
      expect(status).toBe(200);
      await waitFor(() => state.text.includes('feed.snapshot'));
    }
    expect((await follow(one, {})).answer?.error?.code).toBe('not_found');
  });

  it('ends a revoked key, its tokens, sockets and streams on every node within two seconds', async () => {
    const { id, key } = await one.key({ scopes: ['tokens:mint', 'feeds:read'] });
    const { token } = (await mint(key, { feeds: ['football.1'] })).json as { token: string };
    const watched = await Promise.all(
      [one, two].flatMap((app) => [follow(app, { token }), follow(app, { token: key })]),
    );
    const streams = await Promise.all([one, two].map((app) => stream(app, token)));
    await waitFor(() => streams.every(({ state }) => state.text.includes('feed.snapshot')));
    expect((await one.call(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    await Promise.all(watched.map((connection) => unauthenticatedEnd(connection)));
    for (const { errors } of watched) expect(errors).toMatchObject([{ code: 'unauthenticated' }]);
    await waitFor(() => streams.every(({ state }) => state.over), { withinMs: 2000 });
    for (const { state } of streams) expect(state.text).toContain('"unauthenticated"');
    for (const app of [one, two]) {
      for (const credential of [key, token])
        expect((await app.call('/feeds/football.1', { key: credential })).status).toBe(401);
    }
    expect((await one.call(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('still refuses the token of a revoked key on a node that was started later', async () => {
    const { id, key } = await one.key({ scopes: ['tokens:mint'] });
    const { token } = (await mint(key, { feeds: ['football.1'] })).json as { token: string };
    await one.call(`/api-keys/${id}`, { method: 'DELETE' });
    await using late = await FullApp.start(one.databaseUrl, { NODE_ID: 'n3' });
    expect((await late.call('/feeds/football.1', { key: token })).status).toBe(401);
  });

  it('ends the tokens and sockets of a disabled user on every node, and takes the user back later', async () => {
    const login = { email: 'boss@example.com', password: 'a long enough password' };
    const { id } = (await one.call('/users', { body: { ...login, role: 'admin' } })).json as { id: string };
    const cookie = await one.login(login.email, login.password);
    const minted = await one.call('/tokens', {
      cookie,
      body: { feeds: ['football.*'], expiresInSeconds: 60 },
    });
    const { token } = minted.json as { token: string };
    const watched = await Promise.all([
      follow(two, { token }),
      follow(two, { cookie }),
      follow(one, { cookie }),
    ]);
    await one.call(`/users/${id}`, { method: 'PATCH', body: { disabled: true } });
    await Promise.all(watched.map((connection) => unauthenticatedEnd(connection)));
    for (const app of [one, two]) {
      expect((await app.call('/auth/me', { cookie })).status).toBe(401);
      expect((await app.call('/feeds/football.1', { key: token })).status).toBe(401);
    }
    await one.call(`/users/${id}`, { method: 'PATCH', body: { disabled: false } });
    expect((await one.call('/feeds/football.1', { key: token })).status).toBe(401);
    const again = await two.login(login.email, login.password);
    expect((await one.call('/auth/me', { cookie: again })).status).toBe(200);
    const fresh = await two.call('/tokens', { cookie: again, body: { feeds: ['*'], expiresInSeconds: 60 } });
    const { token: alive } = fresh.json as { token: string };
    expect((await one.call('/feeds/football.1', { key: alive })).status).toBe(200);
  });

  it('ends the socket of a session at sign-out, on the other node too', async () => {
    const cookie = await one.login();
    const watched = await follow(two, { cookie });
    expect(watched.answer?.seq).toBeDefined();
    await one.call('/auth/logout', { method: 'POST', cookie });
    await unauthenticatedEnd(watched);
  });

  it('announces the end of a token, lives on when it is refreshed, and ends when it is not', async () => {
    const { key } = await one.key({ scopes: ['tokens:mint'] });
    const token = async (expiresInSeconds: number) =>
      ((await mint(key, { feeds: ['football.1'], expiresInSeconds })).json as { token: string }).token;
    const kept = connect(one, { token: await token(4) });
    const lost = connect(one, { token: await token(4) });
    const heard: Record<string, unknown[]> = { kept: [], lost: [] };
    kept.on('auth.expiring', (notice: unknown) => heard['kept']?.push(notice));
    lost.on('error', (error: unknown) => heard['lost']?.push(error));
    await waitFor(() => heard['kept']?.length === 1, { withinMs: 8000 });
    expect(heard['kept']).toEqual([{ at: expect.stringMatching(/Z$/) as string }]);
    const fresh = await token(60);
    expect(await kept.emitWithAck('auth.refresh', { token: fresh })).toEqual({ ok: true });
    expect(await kept.emitWithAck('auth.refresh', { token: 'nonsense' })).toMatchObject({
      error: { code: 'unauthenticated' },
    });
    await waitFor(() => lost.disconnected, { withinMs: 8000 });
    expect(heard['lost']).toMatchObject([{ code: 'unauthenticated' }]);
    expect(kept.connected).toBe(true);
  });

  it('grants a token no longer than the key that mints it', async () => {
    const expiresAt = new Date(Date.now() + 30_000).toISOString();
    const { key } = await one.key({ scopes: ['tokens:mint'], expiresAt });
    const answer = await mint(key, { feeds: ['football.1'], expiresInSeconds: 3600 });
    expect(Date.parse((answer.json as { expiresAt: string }).expiresAt)).toBeLessThanOrEqual(
      Date.parse(expiresAt),
    );
  });

  it('answers a change of a feed as the caller may see it, not live to one that may not read live', async () => {
    const { key } = await one.key({ scopes: ['feeds:write'] });
    const change = async (id: string, body: object, by?: string) =>
      (await one.call(`/feeds/${id}`, { method: 'PATCH', body, ...(by === undefined ? {} : { key: by }) }))
        .json as Readonly<Record<string, unknown>>;
    for (const [id, publicDelaySeconds] of [
      ['written.late', 3600],
      ['written.hidden', null],
      ['written.open', 0],
    ] as const) {
      await one.feed(id, { publicDelaySeconds, config: { schema: { type: 'object' } } });
      expect((await one.publish(id, { secret: 7 })).status).toBe(201);
      const written = await change(id, { title: 'new' }, key);
      const { seq, state, updatedAt, createdAt } = (await one.call(`/feeds/${id}`)).json as typeof written;
      expect([seq, state]).toEqual([1, { secret: 7 }]);
      expect(written).toMatchObject(
        id === 'written.open'
          ? { title: 'new', seq, state, updatedAt }
          : { title: 'new', publicDelaySeconds, seq: 0, state: {}, checksum: 'a3a6bf43' },
      );
      if (id === 'written.hidden') expect(written['updatedAt']).toBe(createdAt);
      expect(await change(id, { title: 'newer' })).toMatchObject({ title: 'newer', seq: 1 });
    }
  });
});
