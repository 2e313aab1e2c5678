import { RawConnection } from '../support/raw-http.js';
import { ADMIN_API_KEY, RestApp } from '../support/rest-app.js';
import { waitFor } from '../support/wait-for.js';

const AUTH = `Authorization: Bearer ${ADMIN_API_KEY}\r\n`;
const FIVE_MIB = 5 * 1024 * 1024;

describe('HTTP below the routes', () => {
  let app: RestApp;
  beforeAll(async () => {
    app = await RestApp.start({ CORS_ORIGINS: 'https://admin.example', IDLE_TIMEOUT_SECONDS: '1' });
    await app.feed('a');
  });
  afterAll(() => app[Symbol.asyncDispose]());

  async function raw(text: string): Promise<{ status: number; code: string; type: string }> {
    using connection = await RawConnection.open(app.port);
    connection.send(text);
    const { status, head, body } = await connection.answer();
    const type = /content-type: (.*)/i.exec(head)?.[1] ?? '';
    return { status, type, code: body.startsWith('{') ? (JSON.parse(body) as { code: string }).code : '' };
  }
  const PROBLEM = 'application/problem+json; charset=utf-8';

  it.each([
    ['an unknown path', 'GET', '/api/v1/unknown', 404, 'not_found'],
    ['a method that a path does not have', 'PUT', '/api/v1/feeds/a', 405, 'bad_request'],
    ['the same outside of the interface', 'DELETE', '/healthz', 405, 'bad_request'],
    ['an id with a slash', 'GET', '/api/v1/feeds/a%2Fb', 422, 'validation_failed'],
    ['an id in unicode', 'GET', '/api/v1/feeds/f%C3%BC%C3%9Fball', 422, 'validation_failed'],
    ['an id of 129 characters', 'GET', `/api/v1/feeds/${'x'.repeat(129)}`, 422, 'validation_failed'],
    ['an id of 9,000 characters', 'GET', `/api/v1/feeds/${'x'.repeat(9000)}`, 422, 'validation_failed'],
    ['an id that starts with a dot', 'GET', '/api/v1/feeds/.hidden', 422, 'validation_failed'],
    ['an id with NUL', 'GET', '/api/v1/feeds/a%00b', 422, 'validation_failed'],
    ['percent-encoding that is not UTF-8', 'GET', '/api/v1/feeds/%ff%fe', 422, 'validation_failed'],
    ['percent-encoding that breaks off', 'GET', '/api/v1/feeds/%z', 422, 'validation_failed'],
  ])('answers %s with a problem', async (_, method, path, status, code) => {
    const answer = await app.call(`/${path}`, { method });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, PROBLEM]);
    expect(answer.json).toMatchObject({
      status,
      code,
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it.each([
    ['PUT', '/feeds/a?x=/', 'DELETE, GET, HEAD, PATCH'],
    ['DELETE', '/feeds/nowhere/events', 'GET, HEAD, POST'],
    ['GET', '/events', 'POST'],
    ['POST', '/feeds/a/state', 'GET, HEAD'],
  ])('says which methods are possible where %s %s is not', async (method, path, allowed) => {
    expect((await app.call(path, { method })).headers.get('allow')).toBe(allowed);
  });

  it('serves an id of 128 characters of every allowed sort', async () => {
    const id = `A0._:-${'z'.repeat(122)}`;
    expect((await app.feed(id)).status).toBe(201);
    expect((await app.call(`/feeds/${id}`)).status).toBe(200);
    expect((await app.call(`/feeds/${encodeURIComponent(id)}`)).status).toBe(200);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a header that breaks the rules', 'GET / HTTP/1.1\r\nHost: x\r\nbad header: 1\r\n\r\n', 400],
    [
      'both lengths, as a smuggler sends',
      `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['headers of 20 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a request line of 20 KiB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])('answers %s with a problem and closes', async (_, text, status) => {
    expect(await raw(text)).toEqual({ status, code: 'bad_request', type: PROBLEM });
  });

  it.each([
    ['none', undefined],
    ['text/plain', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['NDJSON where one update is asked', 'application/x-ndjson'],
    ['JSON in Latin-1', 'application/json; charset=latin1'],
    ['garbage', ';;;'],
  ])('answers 415 to a body of content type %s', async (_, type) => {
    const body = '{"type":"x","data":{}}';
    const header = type === undefined ? '' : `Content-Type: ${type}\r\n`;
    const head = `POST /api/v1/feeds/a/events HTTP/1.1\r\nHost: x\r\n${AUTH}${header}`;
    expect(await raw(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)).toEqual({
      status: 415,
      code: 'unsupported_media_type',
      type: PROBLEM,
    });
  });

  it('answers 415 to a compressed body', async () => {
    const answer = await app.call('/feeds/a/events', { body: '{}', headers: { 'content-encoding': 'gzip' } });
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([415, 'unsupported_media_type']);
  });

  it.each(['application/json', 'application/json; charset=UTF-8', 'Application/JSON;charset="utf-8"'])(
    'reads JSON sent as %s, with or without a byte order mark',
    async (type) => {
      const body = Buffer.from('\ufeff{"type":"set","data":{"ü":"ß"}}');
      const answer = await app.call('/feeds/a/events', { body, headers: { 'content-type': type } });
      expect([answer.status, (answer.json as { data: unknown }).data]).toEqual([201, { ü: 'ß' }]);
    },
  );

  it('answers 413 to a body over 4 MiB that says so, before it has arrived', async () => {
    const head = `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\n${AUTH}Content-Type: application/json\r\n`;
    expect(await raw(`${head}Content-Length: ${FIVE_MIB}\r\n\r\n{`)).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
  });

  it('answers 413 to a body over 4 MiB that does not say so, and the client hears it', async () => {
    const pad = 'x'.repeat(10 * 1024 * 1024);
    const whole = await app.call('/feeds', { body: { pad } });
    expect([whole.status, (whole.json as { code: string }).code]).toEqual([413, 'payload_too_large']);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\n${AUTH}Content-Type: application/json\r\n`;
    expect(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(70)}`)).toMatchObject({
      status: 413,
    });
  });

  it('reads a body of just under 4 MiB', async () => {
    const answer = await app.call('/feeds', { body: { pad: 'x'.repeat(4 * 1024 * 1024 - 20) } });
    expect(answer.status).toBe(422);
  });

  it('serves the next request of a connection after it refused one', async () => {
    using connection = await RawConnection.open(app.port);
    const body = 'x'.repeat(1000);
    connection.send(
      `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n${body}` +
        'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    await waitFor(() => connection.received.includes('{"status":"ok"}'));
    expect(connection.received).toContain('HTTP/1.1 401');
  });

  it('closes a connection whose body stalls', async () => {
    using connection = await RawConnection.open(app.port);
    connection.send(
      `POST /api/v1/events HTTP/1.1\r\nHost: x\r\n${AUTH}Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{`,
    );
    await waitFor(() => connection.closed);
  });

  it('does not mind a client that leaves in the middle of its body', async () => {
    {
      using connection = await RawConnection.open(app.port);
      connection.send(
        `POST /api/v1/feeds HTTP/1.1\r\nHost: x\r\n${AUTH}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"id":`,
      );
      await waitFor(async () => (await app.call('//healthz')).status === 200);
    }
    expect((await app.call('/feeds/a')).status).toBe(200);
    expect(app.logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });

  it('lets any page call without cookies, and lists what it may read', async () => {
    const { headers } = await app.call('/feeds/a', {
      key: null,
      headers: { origin: 'https://anybody.example' },
    });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    for (const name of ['ETag', 'Location', 'Retry-After', 'Idempotent-Replayed', 'RateLimit']) {
      expect(headers.get('access-control-expose-headers')).toContain(name);
    }
    const failed = await app.call('/unknown', { headers: { origin: 'https://anybody.example' } });
    expect(failed.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('lets only configured pages call with cookies', async () => {
    const { headers } = await app.call('/feeds/a', { headers: { origin: 'https://admin.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('https://admin.example');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('vary')).toMatch(/Origin/);
  });

  it('answers a preflight without a credential', async () => {
    const answer = await app.call('/feeds/a/events', {
      method: 'OPTIONS',
      key: null,
      headers: {
        origin: 'https://anybody.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key,if-match',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
    for (const name of ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match']) {
      expect(allowed).toContain(name);
    }
  });

  it('lets a page read the headers of every answer, also to a path that is not percent-encoded', async () => {
    for (const path of ['//api/v1/feeds/%ff%fe', '//api/v1/feeds/a', '//api/v1/unknown']) {
      const { headers } = await app.call(path, { headers: { origin: 'https://page.example' } });
      expect([
        path,
        headers.get('access-control-allow-origin'),
        headers.get('access-control-expose-headers'),
      ]).toEqual([path, '*', expect.stringContaining('Retry-After')]);
    }
  });

  it.each(['Idempotency-Key: a', 'If-Match: "0"'])(
    'refuses the header %s when it is given twice',
    async (header) => {
      const body = '{"type":"set","data":{}}';
      const head = `POST /api/v1/feeds/a/events HTTP/1.1\r\nHost: x\r\n${AUTH}Content-Type: application/json\r\n`;
      using connection = await RawConnection.open(app.port);
      connection.send(
        `${head}${header}\r\n${header.toLowerCase()}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      const answer = await connection.answer();
      const name = header.split(':')[0];
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        422,
        expect.objectContaining({ errors: [{ path: name, message: 'must be given once' }] }),
      ]);
    },
  );

  it('names each request, by the name that it brought if that is harmless', async () => {
    expect((await app.call('/feeds/a')).headers.get('x-request-id')).toMatch(/^[\w-]{12}$/);
    const named = await app.call('/feeds/a', { headers: { 'x-request-id': 'trace-1' } });
    expect(named.headers.get('x-request-id')).toBe('trace-1');
    const odd = await app.call('/feeds/a', { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).not.toBe('a b"c');
  });

  it('hides what broke inside, and logs it under the request id', async () => {
    const failing = jest.spyOn(app.log, 'feed').mockRejectedValueOnce(new TypeError('secret inside'));
    const answer = await app.call('/feeds/a', { headers: { 'x-request-id': 'broken-1' } });
    failing.mockRestore();
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([500, 'internal']);
    expect(answer.text).not.toMatch(/secret|TypeError|\.ts/);
    const line = app.logLines.find((text) => text.includes('broken-1') && text.includes('secret inside'));
    expect(line).toContain('"level":"error"');
  });

  it('counts answers by route, never by id, and exports them for Prometheus', async () => {
    await app.call('/feeds/some-id-that-is-not-there');
    const { text, headers } = await app.call('//metrics', { key: null });
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain(
      'touchline_http_requests_total{method="GET",route="/api/v1/feeds/:id",status="404"}',
    );
    expect(text).not.toContain('some-id-that-is-not-there');
  });

  it('is ready with what it needs, still ready without the relay, and not ready while it drains', async () => {
    const ready = await app.call('//readyz', { key: null });
    expect([ready.status, ready.json]).toEqual([
      200,
      { status: 'ready', node: 'test', checks: { database: { status: 'ok' }, relay: { status: 'ok' } } },
    ]);
    const unhealthy = jest.spyOn(app.relay, 'healthy', 'get').mockReturnValue(false);
    const alone = await app.call('//readyz');
    expect([alone.status, alone.json]).toEqual([
      200,
      expect.objectContaining({
        checks: { database: { status: 'ok' }, relay: { status: 'failed', detail: expect.any(String) } },
      }),
    ]);
    unhealthy.mockRestore();
    await app.drain.begin();
    const draining = await app.call('//readyz');
    expect([draining.status, (draining.json as { status: string }).status]).toEqual([503, 'draining']);
    expect((await app.publish('a', { still: 'answered' })).status).toBe(201);
    expect((await app.call('//healthz')).status).toBe(200);
  });
});
