import { io } from 'socket.io-client';
import { parseSubscribe, parseUnsubscribe } from '../../src/realtime/requests.js';
import { FullApp, ADMIN_API_KEY } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';

interface Fault {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

describeWith('postgres', 'text that the database cannot hold', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase());
    await app.feed('a', { tags: ['t'] });
  });
  afterEach(() => {
    expect(app.logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each([
    ['/feeds?q=%00', 'q'],
    ['/feeds?q=a%00b', 'q'],
    ['/feeds?tag=%00', 'tag'],
    ['/feeds?status=%00', 'status'],
    ['/feeds?kind=%00', 'kind'],
    ['/feeds?cursor=%00', 'cursor'],
    [`/feeds?cursor=${Buffer.from('aa\u0000').toString('base64url')}`, 'cursor'],
    ['/feeds/a%00', 'id'],
    ['/feeds/a/state?at=%00', 'at'],
    ['/feeds/a/events?after=%00', 'after'],
    ['/audit?actor=%00', 'actor'],
    ['/audit?action=%00', 'action'],
    ['/audit?target=%00', 'target'],
    ['/audit?feed=%00', 'feed'],
    ['/audit?address=%00', 'address'],
    ['/audit?cursor=%00', 'cursor'],
    ['/users?cursor=%00', 'cursor'],
    ['/api-keys?cursor=%00', 'cursor'],
    ['/webhooks?cursor=%00', 'cursor'],
    ['/webhooks/wh_%00', 'id'],
  ])('is refused in a query or path by name: %s', async (path, field) => {
    const answer = await app.call(path);
    const { code, errors } = answer.json as Fault;
    expect([answer.status, code, errors?.[0]?.path]).toEqual([422, 'validation_failed', field]);
  });

  const bad = ['a\u0000', 'a\ud800'];
  it.each(
    bad.flatMap((text): [string, string, object][] => [
      ['title', '/feeds', { id: 'x', kind: 'custom', title: text }],
      ['tags.0', '/feeds', { id: 'x', kind: 'custom', title: 'x', tags: [text] }],
      ['reason', '/feeds/a/events/1/void', { reason: text }],
      ['email', '/auth/login', { email: text, password: 'x' }],
      ['password', '/auth/login', { email: 'a@b', password: text }],
      ['name', '/api-keys', { name: text, scopes: ['feeds:read'] }],
      ['subject', '/tokens', { feeds: ['*'], expiresInSeconds: 1, subject: text }],
      ['url', '/webhooks', { url: `https://example.com/${text}`, feeds: ['*'] }],
    ]),
  )('is refused in a body by name: %s of %s', async (field, path, body) => {
    const answer = await app.call(path, { body });
    const { code, errors } = answer.json as Fault;
    expect([answer.status, code, errors?.[0]?.path]).toEqual([422, 'validation_failed', field]);
  });

  it('is refused as the key of a batch item', async () => {
    const events = bad.map((idempotencyKey) => ({ feed: 'a', type: 'set', data: {}, idempotencyKey }));
    const { results } = (await app.call('/events', { body: { events } })).json as {
      results: { status: string; problem: Fault }[];
    };
    for (const { status, problem } of results) {
      expect([status, problem.code, problem.errors?.[0]?.path]).toEqual([
        'rejected',
        'validation_failed',
        'idempotencyKey',
      ]);
    }
  });

  it.each([
    ['GET', '/feeds/a/state?at=0000-01-01T00:00:00Z', undefined],
    ['GET', '/audit?from=0000-01-01T00:00:00Z&to=0000-06-01T00:00:00Z', undefined],
    ['POST', '/feeds', { id: 'old', kind: 'custom', title: 'x', startsAt: '0000-01-01T00:00:00Z' }],
    ['POST', '/feeds/a/events', { type: 'x', data: {}, occurredAt: '0000-01-01T00:00:00Z' }],
  ])('is not a time of the year 0 either: %s %s', async (method, path, body: object | undefined) => {
    const answer = await app.call(path, { method, ...(body ? { body } : {}) });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('validation_failed')]);
  });

  it('is no credential', async () => {
    const answers = await Promise.all(
      ['tl_%00', '%00', 'a.b%00.c'].map((token) =>
        app.call(`/feeds/a/stream?access_token=${token}`, { key: null }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect((await app.call('/auth/me', { cookie: 'touchline_session=%00' })).status).toBe(401);
  });

  it('is refused by the socket as what it is, not as a failure that passes', async () => {
    const client = io(app.url, {
      auth: { token: ADMIN_API_KEY },
      transports: ['websocket'],
      reconnection: false,
    });
    try {
      for (const text of bad) {
        const answers = (await Promise.all([
          client.timeout(30_000).emitWithAck('subscribe', { tags: [{ tag: text }] }),
          client.timeout(30_000).emitWithAck('unsubscribe', { tags: [text] }),
          client.timeout(30_000).emitWithAck('subscribe', {
            feeds: [{ id: 'a', position: { epoch: text, seq: 1 } }],
          }),
          client.timeout(30_000).emitWithAck('auth.refresh', { token: text }),
        ])) as { error?: { code: string } }[];
        expect(answers.map(({ error }) => error?.code)).toEqual(Array(4).fill('validation_failed'));
      }
    } finally {
      client.close();
    }
  });
});

describe('text of a socket message', () => {
  it('is named where it does not fit', () => {
    for (const tag of ['\u0000', '\udc00']) {
      const subscribed = parseSubscribe({ tags: [{ tag }] });
      const unsubscribed = parseUnsubscribe({ tags: [tag] });
      expect([
        subscribed.ok || subscribed.error.errors,
        unsubscribed.ok || unsubscribed.error.errors,
      ]).toEqual([
        [{ path: 'tags.0.tag', message: expect.stringContaining('contains') }],
        [{ path: 'tags.0', message: expect.stringContaining('contains') }],
      ]);
    }
  });
});
