import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { unavailable } from '../../src/event-log/log-errors.js';
import { RestApp, type Answer } from '../support/rest-app.js';
import { RawConnection } from '../support/raw-http.js';
import { waitFor } from '../support/wait-for.js';
import { ADMIN_API_KEY } from '../support/rest-app.js';

interface Result {
  readonly index: number;
  readonly status: string;
  readonly feed?: string;
  readonly seq?: number;
  readonly problem?: { readonly code: string; readonly status: number; readonly errors?: { path: string }[] };
}

const NDJSON = { 'content-type': 'application/x-ndjson' };
const update = (feed: string, x: number, more: object = {}) => ({ feed, type: 'set', data: { x }, ...more });

function resultsOf({ status, json }: Answer): Result[] {
  expect(status).toBe(200);
  return (json as { results: Result[] }).results;
}

function linesOf(text: string): Result[] {
  expect(text.endsWith('\n') || text === '').toBe(true);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Result);
}

function brief({ status, feed, seq, problem }: Result): (string | number | undefined)[] {
  return [status, feed, seq ?? problem?.code];
}

describe('batches over REST', () => {
  let app: RestApp;
  beforeAll(async () => {
    app = await RestApp.start({ NDJSON_STREAMS: '4', NDJSON_WINDOW_LINES: '50' });
    for (const id of ['a', 'b', 'ended', 'held']) await app.feed(id, id === 'held' ? { holdSeconds: 5 } : {});
    await app.call('/feeds/ended', { method: 'DELETE' });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const ndjson = (body: string | Uint8Array) => app.call('/events', { body, headers: NDJSON });
  const headOf = async (id: string) => ((await app.call(`/feeds/${id}`)).json as { seq: number }).seq;

  const mixed = (): unknown[] => [
    update('a', 1),
    update('none', 1),
    update('b', 1),
    { feed: 'a', type: 'Set', data: {} },
    update('a', 2, { idempotencyKey: 'k' }),
    'text',
    update('ended', 1),
    update('a', 2, { idempotencyKey: 'k' }),
    update('a', 3, { idempotencyKey: 'k' }),
    update('a', 4, { color: 'red' }),
    { feed: 'a/b', type: 'set', data: {} },
    update('a', 5),
    null,
  ];
  const expected = (a: number, b: number) => [
    ['committed', 'a', a + 1],
    ['rejected', 'none', 'not_found'],
    ['committed', 'b', b + 1],
    ['rejected', 'a', 'validation_failed'],
    ['committed', 'a', a + 2],
    ['rejected', undefined, 'validation_failed'],
    ['rejected', 'ended', 'conflict'],
    ['replayed', 'a', a + 2],
    ['rejected', 'a', 'idempotency_mismatch'],
    ['rejected', 'a', 'validation_failed'],
    ['rejected', 'a/b', 'validation_failed'],
    ['committed', 'a', a + 3],
    ['rejected', undefined, 'validation_failed'],
  ];

  it('answers each item by itself: a rejected one stops no other, and a feed keeps its order', async () => {
    const [a, b] = [await headOf('a'), await headOf('b')];
    const results = resultsOf(await app.call('/events', { body: { events: mixed() } }));
    expect(results.map(brief)).toEqual(expected(a, b));
    expect(results.map(({ index }) => index)).toEqual(results.map((_, index) => index));
    expect(results[9]?.problem?.errors?.[0]?.path).toBe('color');
  });

  it('answers lines as it answers items', async () => {
    const lines = mixed().map((item) =>
      JSON.stringify(item)?.replaceAll('"idempotencyKey":"k"', '"idempotencyKey":"k2"'),
    );
    const [a, b] = [await headOf('a'), await headOf('b')];
    const answer = await ndjson(`${lines.join('\n')}\n`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(linesOf(answer.text).map(brief)).toEqual(expected(a, b));
  });

  describe('in a database outage', () => {
    const outage = () => jest.spyOn(app.log, 'append').mockRejectedValueOnce(unavailable());
    const events = [
      { ...update('a', 1), idempotencyKey: 'outage-1' },
      { ...update('a', 2), idempotencyKey: 'outage-2' },
    ];
    afterEach(() => jest.restoreAllMocks());

    it('answers that nothing is known when that goes for all items, and commits when asked again', async () => {
      outage();
      outage();
      const answer = await app.call('/events', { body: { events } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        503,
        expect.stringContaining('problem+json'),
      ]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.json).toMatchObject({
        code: 'unavailable',
        detail: expect.stringContaining('same idempotency keys'),
      });
      const again = resultsOf(await app.call('/events', { body: { events } }));
      expect(again.map(({ status }) => status)).toEqual(['committed', 'committed']);
    });

    it('tells the items whose outcome is unknown from those that were refused', async () => {
      outage();
      const mixed = [update('a', 1), { ...update('a', 2), type: 'amend' }, update('a', 3)];
      const results = resultsOf(await app.call('/events', { body: { events: mixed } }));
      expect(results.map(({ status, problem }) => [status, problem?.code])).toEqual([
        ['rejected', 'unavailable'],
        ['rejected', 'validation_failed'],
        ['committed', undefined],
      ]);
    });

    it('answers an empty batch with no results', async () => {
      expect(resultsOf(await app.call('/events', { body: { events: [] } }))).toEqual([]);
    });
  });

  it('takes 1,000 items and no more', async () => {
    const items = (count: number) => ({ events: Array.from({ length: count }, (_, x) => update('a', x)) });
    expect(
      resultsOf(await app.call('/events', { body: items(1000) })).every(
        ({ status }) => status === 'committed',
      ),
    ).toBe(true);
    const answer = await app.call('/events', { body: items(1001) });
    expect([answer.status, (answer.json as { errors: object[] }).errors]).toEqual([
      422,
      [{ path: 'events', message: expect.stringContaining('1000') }],
    ]);
    expect(resultsOf(await app.call('/events', { body: { events: [] } }))).toEqual([]);
  });

  it.each([
    [{}, 'events'],
    [{ events: {} }, 'events'],
    [{ events: [], more: 1 }, 'more'],
  ])('names what does not fit the whole batch: %j', async (body, path) => {
    const answer = await app.call('/events', { body });
    expect([answer.status, (answer.json as { errors: { path: string }[] }).errors[0]?.path]).toEqual([
      422,
      path,
    ]);
  });

  it('tells of held items what is held', async () => {
    const [result] = resultsOf(await app.call('/events', { body: { events: [update('held', 1)] } }));
    expect(result).toMatchObject({
      index: 0,
      status: 'held',
      feed: 'held',
      holdId: expect.any(String),
      releaseAt: expect.any(String),
    });
  });

  it.each(['Idempotency-Key', 'If-Match'])('refuses a header %s, which would bind nothing', async (name) => {
    const answer = await app.call('/events', { body: { events: [] }, headers: { [name]: '"1"' } });
    expect([answer.status, (answer.json as { errors: { path: string }[] }).errors[0]?.path]).toEqual([
      422,
      name,
    ]);
    expect((await app.call('/events', { body: '', headers: { ...NDJSON, [name]: '"1"' } })).status).toBe(422);
  });

  it('counts blank lines, but gives them no result; takes any line end and a byte order mark', async () => {
    const line = JSON.stringify(update('b', 7));
    const answer = await ndjson(`\ufeff${line}\r\n\n  \t\r\n${line}\r\n${line}`);
    expect(linesOf(answer.text).map(({ index, status }) => [index, status])).toEqual([
      [0, 'committed'],
      [3, 'committed'],
      [4, 'committed'],
    ]);
    expect((await ndjson('')).text).toBe('');
  });

  it('rejects a line that is malformed, no UTF-8, or longer than 128 KiB, and goes on', async () => {
    const good = Buffer.from(`${JSON.stringify(update('b', 8))}\n`);
    const long = Buffer.from(`${JSON.stringify(update('b', 9, { pad: 'x'.repeat(128 * 1024) }))}\n`);
    const body = Buffer.concat([
      good,
      Buffer.from('{"feed":\n'),
      good,
      Buffer.from([0xff, 0xfe, 0x0a]),
      long,
      good,
    ]);
    expect(linesOf((await ndjson(body)).text).map(brief)).toEqual([
      ['committed', 'b', expect.any(Number)],
      ['rejected', undefined, 'bad_request'],
      ['committed', 'b', expect.any(Number)],
      ['rejected', undefined, 'bad_request'],
      ['rejected', undefined, 'payload_too_large'],
      ['committed', 'b', expect.any(Number)],
    ]);
  });

  it('rejects a line whose data is over 64 KiB though the line is not over 128 KiB', async () => {
    const line = JSON.stringify({ feed: 'b', type: 'set', data: { text: 'x'.repeat(70_000) } });
    expect(linesOf((await ndjson(line)).text).map(brief)).toEqual([['rejected', 'b', 'payload_too_large']]);
  });

  it('answers a line while the next is still to come', async () => {
    using connection = await RawConnection.open(app.port);
    connection.send(
      `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_API_KEY}\r\n` +
        'Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const send = (text: string) => connection.send(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    for (let count = 1; count <= 3; count++) {
      send(`${JSON.stringify(update('a', count))}\n`);
      await waitFor(() => connection.received.split('"committed"').length === count + 1);
    }
    connection.send('0\r\n\r\n');
    await waitFor(() => connection.received.endsWith('0\r\n\r\n'));
  });

  it('survives a client that breaks off in the middle: what was taken is committed, the next batch works', async () => {
    const before = await headOf('a');
    {
      using connection = await RawConnection.open(app.port);
      const line = `${JSON.stringify(update('a', 1))}\n`;
      connection.send(
        `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_API_KEY}\r\n` +
          `Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n${line}${line}{"feed":`,
      );
      await waitFor(async () => (await headOf('a')) === before + 2);
    }
    await waitFor(async () =>
      (await app.call('//metrics')).text.includes('touchline_ingest_ndjson_streams 0'),
    );
    expect(linesOf((await ndjson(JSON.stringify(update('a', 2)))).text)[0]?.seq).toBe(before + 3);
  });

  it('reads a bounded number of NDJSON batches of one key at a time and tells the others to come again', async () => {
    const open = async () => {
      const connection = await RawConnection.open(app.port);
      connection.send(
        `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_API_KEY}\r\n` +
          'Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n',
      );
      return connection;
    };
    using first = await open();
    using second = await open();
    await waitFor(() => first.received.includes(' 200 ') && second.received.includes(' 200 '));
    const third = await ndjson(JSON.stringify(update('a', 1)));
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '2']);
  });

  it('answers a client that sends its whole long body before it reads anything', async () => {
    await waitFor(async () =>
      (await app.call('//metrics')).text.includes('touchline_ingest_ndjson_streams 0'),
    );
    const lines = 60_000;
    const chunk = `${JSON.stringify({ feed: 'none', type: 'set', data: {} })}\n`.repeat(500);
    const request = httpRequest(`${app.url}/api/v1/events`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${ADMIN_API_KEY}` },
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < lines; sent += 500) {
      if (!request.write(chunk)) await once(request, 'drain');
    }
    request.end();
    const [response] = await answered;
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part as string;
    const results = linesOf(text);
    expect(results.length).toBe(lines);
    expect(
      results.every(({ index, problem }, place) => index === place && problem?.code === 'not_found'),
    ).toBe(true);
  });

  it('lets running NDJSON batches go on while the node drains, then breaks them off at the deadline', async () => {
    using connection = await RawConnection.open(app.port);
    connection.send(
      `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_API_KEY}\r\n` +
        'Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n',
    );
    await waitFor(() => connection.received.includes(' 200 '));
    const drained = app.drain.begin();
    connection.send(`${JSON.stringify(update('b', 1))}\n`);
    await waitFor(() => connection.received.includes('"committed"'));
    expect(connection.closed).toBe(false);
    app.clock.advance(app.drain.limitMs);
    await drained;
    await waitFor(() => connection.closed);
  });
});
