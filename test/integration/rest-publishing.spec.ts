import { RestApp, type Answer } from '../support/rest-app.js';

interface Event {
  readonly seq: number;
  readonly type: string;
  readonly data: unknown;
  readonly at: string;
  readonly occurredAt: string;
  readonly target?: number;
}

function outcome({ status, json }: Answer): [number, string | undefined] {
  return [status, (json as { code?: string } | undefined)?.code];
}

describe('publishing over REST', () => {
  let app: RestApp;
  let count = 0;
  beforeAll(async () => {
    app = await RestApp.start();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  async function newFeed(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `feed.${++count}`;
    expect((await app.feed(id, more)).status).toBe(201);
    return id;
  }

  it('answers 201 with the event and its place, times in UTC with milliseconds', async () => {
    const id = await newFeed();
    const answer = await app.call(`/feeds/${id}/events`, {
      body: { type: 'goal.home', data: { score: '1.50' }, occurredAt: '2026-06-11T20:00:00.1234+02:00' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/feeds/${id}/events/1`);
    expect(answer.json).toMatchObject({
      feed: id,
      seq: 1,
      type: 'goal.home',
      data: { score: '1.50' },
      occurredAt: '2026-06-11T18:00:00.123Z',
    });
    expect((answer.json as Event).at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await app.call(`/feeds/${id}/events/1`, { key: null })).json).toEqual(answer.json);
  });

  it('answers a replayed key with the first event, even when it would be refused now', async () => {
    const id = await newFeed();
    const first = await app.publish(id, { x: 1 }, { 'idempotency-key': 'k 1' });
    const replay = await app.publish(id, { x: 1 }, { 'idempotency-key': 'k 1', 'if-match': '"99"' });
    expect(replay.status).toBe(200);
    expect(replay.headers.get('idempotent-replayed')).toBe('true');
    expect(replay.json).toEqual(first.json);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
  });

  it('refuses a key with another body, whatever the order of its members says', async () => {
    const id = await newFeed();
    const headers = { 'idempotency-key': 'k' };
    await app.publish(id, { a: 1, b: 2 }, headers);
    expect((await app.publish(id, { b: 2, a: 1 }, headers)).status).toBe(200);
    expect(outcome(await app.publish(id, { a: 1, b: 3 }, headers))).toEqual([409, 'idempotency_mismatch']);
  });

  it('makes one event of 200 concurrent retries of one key', async () => {
    const id = await newFeed();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => app.publish(id, { x: 1 }, { 'idempotency-key': 'same' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(199);
    expect(new Set(answers.map(({ json }) => (json as Event).seq))).toEqual(new Set([1]));
    expect(((await app.call(`/feeds/${id}`)).json as { seq: number }).seq).toBe(1);
  });

  it('publishes under If-Match only at that head, and tells the head otherwise', async () => {
    const id = await newFeed();
    expect((await app.publish(id, { x: 1 }, { 'if-match': '"0"' })).status).toBe(201);
    const late = await app.publish(id, { x: 2 }, { 'if-match': '"0"' });
    expect(outcome(late)).toEqual([412, 'precondition_failed']);
    expect((late.json as { head: number }).head).toBe(1);
    expect((await app.publish(id, { x: 2 }, { 'if-match': '"1"' })).status).toBe(201);
  });

  it.each([
    ['If-Match', '1'],
    ['If-Match', 'W/"1"'],
    ['If-Match', '*'],
    ['If-Match', '"01"'],
    ['If-Match', '"-1"'],
    ['If-Match', '"1", "2"'],
    ['If-Match', '"9007199254740993"'],
    ['Idempotency-Key', ''],
    ['Idempotency-Key', 'x'.repeat(256)],
    ['Idempotency-Key', 'tab\there'],
  ])('names a header that does not fit: %s: %s', async (name, value) => {
    const id = await newFeed();
    const answer = await app.publish(id, { x: 1 }, { [name]: value });
    expect(outcome(answer)).toEqual([422, 'validation_failed']);
    expect((answer.json as { errors: { path: string }[] }).errors[0]?.path).toBe(name);
  });

  it('takes the same key for the same in a header and in a batch, also beyond ASCII', async () => {
    const id = await newFeed();
    const header = Buffer.from('schlüssel', 'utf8').toString('latin1');
    expect((await app.publish(id, { x: 1 }, { 'idempotency-key': header })).status).toBe(201);
    const item = { feed: id, type: 'set', data: { x: 1 }, idempotencyKey: 'schlüssel' };
    const { results } = (await app.call('/events', { body: { events: [item] } })).json as {
      results: { status: string }[];
    };
    expect(results[0]?.status).toBe('replayed');
  });

  it('takes a key of 255 characters', async () => {
    const id = await newFeed();
    expect((await app.publish(id, { x: 1 }, { 'idempotency-key': 'x'.repeat(255) })).status).toBe(201);
  });

  it('amends and voids by new events with a target and a patch', async () => {
    const id = await newFeed();
    await app.publish(id, { score: 1, name: 'x' });
    const amended = await app.call(`/feeds/${id}/events/1/amend`, {
      body: { data: { score: 2 }, reason: 'var' },
    });
    expect([amended.status, amended.json]).toEqual([
      201,
      expect.objectContaining({
        seq: 2,
        type: 'amend',
        target: 1,
        reason: 'var',
        patch: { score: 2, name: null },
      }),
    ]);
    const voided = await app.call(`/feeds/${id}/events/1/void`, { body: { reason: 'offside' } });
    expect([voided.status, voided.json]).toEqual([
      201,
      expect.objectContaining({ seq: 3, type: 'void', target: 1, patch: { score: null } }),
    ]);
    const again = (path: string, body: object) => app.call(`/feeds/${id}/events/${path}`, { body });
    expect(outcome(await again('1/void', { reason: 'x' }))).toEqual([409, 'conflict']);
    expect(outcome(await again('1/amend', { data: {}, reason: 'x' }))).toEqual([409, 'conflict']);
    expect(outcome(await again('2/void', { reason: 'x' }))).toEqual([409, 'conflict']);
    expect(outcome(await again('3/amend', { data: {}, reason: 'x' }))).toEqual([409, 'conflict']);
    expect(outcome(await again('99/void', { reason: 'x' }))).toEqual([404, 'not_found']);
    expect(outcome(await again('0/void', { reason: 'x' }))).toEqual([422, 'validation_failed']);
    expect(outcome(await again('-1/void', { reason: 'x' }))).toEqual([422, 'validation_failed']);
    expect(outcome(await again('one/void', { reason: 'x' }))).toEqual([422, 'validation_failed']);
    expect(outcome(await again('1.5/void', { reason: 'x' }))).toEqual([422, 'validation_failed']);
    expect(outcome(await again('1/void', {}))).toEqual([422, 'validation_failed']);
    expect(outcome(await again('1/void', { reason: 'x', data: {} }))).toEqual([422, 'validation_failed']);
  });

  it('replays a key of an amend and a void too', async () => {
    const id = await newFeed();
    await app.publish(id, { x: 1 });
    const call = (path: string, body: object) =>
      app.call(`/feeds/${id}/events/1/${path}`, { body, headers: { 'idempotency-key': path } });
    for (const [path, body] of [
      ['amend', { data: { x: 2 }, reason: 'r' }],
      ['void', { reason: 'r' }],
    ] as const) {
      const first = await call(path, body);
      const replay = await call(path, body);
      expect([first.status, replay.status, replay.headers.get('idempotent-replayed')]).toEqual([
        201,
        200,
        'true',
      ]);
      expect(replay.json).toEqual(first.json);
    }
  });

  it('puts a late event behind the seq that it names', async () => {
    const id = await newFeed();
    await app.publish(id, { x: 1 });
    await app.publish(id, { x: 2 });
    const late = await app.call(`/feeds/${id}/events`, {
      body: { type: 'set', data: { x: 9, y: 9 }, insertAfter: 1 },
    });
    expect([late.status, late.json]).toEqual([201, expect.objectContaining({ seq: 3, patch: { y: 9 } })]);
    const beyond = await app.call(`/feeds/${id}/events`, { body: { type: 'set', data: {}, insertAfter: 9 } });
    expect(outcome(beyond)).toEqual([422, 'validation_failed']);
  });

  it('shows history after a seq, in order, at most as much as asked', async () => {
    const id = await newFeed();
    for (let x = 1; x <= 5; x++) await app.publish(id, { x });
    const read = async (query: string) =>
      (await app.call(`/feeds/${id}/events${query}`, { key: null })).json as {
        feed: string;
        head: number;
        events: Event[];
      };
    const all = await read('');
    expect([all.feed, all.head, all.events.map(({ seq }) => seq)]).toEqual([id, 5, [1, 2, 3, 4, 5]]);
    expect((await read('?after=2&limit=2')).events.map(({ seq }) => seq)).toEqual([3, 4]);
    expect((await read('?after=5')).events).toEqual([]);
    for (const bad of ['after=-1', 'after=x', 'limit=0', 'limit=5001', 'after=9007199254740993']) {
      expect(outcome(await app.call(`/feeds/${id}/events?${bad}`))).toEqual([422, 'validation_failed']);
    }
  });

  it('shows up to 5,000 events at once, fewer where they are large, without a gap', async () => {
    const id = await newFeed();
    const publish = (count: number, data: (x: number) => object) =>
      app.call('/events', {
        body: { events: Array.from({ length: count }, (_, x) => ({ feed: id, type: 'set', data: data(x) })) },
      });
    for (let batch = 0; batch < 6; batch++) await publish(1000, (x) => ({ x }));
    const read = async (after: number) =>
      (await app.call(`/feeds/${id}/events?after=${after}&limit=5000`)).json as {
        head: number;
        events: Event[];
      };
    const seqs = (page: { events: Event[] }) => page.events.map(({ seq }) => seq);
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => from + index + 1);
    const first = await read(0);
    expect([first.head, seqs(first)]).toEqual([6000, numbers(0, 5000)]);
    expect(seqs(await read(5000))).toEqual(numbers(5000, 6000));

    const text = 'x'.repeat(60_000);
    for (let batch = 0; batch < 20; batch++) await publish(60, () => ({ text }));
    const large = await read(6000);
    expect(large.head).toBe(7200);
    expect(large.events.length).toBeLessThan(1200);
    expect(seqs(large)).toEqual(numbers(6000, 6000 + large.events.length));
  });

  it('travels in time by seq and by commit time', async () => {
    const id = await newFeed();
    await app.publish(id, { x: 1 });
    app.clock.advance(5000);
    const between = new Date(app.clock.now() - 1000).toISOString();
    await app.publish(id, { x: 2 });
    const state = async (query: string) => (await app.call(`/feeds/${id}/state${query}`, { key: null })).json;
    expect(await state('?seq=1')).toMatchObject({ feed: id, seq: 1, state: { x: 1 }, checksum: '3beb595c' });
    expect(await state('?seq=0')).toMatchObject({ seq: 0, state: {} });
    expect(await state('')).toMatchObject({ seq: 2, state: { x: 2 } });
    expect(await state(`?at=${between}`)).toMatchObject({ seq: 1, state: { x: 1 } });
    expect(outcome(await app.call(`/feeds/${id}/state?seq=3`))).toEqual([404, 'not_found']);
    for (const bad of ['seq=-1', 'at=yesterday', 'at=2026-02-30T00:00:00Z', `seq=1&at=${between}`]) {
      expect(outcome(await app.call(`/feeds/${id}/state?${bad}`))).toEqual([422, 'validation_failed']);
    }
  });

  it('holds updates of a feed with a publish delay back, publishes them early, and cancels them', async () => {
    const id = await newFeed({ holdSeconds: 10 });
    const first = await app.publish(id, { x: 1 }, { 'idempotency-key': 'a' });
    expect([first.status, first.json]).toEqual([
      202,
      {
        status: 'held',
        holdId: expect.any(String),
        feed: id,
        type: 'set',
        data: { x: 1 },
        occurredAt: expect.any(String),
        releaseAt: expect.any(String),
      },
    ]);
    const replay = await app.publish(id, { x: 1 }, { 'idempotency-key': 'a' });
    expect([replay.status, replay.headers.get('idempotent-replayed'), replay.json]).toEqual([
      202,
      'true',
      first.json,
    ]);
    const second = await app.publish(id, { x: 2 }, { 'idempotency-key': 'b' });
    const holds = (await app.call(`/feeds/${id}/holds`)).json as { items: unknown[] };
    expect(holds.items).toEqual([first.json, second.json]);
    expect(((await app.call(`/feeds/${id}`, { key: null })).json as { seq: number }).seq).toBe(0);

    const holdOf = (answer: Answer) => (answer.json as { holdId: string }).holdId;
    const early = await app.call(`/feeds/${id}/holds/${holdOf(second)}/publish`, { method: 'POST' });
    expect([early.status, early.json]).toEqual([201, expect.objectContaining({ seq: 1, data: { x: 2 } })]);
    const publishAgain = await app.call(`/feeds/${id}/holds/${holdOf(second)}/publish`, { method: 'POST' });
    expect(outcome(publishAgain)).toEqual([409, 'conflict']);

    const cancel = () => app.call(`/feeds/${id}/holds/${holdOf(first)}`, { method: 'DELETE' });
    expect((await cancel()).status).toBe(204);
    expect(outcome(await cancel())).toEqual([409, 'conflict']);
    expect(outcome(await app.publish(id, { x: 1 }, { 'idempotency-key': 'a' }))).toEqual([409, 'conflict']);
    const published = await app.publish(id, { x: 2 }, { 'idempotency-key': 'b' });
    expect([published.status, published.json]).toEqual([200, early.json]);
    expect(((await app.call(`/feeds/${id}/holds`)).json as { items: unknown[] }).items).toEqual([]);
  });

  it('keeps holds from whom may not publish', async () => {
    const id = await newFeed({ holdSeconds: 10 });
    expect(outcome(await app.call(`/feeds/${id}/holds`, { key: null }))).toEqual([401, 'unauthenticated']);
  });

  it('says 503 with Retry-After while the database is away, and goes on when it is back', async () => {
    const id = await newFeed();
    app.log.reachable = false;
    try {
      const answer = await app.publish(id, { x: 1 });
      expect(outcome(answer)).toEqual([503, 'unavailable']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(outcome(await app.call(`/feeds/${id}`))).toEqual([503, 'unavailable']);
      expect((await app.call('//readyz')).status).toBe(503);
      expect((await app.call('//healthz')).status).toBe(200);
    } finally {
      app.log.reachable = true;
    }
    expect((await app.publish(id, { x: 1 })).status).toBe(201);
    expect((await app.call('//readyz')).status).toBe(200);
  });
});

describe('candles over REST', () => {
  it('answers bars of a quote feed, and names what does not fit', async () => {
    await using app = await RestApp.start();
    const config = { symbol: 'X', currency: 'EUR', priceScale: 2 };
    await app.call('/feeds', { body: { id: 'q', kind: 'quote', title: 'Q', config } });
    const trade = (price: string, occurredAt: string) =>
      app.call('/feeds/q/events', { body: { type: 'trade', data: { price, size: '2' }, occurredAt } });
    await trade('10.00', '2026-01-01T10:00:00Z');
    await trade('12', '2026-01-01T10:00:59.999Z');
    await trade('11', '2026-01-01T10:01:00Z');
    const bars = async (query: string) =>
      ((await app.call(`/feeds/q/candles?interval=1m${query}`, { key: null })).json as { items: object[] })
        .items;
    expect(await bars('')).toMatchObject([
      {
        start: '2026-01-01T10:00:00.000Z',
        open: '10',
        high: '12',
        low: '10',
        close: '12',
        volume: '4',
        trades: 2,
      },
      { start: '2026-01-01T10:01:00.000Z', open: '11', close: '11', trades: 1 },
    ]);
    expect(await bars('&from=2026-01-01T11:01:00%2B01:00')).toHaveLength(1);
    expect(await bars('&to=2026-01-01T10:01:00Z')).toHaveLength(1);
    expect(await bars('&limit=1')).toMatchObject([{ start: '2026-01-01T10:01:00.000Z' }]);
    for (const [query, path] of [
      ['', 'interval'],
      ['interval=2m', 'interval'],
      ['interval=1m&from=today', 'from'],
      ['interval=1m&limit=1001', 'limit'],
      ['interval=1m&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
    ]) {
      const answer = await app.call(`/feeds/q/candles?${query}`);
      expect([answer.status, (answer.json as { errors: { path: string }[] }).errors[0]?.path]).toEqual([
        422,
        path,
      ]);
    }
    await app.feed('c');
    expect((await app.call('/feeds/c/candles?interval=1m')).status).toBe(404);
  });
});
