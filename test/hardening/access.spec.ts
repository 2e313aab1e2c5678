import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT, exportSPKI, type JWTPayload } from 'jose';
import { io } from 'socket.io-client';
import { ADMIN, ADMIN_API_KEY, FullApp, cookieOf } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { TestEdge } from '../support/test-edge.js';

const PASSWORD = 'a long enough password';
const SECRET = new TextEncoder().encode('t'.repeat(32));

describeWith('postgres', 'attacks on access', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
    await app.feed('football.1', { publicDelaySeconds: null });
    await app.feed('tennis.1', { publicDelaySeconds: null });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const user = async (email: string, more: object): Promise<string> => {
    const answer = await app.call('/users', { body: { email, password: PASSWORD, ...more } });
    return (answer.json as { id: string }).id;
  };

  describe('session fixation', () => {
    it('never takes a session from the browser: each sign-in makes a new one, and ends the one before', async () => {
      const planted = `touchline_session=${'a'.repeat(12)}_${'b'.repeat(64)}`;
      const first = cookieOf(
        await app.call('/auth/login', { key: null, body: ADMIN, headers: { cookie: planted } }),
      );
      expect(first).not.toBe(planted);
      const second = cookieOf(
        await app.call('/auth/login', { key: null, body: ADMIN, headers: { cookie: first } }),
      );
      expect(second).not.toBe(first);
      expect((await app.call('/auth/me', { cookie: first })).status).toBe(401);
      expect((await app.call('/auth/me', { cookie: second })).status).toBe(200);
    });

    it('refuses a cookie that was set twice, as a neighbouring host could', async () => {
      const cookie = await app.login();
      expect((await app.call('/auth/me', { cookie: `${cookie}; ${cookie}` })).status).toBe(401);
    });

    it('keeps no token of a session in the database', async () => {
      const cookie = await app.login();
      const rows = JSON.stringify(await app.database.client.session.findMany());
      expect(rows).not.toContain(cookie.split('=')[1]);
      expect(rows).not.toContain((cookie.split('=')[1] as string).slice(13));
    });
  });

  describe('cross-site request forgery', () => {
    const feed = (cookie: string, headers: Record<string, string>) =>
      app.call('/feeds', { cookie, headers, body: { id: 'forged', kind: 'custom', title: 'x' } });

    it.each([
      ['of another origin', { origin: 'https://evil.example' }],
      ['of a sandboxed page', { origin: 'null' }],
      ['that pretends our name in front', { origin: 'http://127.0.0.1.evil.example' }],
      ['that pretends our name as a user', { origin: 'http://127.0.0.1@evil.example' }],
      ['of a browser that sends no origin', { 'sec-fetch-site': 'cross-site' }],
      ['of a neighbouring host', { 'sec-fetch-site': 'same-site' }],
    ])('refuses a write %s', async (_, headers) => {
      const cookie = await app.login();
      expect((await feed(cookie, headers)).status).toBe(403);
      expect((await app.call('/auth/logout', { method: 'POST', cookie, headers })).status).toBe(403);
      expect((await app.call('/auth/login', { key: null, body: ADMIN, headers })).status).toBe(403);
      expect((await app.call('/auth/me', { cookie })).status).toBe(200);
      expect((await app.call('/feeds/forged')).status).toBe(404);
    });

    it('lets our own pages write', async () => {
      const cookie = await app.login();
      const own = { origin: app.url, 'sec-fetch-site': 'same-origin' };
      const body = { id: 'own', kind: 'custom', title: 'x' };
      expect((await app.call('/feeds', { cookie, headers: own, body })).status).toBe(201);
    });

    it('lets a foreign page, or one that asks for nobody’s view, connect a socket, but not as the person whose browser it is', async () => {
      const cookie = await app.login();
      const seen = async (origin: string, auth = {}) => {
        const socket = io(app.url, {
          transports: ['websocket'],
          forceNew: true,
          auth,
          extraHeaders: { cookie, origin },
        });
        const { feeds } = (await socket.emitWithAck('subscribe', { feeds: [{ id: 'football.1' }] })) as {
          feeds: { error?: { code: string } }[];
        };
        socket.disconnect();
        return feeds[0]?.error?.code ?? 'seen';
      };
      expect(await seen('https://evil.example')).toBe('not_found');
      expect(await seen(app.url)).toBe('seen');
      expect(await seen(app.url, { anonymous: true })).toBe('not_found');
    });
  });

  describe('a host that somebody else names', () => {
    const HOST = 'scores.example';
    const forwarded = { 'x-forwarded-host': HOST, origin: `http://${HOST}` };
    const fromOwn = { 'x-forwarded-host': HOST, origin: 'http://evil.example' };
    const seen = async ({ url }: FullApp, cookie: string, headers: Record<string, string>) => {
      const socket = io(url, {
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: { cookie, ...headers },
      });
      const { feeds } = (await socket.emitWithAck('subscribe', { feeds: [{ id: 'football.1' }] })) as {
        feeds: { error?: { code: string } }[];
      };
      socket.disconnect();
      return feeds[0]?.error?.code ?? 'seen';
    };
    const written = async (node: FullApp, cookie: string, headers: Record<string, string>) =>
      (await node.call('/auth/password', { method: 'POST', cookie, headers, body: {} })).status;

    it('is ours when a believed proxy tells it, for writes and for sockets', async () => {
      await using proxied = await FullApp.start(app.databaseUrl, { TRUST_PROXY: '1' });
      const cookie = await proxied.login();
      expect([await written(proxied, cookie, forwarded), await seen(proxied, cookie, forwarded)]).toEqual([
        ...[422, 'seen'],
      ]);
      expect([await written(proxied, cookie, fromOwn), await seen(proxied, cookie, fromOwn)]).toEqual([
        ...[403, 'not_found'],
      ]);
    });

    it('is not when the client itself tells it', async () => {
      const cookie = await app.login();
      expect([await written(app, cookie, forwarded), await seen(app, cookie, forwarded)]).toEqual([
        ...[403, 'not_found'],
      ]);
    });

    describeWith(['nginx'], 'through NGINX', () => {
      it('is the one that the browser asked for, whatever a page or program pretends', async () => {
        await using proxied = await FullApp.start(app.databaseUrl, { TRUST_PROXY: '1' });
        await using edge = await TestEdge.start('nginx', {
          nodes: [{ id: 'n1', address: new URL(proxied.url).host }],
        });
        const cookie = await proxied.login();
        const through = { url: edge.url } as FullApp;
        const own = { host: HOST, origin: `http://${HOST}` };
        expect(await seen(through, cookie, own)).toBe('seen');
        expect(await seen(through, cookie, { ...own, origin: 'http://evil.example' })).toBe('not_found');
        const pretending = { ...own, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' };
        expect(await seen(through, cookie, pretending)).toBe('not_found');
      });
    });
  });

  it('a socket takes the header Authorization too, and none that is not valid for nobody in particular', async () => {
    const { key } = await app.key({ scopes: ['feeds:read'] });
    const met = (authorization: string) =>
      new Promise<string>((resolve) => {
        const socket = io(app.url, {
          transports: ['websocket'],
          reconnection: false,
          forceNew: true,
          extraHeaders: { authorization },
        });
        socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
          resolve(error.data?.code ?? error.message),
        );
        socket.emit(
          'subscribe',
          { feeds: [{ id: 'football.1' }] },
          ({ feeds }: { feeds: { seq?: number }[] }) => {
            resolve(feeds[0]?.seq === undefined ? 'hidden' : 'seen');
            socket.disconnect();
          },
        );
      });
    expect(await met(`Bearer ${key}`)).toBe('seen');
    for (const refused of [`Bearer ${key.slice(0, -1)}x`, 'Bearer ', `Basic ${key}`])
      expect([refused, await met(refused)]).toEqual([refused, 'unauthenticated']);
  });

  describe('guessing', () => {
    it('answers guessed keys without a look into the database, and the right key all the same', async () => {
      const { key } = await app.key({ scopes: ['feeds:read'] });
      const find = jest.spyOn(app.database.client.apiKey, 'findFirst');
      const guesses = Array.from(
        { length: 200 },
        (_, n) => key.slice(0, -4) + n.toString(16).padStart(4, '0'),
      );
      const answers = await Promise.all(guesses.map((guess) => app.call('/feeds', { key: guess })));
      expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(199);
      expect(find.mock.calls.length).toBeLessThanOrEqual(1);
      find.mockRestore();
      expect((await app.call('/feeds/football.1', { key })).status).toBe(200);
    });

    it('slows password guesses down where they come from, and nobody else', async () => {
      await using proxied = await FullApp.start(app.databaseUrl, { TRUST_PROXY: '1' });
      await user('victim@example.com', { role: 'viewer' });
      const attempt = (password: string, address: string) =>
        proxied.call('/auth/login', {
          key: null,
          body: { email: 'victim@example.com', password },
          headers: { 'x-forwarded-for': address },
        });
      const guesses = await Promise.all(Array.from({ length: 15 }, () => attempt('wrong', '203.0.113.9')));
      const refused = guesses.filter(({ status }) => status === 429);
      expect(refused.length).toBe(5);
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(1);
      expect((await attempt(PASSWORD, '203.0.113.9')).status).toBe(429);
      expect((await attempt(PASSWORD, '198.51.100.4')).status).toBe(200);
    });

    it('tells nothing of which accounts exist: same answer, same work', async () => {
      await user('known@example.com', { role: 'viewer' });
      const refused = async (email: string) => {
        const begun = performance.now();
        const answer = await app.call('/auth/login', { key: null, body: { email, password: 'wrong' } });
        return { status: answer.status, text: answer.text, ms: performance.now() - begun };
      };
      await refused('warm-up@example.com');
      const known = [];
      const unknown = [];
      for (let n = 0; n < 5; n++) {
        known.push(await refused('known@example.com'));
        unknown.push(await refused(`nobody-${n}@example.com`));
      }
      expect(new Set([...known, ...unknown].map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      const fastest = (answers: { ms: number }[]) => Math.min(...answers.map(({ ms }) => ms));
      // Without the hash of nobody an unknown account would answer many times quicker.
      expect(fastest(unknown)).toBeGreaterThan(fastest(known) / 3);
    });
  });

  describe('forged tokens', () => {
    const now = () => Math.floor(Date.now() / 1000);
    const claims = (): JWTPayload => ({
      iss: 'touchline',
      aud: 'touchline:live',
      sub: 'spectator',
      jti: 'x',
      iat: now(),
      exp: now() + 60,
      feeds: ['*'],
      by: 'key:admin',
      ver: 1,
    });
    const sign = (payload: JWTPayload, header: object = {}, key: Uint8Array = SECRET) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const status = async (token: string) => (await app.call('/feeds/football.1', { key: token })).status;

    it('would be let in if it were ours, so that the refusals below mean something', async () => {
      expect(await status(await sign(claims()))).toBe(200);
    });

    it('refuses algorithm none, however it is written', async () => {
      for (const alg of ['none', 'None', 'NONE', '']) {
        expect(await status(`${part({ alg, typ: 'JWT' })}.${part(claims())}.`)).toBe(401);
      }
    });

    it('refuses another algorithm, with our secret or with a public key for a secret', async () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = await exportSPKI(publicKey as never);
      const payload = claims();
      const head = `${part({ alg: 'HS256' })}.${part(payload)}`;
      const confused = createHmac('sha256', pem).update(head).digest('base64url');
      expect(await status(`${head}.${confused}`)).toBe(401);
      const rsa = await new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(privateKey as never);
      expect(await status(rsa)).toBe(401);
      const longer = await new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS512' })
        .sign(new TextEncoder().encode('t'.repeat(64)));
      expect(await status(longer)).toBe(401);
      const head512 = `${part({ alg: 'HS512' })}.${part(payload)}`;
      const signed512 = createHmac('sha512', 't'.repeat(32)).update(head512).digest('base64url');
      expect(await status(`${head512}.${signed512}`)).toBe(401);
    });

    it('takes no key from the header: kid, jku, jwk and x5u change nothing', async () => {
      const mine = new TextEncoder().encode('m'.repeat(32));
      const jwk = { kty: 'oct', k: Buffer.from(mine).toString('base64url') };
      for (const header of [
        { kid: '../../../../dev/null' },
        { kid: "x' UNION SELECT 'm" },
        { jku: 'https://evil.example/jwks.json' },
        { x5u: 'https://evil.example/cert' },
        { jwk },
      ]) {
        expect(await status(await sign(claims(), header, mine))).toBe(401);
      }
      expect(await status(await sign(claims(), { kid: '../../dev/null' }, new Uint8Array(32)))).toBe(401);
      const critical = `${part({ alg: 'HS256', crit: ['x'], x: 1 })}.${part(claims())}`;
      const seal = createHmac('sha256', SECRET).update(critical).digest('base64url');
      expect(await status(`${critical}.${seal}`)).toBe(401);
    });

    it.each<[string, JWTPayload]>([
      ['expired', { iat: 1_600_000_000, exp: 1_600_000_060 }],
      ['not yet valid', { nbf: 4_000_000_000 }],
      ['made in the future', { iat: 4_000_000_000, exp: 4_000_000_060 }],
      ['without an end', { exp: undefined }],
      ['that lasts for ever', { iat: 1_600_000_000, exp: 4_000_000_000 }],
      ['for another audience', { aud: 'another' }],
      ['of another issuer', { iss: 'another' }],
      ['without feeds', { feeds: undefined }],
      ['with feeds that are no list', { feeds: '*' }],
      ['with a pattern that is none', { feeds: ['.*)(.*'] }],
      ['that hangs on nobody', { by: undefined }],
    ])('refuses one %s', async (_, changes) => {
      expect(await status(await sign({ ...claims(), ...changes }))).toBe(401);
    });

    it('refuses one whose payload was changed behind its signature', async () => {
      const { token } = (await app.call('/tokens', { body: { feeds: ['tennis.*'], expiresInSeconds: 60 } }))
        .json as { token: string };
      expect(await status(token)).toBe(404);
      const [head, , seal] = token.split('.');
      expect(await status(`${head}.${part(claims())}.${seal}`)).toBe(401);
    });
  });

  describe('privilege escalation', () => {
    const code = (answer: { status: number; json: unknown }) => [
      answer.status,
      (answer.json as { code?: string } | undefined)?.code,
    ];

    it('lets nobody mint more than they have: scopes, patterns, time, rate', async () => {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const { key } = await app.key({
        scopes: ['admin'],
        feeds: ['football.*'],
        expiresAt,
        rateLimitPerSecond: 1000,
      });
      const make = (body: object) =>
        app.call('/api-keys', { key, body: { name: 'x', scopes: ['feeds:read'], ...body } });
      for (const feeds of [['*'], ['tennis.1'], ['foot*'], ['football.1', '*.football.1'], ['football*']])
        expect(code(await make({ feeds }))).toEqual([403, 'forbidden']);
      expect(code(await make({ expiresAt: new Date(Date.now() + 7_200_000).toISOString() }))).toEqual([
        403,
        'forbidden',
      ]);
      expect(code(await make({ rateLimitPerSecond: 2000 }))).toEqual([403, 'forbidden']);
      const inherited = await make({});
      expect([inherited.status, inherited.json]).toMatchObject([
        201,
        { feeds: ['football.*'], expiresAt, rateLimitPerSecond: 1000 },
      ]);
      expect((await make({ feeds: ['football.*.1'] })).status).toBe(201);
    });

    it('lets a key that is limited to some feeds neither make users nor read the audit', async () => {
      const { key } = await app.key({ scopes: ['admin'], feeds: ['football.*'] });
      const body = { email: 'evil@example.com', password: PASSWORD, role: 'admin' };
      expect(code(await app.call('/users', { key, body }))).toEqual([403, 'forbidden']);
      expect(code(await app.call('/users', { key }))).toEqual([403, 'forbidden']);
      expect(code(await app.call('/audit', { key }))).toEqual([403, 'forbidden']);
    });

    it('lets nobody mint tokens beyond their patterns', async () => {
      const { key } = await app.key({ scopes: ['tokens:mint'], feeds: ['football.*'] });
      for (const feeds of [['*'], ['tennis.1'], ['football.1', 'tennis.1']])
        expect(code(await app.call('/tokens', { key, body: { feeds, expiresInSeconds: 60 } }))).toEqual([
          403,
          'forbidden',
        ]);
      const late = await app.call('/tokens', {
        key,
        body: { feeds: ['football.1'], expiresInSeconds: 86_401 },
      });
      expect(late.status).toBe(422);
    });

    it('lets a token mint nothing', async () => {
      const { token } = (await app.call('/tokens', { body: { feeds: ['*'], expiresInSeconds: 60 } }))
        .json as {
        token: string;
      };
      const body = { feeds: ['*'], expiresInSeconds: 60 };
      expect(code(await app.call('/tokens', { key: token, body }))).toEqual([403, 'forbidden']);
    });
  });

  describe('mass assignment', () => {
    it('refuses fields that a caller may not set', async () => {
      const id = await user('mass@example.com', { role: 'viewer' });
      for (const field of ['id', 'version', 'passwordHash', 'createdAt', 'email'])
        expect((await app.call(`/users/${id}`, { method: 'PATCH', body: { [field]: 'x' } })).status).toBe(
          422,
        );
      for (const field of ['id', 'hash', 'prefix', 'createdBy', 'revokedAt'])
        expect(
          (await app.call('/api-keys', { body: { name: 'x', scopes: ['admin'], [field]: 'x' } })).status,
        ).toBe(422);
      const login = { ...ADMIN, role: 'admin' };
      expect((await app.call('/auth/login', { key: null, body: login })).status).toBe(422);
    });
  });

  describe('foreign ids', () => {
    it('answers ids beyond the caller as if they did not exist', async () => {
      const { id: foreign } = await app.key({ scopes: ['feeds:read'], feeds: ['tennis.*'] });
      const { key } = await app.key({ scopes: ['admin'], feeds: ['football.*'] });
      const revoke = (id: string) => app.call(`/api-keys/${id}`, { key, method: 'DELETE' });
      const hidden = await revoke(foreign);
      const missing = await revoke('0123456789ab');
      expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
      const { items } = (await app.call('/api-keys', { key })).json as { items: { id: string }[] };
      expect(items.map(({ id }) => id)).not.toContain(foreign);
      expect((await app.call('/feeds/tennis.1', { key })).status).toBe(404);
    });

    it.each(['..%2f..', "x'%20OR%201=1", '%00', 'a'.repeat(100)])('refuses the id %s', async (id) => {
      expect([404, 422]).toContain((await app.call(`/users/${id}`)).status);
      expect([404, 422]).toContain((await app.call(`/api-keys/${id}`, { method: 'DELETE' })).status);
    });
  });

  describe('leaks', () => {
    it('writes no secret into the log or the audit', async () => {
      const { key } = await app.key({ scopes: ['tokens:mint'] });
      const { token } = (await app.call('/tokens', { key, body: { feeds: ['*'], expiresInSeconds: 60 } }))
        .json as { token: string };
      const cookie = await app.login();
      await app.call(`/feeds/football.1?access_token=${token}`, { key: null });
      await app.call('/auth/login', {
        key: null,
        body: { email: ADMIN.email, password: 'gu3ssed-passw0rd' },
      });
      const { text } = await app.call('/audit?limit=500');
      const log = app.logLines.join('');
      for (const secret of [key, token, cookie.split('=')[1], ADMIN.password, 'gu3ssed', ADMIN_API_KEY]) {
        expect(text).not.toContain(secret);
        expect(log).not.toContain(secret);
      }
      expect(text).toContain('token.mint');
    });
  });
});
