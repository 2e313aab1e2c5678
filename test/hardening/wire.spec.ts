import { io } from 'socket.io-client';
import { ADMIN, ADMIN_API_KEY, FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { RawConnection } from '../support/raw-http.js';
import { describeWith } from '../support/requirements.js';
import { StreamClient } from '../support/stream-client.js';
import { waitFor } from '../support/wait-for.js';

interface State {
  readonly seq: number;
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a terminal, or whatever reads lines, would act upon. */
function controlsOf(text: string): readonly string[] {
  return [...text].filter((character) => /\p{Cc}/u.test(character));
}

describeWith('postgres', 'attacks over the wire', () => {
  const postgres = usePostgres();
  let app: FullApp;
  let port: number;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase(), { LOG_LEVEL: 'trace' });
    port = Number(new URL(app.url).port);
    await app.feed('delayed', { publicDelaySeconds: 3600 });
    await app.feed('open');
  });
  afterAll(() => app[Symbol.asyncDispose]());

  describe('cache poisoning of delayed state', () => {
    it('lets no shared cache keep an answer, and no ETag of one view stand for the other', async () => {
      await app.publish('delayed', { score: 7 });
      for (const path of ['/feeds/delayed', '/feeds/delayed/events', '/feeds']) {
        for (const key of [ADMIN_API_KEY, null]) {
          const { headers } = await app.call(path, { key });
          expect([path, headers.get('cache-control')]).toEqual([
            path,
            expect.stringMatching(/private|no-store/),
          ]);
          for (const name of ['Origin', 'Authorization', 'Cookie']) {
            expect([path, headers.get('vary')]).toEqual([path, expect.stringContaining(name)]);
          }
        }
      }
    });

    it('answers a delayed caller who brings the ETag of the live view with the delayed one, in full', async () => {
      const live = await app.call('/feeds/delayed');
      const late = await app.call('/feeds/delayed', { key: null });
      expect(live.text).toContain('score');
      expect(late.text).not.toContain('score');
      const [liveTag, lateTag] = [live, late].map(({ headers }) => headers.get('etag') ?? '');
      expect(liveTag).not.toBe(lateTag);
      const ask = (etag: string | undefined, key: string | null) =>
        app.call('/feeds/delayed', { key, headers: { 'if-none-match': etag ?? '' } });
      expect((await ask(liveTag, null)).status).toBe(200);
      expect((await ask(liveTag, ADMIN_API_KEY)).status).toBe(304);
      const other = await ask(lateTag, ADMIN_API_KEY);
      expect([other.status, (other.json as State).seq]).toEqual([200, 1]);
    });

    it('takes no header for the credential, the address or the path of a request', async () => {
      const answer = await app.call('/feeds/delayed', {
        key: null,
        headers: {
          'x-original-url': '/api/v1/feeds/open',
          'x-rewrite-url': '/api/v1/feeds/open',
          'x-forwarded-authorization': `Bearer ${ADMIN_API_KEY}`,
          'x-http-method-override': 'DELETE',
        },
      });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ id: 'delayed', seq: 0 });
    });
  });

  describe('host header abuse', () => {
    it.each([
      ['a foreign host', 'Host: evil.example\r\n'],
      ['a forwarded host of nobody who is trusted', 'Host: 127.0.0.1\r\nX-Forwarded-Host: evil.example\r\n'],
    ])('repeats %s nowhere', async (_, host) => {
      using connection = await RawConnection.open(port);
      const body = JSON.stringify({ id: `host-${host.length}`, kind: 'custom', title: 'x' });
      connection.send(
        `POST /api/v1/feeds HTTP/1.1\r\n${host}Authorization: Bearer ${ADMIN_API_KEY}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      const answer = await connection.answer();
      expect(answer.status).toBe(201);
      expect(answer.head).toMatch(/location: \/api\/v1\/feeds\/host-/i);
      expect(answer.head + answer.body).not.toContain('evil.example');
    });

    it('takes no forwarded host for our own, so that a foreign page does not become ours', async () => {
      const cookie = await app.login();
      const headers = { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' };
      const answer = await app.call('/feeds', {
        cookie,
        headers,
        body: { id: 'h', kind: 'custom', title: 'x' },
      });
      expect(answer.status).toBe(403);
    });

    it('answers two hosts or none, and a request that two servers would read apart, with 400', async () => {
      for (const headers of [
        'Host: a\r\nHost: b\r\n',
        'Content-Length: 0\r\n',
        'Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n',
        'Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n',
      ]) {
        using connection = await RawConnection.open(port);
        connection.send(`POST /api/v1/feeds HTTP/1.1\r\n${headers}\r\n`);
        const { status, body } = await connection.answer();
        expect([headers, status, body]).toEqual([headers, 400, expect.stringContaining('"bad_request"')]);
      }
    });
  });

  describe('log injection', () => {
    it.each([
      [
        'a line break in an id',
        'GET /api/v1/feeds/a%0a%7B%22level%22%3A%22fatal%22%7D HTTP/1.1\r\nHost: x\r\n\r\n',
      ],
      ['colours in an id', 'GET /api/v1/feeds/%1b%5B31mred HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['colours in the path as they are', 'GET /api/v1/feeds/\u001b[31m HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['a user agent', 'GET /nowhere HTTP/1.1\r\nHost: x\r\nUser-Agent: \u009b31m{"level":"fatal"}\r\n\r\n'],
      ['a request id', 'GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-Id: a","level":"fatal\r\n\r\n'],
      [
        'a forwarded address',
        'GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1","level":"fatal\r\n\r\n',
      ],
    ])('%s stays within its field', async (_, request) => {
      const before = app.logLines.length;
      using connection = await RawConnection.open(port);
      connection.send(Buffer.from(request, 'latin1'));
      const { status } = await connection.answer();
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      await app.call('/feeds/open');
      const lines = await waitFor(() => {
        const seen = app.logLines.slice(before);
        return seen.some((line) => line.includes('/feeds/open')) ? seen : undefined;
      });
      for (const line of lines) {
        expect(line.endsWith('\n')).toBe(true);
        expect(controlsOf(line.slice(0, -1))).toEqual([]);
        expect((JSON.parse(line) as { level: string }).level).not.toBe('fatal');
      }
    });

    it('a title or an address with line breaks and colours reaches no line as it is', async () => {
      const evil = 'x\n{"level":"fatal"}\r\u001b[2J';
      await app.call('/feeds', { body: { id: 'titled', kind: 'custom', title: evil } });
      await app.call('/auth/login', { key: null, body: { email: evil, password: evil } });
      await app.call('/webhooks', { body: { url: `https://evil.example/${evil}`, feeds: ['*'] } });
      for (const line of app.logLines) {
        expect(controlsOf(line.slice(0, -1))).toEqual([]);
        expect((JSON.parse(line) as { level: string }).level).not.toBe('fatal');
      }
    });
  });

  describe('JSON Schema bombs in custom feeds', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `d${n}`,
        { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
      ]),
    );
    const nested = (depth: number): object =>
      JSON.parse('{"items":'.repeat(depth) + '{}' + '}'.repeat(depth)) as object;

    it.each<[string, object]>([
      ['references that double', { $ref: '#/$defs/d0', $defs: { ...doubling, d40: {} } }],
      ['a reference to itself', { $ref: '#' }],
      [
        'a circle of references',
        { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
      ],
      ['a reference to the inside', { $ref: 'http://169.254.169.254/latest/meta-data' }],
      ['a reference to a file', { $ref: 'file:///etc/passwd' }],
      ['nesting without end', nested(500)],
      ['a slow pattern', { properties: { a: { type: 'string', pattern: '^(a+)+$' } } }],
      ['a slow pattern for keys', { patternProperties: { '^(a|a)*$': {} } }],
      ['a pattern that could begin anywhere', { properties: { a: { type: 'string', pattern: 'a*a*b' } } }],
      [
        'a wide choice of wide choices',
        { anyOf: Array(3000).fill({ anyOf: Array(30).fill({ type: 'object' }) }) },
      ],
      ['a prototype', JSON.parse('{"properties": {"__proto__": {"type": "string"}}}') as object],
    ])('refuses %s and names it, while others are served', async (_, schema) => {
      const bomb = app.call('/feeds', {
        body: { id: 'bomb', kind: 'custom', title: 'x', config: { schema } },
      });
      const [answer, healthy] = await Promise.all([bomb, fetch(`${app.url}/healthz`)]);
      expect([answer.status, (answer.json as { code: string }).code]).toEqual([422, 'validation_failed']);
      expect((answer.json as { errors: { path: string }[] }).errors[0]?.path).toMatch(/^config/);
      expect(healthy.status).toBe(200);
      expect((await app.call('/feeds/bomb')).status).toBe(404);
    });
  });

  describe('slow patterns of feeds', () => {
    it('are refused beyond their length, for keys, tokens, webhooks and people', async () => {
      const feeds = [`${'*a'.repeat(5000)}*b`];
      const bodies: [string, object][] = [
        ['/api-keys', { name: 'x', scopes: ['feeds:read'] }],
        ['/tokens', { expiresInSeconds: 60 }],
        ['/webhooks', { url: 'https://93.184.216.34/' }],
        ['/users', { email: 'slow@example.com', password: 'a long enough one', role: 'editor' }],
      ];
      for (const [path, body] of bodies) {
        const { status, text } = await app.call(path, { body: { ...body, feeds } });
        expect([path, status, text]).toEqual([path, 422, expect.stringContaining('"feeds')]);
      }
    });

    it('cost nothing to speak of where they are held', async () => {
      const feeds = [`${'*a'.repeat(5)}*b`];
      const { token } = (await app.call('/tokens', { body: { feeds, expiresInSeconds: 60 } })).json as {
        token: string;
      };
      expect(token).toEqual(expect.any(String));
      expect((await app.call(`/feeds/${'a'.repeat(128)}`, { key: token })).status).toBe(404);
    });
  });

  describe('secrets in the log at its most verbose', () => {
    it('shows none, wherever it was sent', async () => {
      const { key } = await app.key({ scopes: ['feeds:read', 'tokens:mint', 'webhooks:manage'] });
      const minted = await app.call('/tokens', { key, body: { feeds: ['*'], expiresInSeconds: 60 } });
      const { token } = minted.json as { token: string };
      const cookie = await app.login();
      const session = cookie.split('=')[1] as string;
      const forged = 'tl_forged-but-somebody-elses-key-0123456789';
      const hook = await app.call('/webhooks', {
        body: { url: 'https://user:hunter22@example.com/', feeds: ['*'] },
      });
      const safeHook = await app.call('/webhooks', {
        body: { url: 'https://93.184.216.34/x?sig=s3cretquery', feeds: ['none'] },
      });
      const secrets = [key, token, session, forged, ADMIN.password, ADMIN_API_KEY, 'gu3ssed-passw0rd'];
      const webhookSecret = (safeHook.json as { secret?: string } | undefined)?.secret;
      if (webhookSecret) secrets.push(webhookSecret);
      for (const secret of secrets) await everywhere(secret);
      await app.call('/auth/login', {
        key: null,
        body: { email: ADMIN.email, password: 'gu3ssed-passw0rd' },
      });
      await app.call('/auth/login', { key: null, body: { email: ADMIN.email, passwd: 'gu3ssed-passw0rd' } });
      expect(hook.status).toBe(422);
      const log = app.logLines.join('');
      expect(log).toContain('"level":"debug"');
      for (const secret of [...secrets, 'hunter22', 's3cretquery']) {
        expect([secret, log.includes(secret)]).toEqual([secret, false]);
        expect([secret, log.includes(encodeURIComponent(secret))]).toEqual([secret, false]);
      }
    });

    async function everywhere(secret: string): Promise<void> {
      const query = `access_token=${encodeURIComponent(secret)}`;
      await app.call(`/feeds/open?${query}`, { key: null });
      await app.call(`/feeds/open/nowhere?${query}`, { key: null });
      await app.call('/feeds/open', { key: secret });
      await app.call('/feeds/open', { key: null, headers: { authorization: `Basic ${secret}` } });
      await app.call('/feeds/open', { cookie: `touchline_session=${secret}; other=${secret}` });
      await app.call('/feeds', { body: { id: 'open', kind: 'custom', title: 'x', secret } });
      await app.call('/feeds', { method: 'POST', body: { password: secret, token: secret, key: secret } });
      (await StreamClient.open(`${app.url}/api/v1/feeds/open/stream?${query}`)).close();
      using broken = await RawConnection.open(port);
      broken.send(`GET /api/v1/feeds HTTP/1.1\r\nAuthorization: Bearer ${secret}\r\nbroken header\r\n\r\n`);
      await broken.answer();
      const socket = io(app.url, {
        transports: ['websocket'],
        forceNew: true,
        auth: { token: secret },
        query: { token: secret },
      });
      await new Promise<void>((resolve) => {
        socket.once('connect', resolve).once('connect_error', () => resolve());
      });
      if (socket.connected) await socket.timeout(30_000).emitWithAck('auth.refresh', { token: secret });
      socket.disconnect();
    }
  });
});
