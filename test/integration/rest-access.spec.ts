import { RestApp, type Answer } from '../support/rest-app.js';

const STRANGER = `tl_${'x'.repeat(40)}`;

describe('access over REST', () => {
  let app: RestApp;
  beforeAll(async () => {
    app = await RestApp.start();
    await app.feed('open');
    await app.feed('late', { publicDelaySeconds: 30, tags: ['seen'] });
    await app.feed('secret', { publicDelaySeconds: null, tags: ['seen'] });
    for (const id of ['open', 'late', 'secret']) await app.publish(id, { x: 1 });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const READS = ['/feeds', '/feeds/open', '/feeds/open/events', '/feeds/open/events/1', '/feeds/open/state'];
  const WRITES: [string, string, unknown?][] = [
    ['POST', '/feeds', { id: 'n', kind: 'custom', title: 'n' }],
    ['PATCH', '/feeds/open', { title: 'x' }],
    ['DELETE', '/feeds/open'],
    ['POST', '/feeds/open/heartbeat'],
    ['POST', '/feeds/open/events', { type: 'set', data: {} }],
    ['POST', '/feeds/open/events/1/amend', { data: {}, reason: 'x' }],
    ['POST', '/feeds/open/events/1/void', { reason: 'x' }],
    ['POST', '/events', { events: [] }],
    ['GET', '/feeds/open/holds'],
    ['POST', '/feeds/open/holds/h/publish'],
    ['DELETE', '/feeds/open/holds/h'],
  ];

  it.each(READS)('lets anybody read what is public: %s', async (path) => {
    expect((await app.call(path, { key: null })).status).toBe(200);
  });

  it.each(READS)('refuses an invalid credential even on a read: %s', async (path) => {
    const answer = await app.call(path, { key: STRANGER });
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it.each(WRITES.map((write) => ({ write })))('asks for a credential: $write', async ({ write }) => {
    const [method, path, body] = write;
    for (const key of [null, STRANGER]) {
      const answer = await app.call(path, { method, key, ...(body ? { body } : {}) });
      expect([answer.status, (answer.json as { code: string }).code]).toEqual([401, 'unauthenticated']);
    }
  });

  it('asks for the credential before it reads the body, also one that is malformed or huge', async () => {
    for (const body of ['{', 'x'.repeat(5 * 1024 * 1024)]) {
      expect((await app.call('/feeds', { key: null, body })).status).toBe(401);
    }
  });

  it('tells of the end of a delayed feed as late as of its events', async () => {
    await using own = await RestApp.start();
    await own.feed('ending', { publicDelaySeconds: 30, tags: ['end'] });
    await own.publish('ending', { x: 1 });
    own.clock.advance(20_000);
    const seen = async () => {
      const { archivedAt, updatedAt, createdAt } = (await own.call('/feeds/ending', { key: null }))
        .json as Record<string, string>;
      const { items } = (await own.call('/feeds?tag=end', { key: null })).json as { items: unknown[] };
      return {
        ended: archivedAt !== undefined,
        listed: items.length === 1,
        touched: updatedAt !== createdAt,
      };
    };
    await own.call('/feeds/ending', { method: 'PATCH', body: { title: 'Near the end' } });
    const etag = (await own.call('/feeds/ending', { key: null })).headers.get('etag');
    await own.call('/feeds/ending', { method: 'DELETE' });
    expect(await seen()).toEqual({ ended: false, listed: true, touched: false });
    expect((await own.call('/feeds/ending', { key: null })).headers.get('etag')).toBe(etag);
    expect((await own.call('/feeds/ending')).json).toHaveProperty('archivedAt');
    expect(((await own.call('/feeds?tag=end')).json as { items: unknown[] }).items).toEqual([]);
    own.clock.advance(30_000);
    expect(await seen()).toEqual({ ended: true, listed: false, touched: true });
  });

  it('hides a private feed from the public exactly as if it did not exist', async () => {
    const without = (answer: Answer, id: string) => [
      answer.status,
      answer.text.replaceAll(id, '?'),
      [...answer.headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name)),
    ];
    for (const rest of ['', '/events', '/events/1', '/state', '/candles?interval=1m', '/nothing']) {
      const hidden = await app.call(`/feeds/secret${rest}`, { key: null });
      const missing = await app.call(`/feeds/absent${rest}`, { key: null });
      expect(hidden.status).toBe(404);
      expect(without(hidden, 'secret')).toEqual(without(missing, 'absent'));
    }
    const write = (id: string) =>
      app.call(`/feeds/${id}/events`, { key: null, body: { type: 'set', data: {} } });
    expect(without(await write('secret'), 'secret')).toEqual(without(await write('absent'), 'absent'));
    const ids = ((await app.call('/feeds?tag=seen', { key: null })).json as { items: { id: string }[] })
      .items;
    expect(ids.map(({ id }) => id)).toEqual(['late']);
    expect((await app.call('/feeds/secret')).status).toBe(200);
  });

  it('shows the public a delayed feed as it was, on every path', async () => {
    const seen = async (path: string) =>
      (await app.call(path, { key: null })).json as Record<string, unknown>;
    expect(await seen('/feeds/late')).toMatchObject({ seq: 0, state: {} });
    expect(await seen('/feeds/late/events')).toMatchObject({ head: 0, events: [] });
    expect(await seen('/feeds/late/state')).toMatchObject({ seq: 0, state: {} });
    expect((await app.call('/feeds/late/events/1', { key: null })).status).toBe(404);
    expect((await app.call('/feeds/late/state?seq=1', { key: null })).status).toBe(404);
    expect(((await seen('/feeds?tag=seen')).items as { seq: number }[])[0]).toMatchObject({
      seq: 0,
      state: {},
    });
    expect((await app.call('/feeds/late')).json).toMatchObject({ seq: 1, state: { x: 1 } });
    const etag = (await app.call('/feeds/late', { key: null })).headers.get('etag');
    app.clock.advance(30_000);
    expect(await seen('/feeds/late')).toMatchObject({ seq: 1, state: { x: 1 } });
    expect((await app.call('/feeds/late', { key: null })).headers.get('etag')).not.toBe(etag);
    expect((await app.call('/feeds/late/events/1', { key: null })).status).toBe(200);
  });

  it('tells caches that the answer depends on the credential', async () => {
    const { headers } = await app.call('/feeds/open', { key: null });
    expect(headers.get('vary')).toContain('Authorization');
    expect(headers.get('cache-control')).toContain('private');
  });

  it('never writes a key into its log', async () => {
    await using verbose = await RestApp.start({ LOG_LEVEL: 'trace' });
    await verbose.call('/feeds?access_token=tl_in-the-query');
    await verbose.call('/feeds', { key: STRANGER });
    const text = verbose.logLines.join('');
    expect(text).toContain('"path":"/api/v1/feeds"');
    expect(text).not.toContain('tl_');
  });
});
