import { RestApp } from '../support/rest-app.js';

describe('feeds over REST', () => {
  let app: RestApp;
  beforeAll(async () => {
    app = await RestApp.start();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it('creates a feed with its defaults, names its place, and shows it to anybody', async () => {
    const created = await app.feed('made', {
      tags: ['cup', 'cup', 'final'],
      startsAt: '2026-06-11T20:00:00+02:00',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe('/api/v1/feeds/made');
    expect(created.json).toEqual({
      id: 'made',
      kind: 'custom',
      title: 'made',
      tags: ['cup', 'final'],
      config: {},
      startsAt: '2026-06-11T18:00:00.000Z',
      publicDelaySeconds: 0,
      holdSeconds: 0,
      epoch: expect.any(String),
      seq: 0,
      state: {},
      checksum: 'a3a6bf43',
      health: { status: 'ok', since: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const seen = await app.call('/feeds/made', { key: null });
    expect(seen.status).toBe(200);
    expect(seen.json).toEqual(created.json);
  });

  it('refuses an id that is taken, also by an archived feed', async () => {
    await app.feed('taken');
    expect((await app.feed('taken')).status).toBe(409);
    await app.call('/feeds/taken', { method: 'DELETE' });
    const again = await app.feed('taken');
    expect([again.status, again.json]).toEqual([409, expect.objectContaining({ code: 'conflict' })]);
  });

  it('names every field that does not fit', async () => {
    const answer = await app.call('/feeds', {
      body: {
        id: 'a/b',
        kind: 'cricket',
        title: '',
        tags: 'cup',
        startsAt: '2026-02-30T00:00:00Z',
        config: [],
        publicDelaySeconds: -1,
        holdSeconds: 1.5,
        expectedIntervalSeconds: 0,
        color: 'red',
      },
    });
    expect(answer.status).toBe(422);
    const { code, errors } = answer.json as { code: string; errors: { path: string; message: string }[] };
    expect(code).toBe('validation_failed');
    expect(errors.map((error) => error.path).sort()).toEqual(
      [
        'color',
        'config',
        'expectedIntervalSeconds',
        'holdSeconds',
        'id',
        'kind',
        'publicDelaySeconds',
        'startsAt',
        'tags',
        'title',
      ].sort(),
    );
    expect(errors.every((error) => error.message.length > 5)).toBe(true);
  });

  it('changes what is named, keeps the rest, and removes what is null', async () => {
    await app.feed('patched', { tags: ['a'], startsAt: '2026-06-11T18:00:00Z', expectedIntervalSeconds: 5 });
    const changed = await app.call('/feeds/patched', {
      method: 'PATCH',
      body: { title: 'New', startsAt: null, expectedIntervalSeconds: null, publicDelaySeconds: null },
    });
    expect(changed.status).toBe(200);
    const feed = changed.json as Record<string, unknown>;
    expect(feed).toMatchObject({ title: 'New', tags: ['a'], publicDelaySeconds: null });
    expect(feed).not.toHaveProperty('startsAt');
    expect(feed).not.toHaveProperty('expectedIntervalSeconds');
  });

  it('takes a merge patch by its own content type', async () => {
    await app.feed('merge');
    const answer = await app.call('/feeds/merge', {
      method: 'PATCH',
      body: { title: 'Merged' },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect([answer.status, (answer.json as { title: string }).title]).toEqual([200, 'Merged']);
  });

  it('does not change the id or kind of a feed', async () => {
    await app.feed('fixed');
    const answer = await app.call('/feeds/fixed', { method: 'PATCH', body: { id: 'other', kind: 'quote' } });
    expect(answer.status).toBe(422);
    expect((answer.json as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'id',
      'kind',
    ]);
  });

  it('answers 304 to whom holds the current feed, and 200 again after any change of it', async () => {
    await app.feed('tagged');
    const etag = (await app.call('/feeds/tagged')).headers.get('etag') as string;
    expect(etag).toMatch(/^"[A-Za-z0-9_-]+"$/);
    const ask = (noneMatch: string) => app.call('/feeds/tagged', { headers: { 'if-none-match': noneMatch } });
    for (const match of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await ask(match);
      expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    await app.publish('tagged', { x: 1 });
    expect((await ask(etag)).status).toBe(200);
    expect((await app.call('/feeds/tagged', { method: 'HEAD' })).headers.get('etag')).not.toBe(etag);
  });

  it('archives: publishing and changing answer 409, reading goes on, lists omit it unless asked', async () => {
    await app.feed('old', { tags: ['archive-test'] });
    await app.publish('old', { x: 1 });
    expect((await app.call('/feeds/old', { method: 'DELETE' })).status).toBe(204);
    expect((await app.call('/feeds/old', { method: 'DELETE' })).status).toBe(204);
    expect((await app.publish('old', { x: 2 })).status).toBe(409);
    expect((await app.call('/feeds/old', { method: 'PATCH', body: { title: 'x' } })).status).toBe(409);
    const feed = (await app.call('/feeds/old', { key: null })).json as { archivedAt: string; state: unknown };
    expect(feed.archivedAt).toMatch(/Z$/);
    expect(feed.state).toEqual({ x: 1 });
    const ids = async (query: string) =>
      ((await app.call(`/feeds?tag=archive-test${query}`)).json as { items: { id: string }[] }).items.map(
        ({ id }) => id,
      );
    expect(await ids('')).toEqual([]);
    expect(await ids('&archived=false')).toEqual([]);
    expect(await ids('&archived=true')).toEqual(['old']);
  });

  it('pages through a list by opaque cursors, each feed once', async () => {
    for (let number = 0; number < 7; number++) await app.feed(`page.${number}`, { tags: ['paged'] });
    const seen: string[] = [];
    let cursor = '';
    do {
      const answer = await app.call(`/feeds?tag=paged&limit=3${cursor}`, { key: null });
      const page = answer.json as { items: { id: string }[]; nextCursor?: string };
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 7 }, (_, number) => `page.${number}`));
  });

  it('lists by title or start, either way, page by page; feeds without a start come last', async () => {
    const starts = [
      undefined,
      '2026-06-12T18:00:00Z',
      '2026-06-11T18:00:00Z',
      '2026-06-12T18:00:00Z',
      undefined,
    ];
    for (const [number, title] of ['beta', 'Alpha', 'gamma é', 'alpha', 'Beta two'].entries()) {
      const startsAt = starts[number];
      await app.feed(`sort.${number}`, { title, tags: ['sorted'], ...(startsAt ? { startsAt } : {}) });
    }
    const listed = async (sort: string) => {
      const seen: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const query = `/feeds?tag=sorted&limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`;
        const page = (await app.call(query, { key: null })).json as {
          items: { id: string }[];
          nextCursor?: string;
        };
        seen.push(...page.items.map(({ id }) => id.slice('sort.'.length)));
        cursor = page.nextCursor;
      }
      return seen.join(' ');
    };
    expect(await listed('title')).toBe('1 3 0 4 2');
    expect(await listed('-title')).toBe('2 4 0 3 1');
    expect(await listed('startsAt')).toBe('2 1 3 0 4');
    expect(await listed('-startsAt')).toBe('3 1 2 4 0');
    expect(await listed('-id')).toBe('4 3 2 1 0');
  });

  it('judges a feed in a dry run as if it were made, and makes nothing', async () => {
    const body = {
      id: 'dry',
      kind: 'quote',
      title: 'Dry',
      config: { symbol: 'X', currency: 'EUR', priceScale: 2 },
    };
    const tried = await app.call('/feeds?dryRun=true', { body });
    expect([tried.status, tried.text]).toEqual([204, '']);
    expect((await app.call('/feeds/dry')).status).toBe(404);
    const wrong = await app.call('/feeds?dryRun=true', { body: { ...body, config: { symbol: 'X' } } });
    expect(wrong.status).toBe(422);
    expect((wrong.json as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'config.currency',
      'config.priceScale',
    ]);
    expect((await app.call('/feeds?dryRun=false', { body })).status).toBe(201);
    expect((await app.call('/feeds?dryRun=true', { body })).status).toBe(409);
    expect((await app.call('/feeds?dryRun=maybe', { body })).status).toBe(422);
    expect((await app.call('/feeds?dryRun=true', { body, key: null })).status).toBe(401);
  });

  it('ends a page early where feeds are large, and goes on by the cursor', async () => {
    const text = 'x'.repeat(60_000);
    for (let number = 0; number < 12; number++) {
      const feed = `large.${number + 10}`;
      await app.feed(feed, { tags: ['large'] });
      const events = Array.from({ length: 15 }, (_, part) => ({
        feed,
        type: 'set',
        data: { [`p${part}`]: text },
      }));
      expect((await app.call('/events', { body: { events } })).status).toBe(200);
    }
    const first = (await app.call('/feeds?tag=large')).json as {
      items: { id: string }[];
      nextCursor: string;
    };
    expect(first.items.length).toBeGreaterThan(5);
    expect(first.items.length).toBeLessThan(12);
    const rest = (await app.call(`/feeds?tag=large&cursor=${first.nextCursor}`)).json as {
      items: { id: string }[];
      nextCursor?: string;
    };
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(
      Array.from({ length: 12 }, (_, number) => `large.${number + 10}`),
    );
    expect(rest.nextCursor).toBeUndefined();
  });

  it('filters by kind, tag, status and text', async () => {
    await app.call('/feeds', {
      body: {
        id: 'find.match',
        kind: 'football',
        title: 'Alpha',
        tags: ['find'],
        config: { home: { name: 'A' }, away: { name: 'B' } },
      },
    });
    await app.feed('find.other', { title: 'Beta alpha', tags: ['find'] });
    const ids = async (query: string) =>
      ((await app.call(`/feeds?tag=find&${query}`)).json as { items: { id: string }[] }).items.map(
        ({ id }) => id,
      );
    expect(await ids('kind=football')).toEqual(['find.match']);
    expect(await ids('status=scheduled')).toEqual(['find.match']);
    expect(await ids('status=live')).toEqual([]);
    expect(await ids('q=ALPHA')).toEqual(['find.match', 'find.other']);
    expect(await ids('q=find.o')).toEqual(['find.other']);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=-5', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['cursor=garbage', 'cursor'],
    ['cursor=', 'cursor'],
    ['kind=cricket', 'kind'],
    ['archived=yes', 'archived'],
    ['sort=state', 'sort'],
    ['sort=title&cursor=YXBhZ2UuMg', 'cursor'],
    ['tag=', 'tag'],
    ['status=', 'status'],
    [`q=${'x'.repeat(257)}`, 'q'],
  ])('names a query value that does not fit: %s', async (query, path) => {
    const answer = await app.call(`/feeds?${query}`, { key: null });
    expect(answer.status).toBe(422);
    expect((answer.json as { errors: { path: string }[] }).errors[0]?.path).toBe(path);
  });

  it('ignores query parameters that it does not know', async () => {
    expect((await app.call('/feeds?limit=1&utm_source=mail', { key: null })).status).toBe(200);
  });

  it('answers 404 for a feed that does not exist, whatever is asked of it', async () => {
    const asked: [string, string, unknown?][] = [
      ['GET', '/feeds/none'],
      ['PATCH', '/feeds/none', { title: 'x' }],
      ['PATCH', '/feeds/none', { config: {} }],
      ['DELETE', '/feeds/none'],
      ['POST', '/feeds/none/heartbeat'],
      ['GET', '/feeds/none/events'],
      ['GET', '/feeds/none/events/1'],
      ['GET', '/feeds/none/state'],
      ['GET', '/feeds/none/candles?interval=1m'],
      ['GET', '/feeds/none/holds'],
      ['POST', '/feeds/none/holds/h1/publish'],
      ['DELETE', '/feeds/none/holds/h1'],
      ['POST', '/feeds/none/events', { type: 'x', data: {} }],
      ['POST', '/feeds/none/events/1/amend', { data: {}, reason: 'x' }],
      ['POST', '/feeds/none/events/1/void', { reason: 'x' }],
    ];
    for (const [method, path, body] of asked) {
      const answer = await app.call(path, { method, ...(body ? { body } : {}) });
      expect([method, path, answer.status, (answer.json as { code: string }).code]).toEqual([
        method,
        path,
        404,
        'not_found',
      ]);
    }
  });

  it('takes a heartbeat with no body, an empty object, or an empty JSON body', async () => {
    await app.feed('heart');
    const beat = (more: object) => app.call('/feeds/heart/heartbeat', { method: 'POST', ...more });
    expect((await beat({})).status).toBe(204);
    expect((await beat({ body: {} })).status).toBe(204);
    expect((await beat({ body: '' })).status).toBe(204);
    expect((await beat({ body: { at: 1 } })).status).toBe(422);
  });

  it('shows how long the source of a live feed has been silent', async () => {
    await app.call('/feeds', {
      body: {
        id: 'quiet',
        kind: 'football',
        title: 'Q',
        expectedIntervalSeconds: 10,
        config: { home: { name: 'A' }, away: { name: 'B' } },
      },
    });
    const status = async () =>
      ((await app.call('/feeds/quiet')).json as { health: { status: string } }).health.status;
    app.clock.advance(60_000);
    expect(await status()).toBe('ok');
    await app.call('/feeds/quiet/events', { body: { type: 'status', data: { status: 'live' } } });
    app.clock.advance(11_000);
    expect(await status()).toBe('stale');
    app.clock.advance(20_000);
    expect(await status()).toBe('lost');
    await app.call('/feeds/quiet/heartbeat', { method: 'POST' });
    expect(await status()).toBe('ok');
  });
});
