import { Ajv2020 } from 'ajv/dist/2020.js';
import createClient from 'openapi-fetch';
import { io } from 'socket.io-client';
import { asyncApi, messageSchemas } from '../../src/api-docs/asyncapi.js';
import { restSchemas } from '../../src/api-docs/components.js';
import type { JsonSchema } from '../../src/api-docs/json-schema.js';
import { openApi, problemsOf } from '../../src/api-docs/openapi.js';
import { operations } from '../../src/api-docs/operations/operations.js';
import type { Operation } from '../../src/api-docs/operation.js';
import type { ErrorCode } from '../../src/core/protocol/errors.js';
import { ADMIN, ADMIN_API_KEY, FullApp, type FullCall } from '../support/full-app.js';
import type { paths } from '../support/openapi.generated.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import type { Answer } from '../support/rest-app.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

jest.setTimeout(120_000);

const CONFIG = { home: { name: 'Rovers' }, away: { name: 'United' } };
/** Pages and the sockets' polling are no part of the interface. */
const DESCRIBED = /^\/(api\/|healthz$|readyz$|metrics$)/;

describeWith('postgres', 'the description of the interface', () => {
  const postgres = usePostgres();
  let app: FullApp;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase(), { WEBHOOK_ALLOW_PRIVATE: 'on' });
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const exact = (schemas: Readonly<Record<string, JsonSchema>>) =>
    new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema({
      $id: 'document',
      components: { schemas },
    });
  const answersAjv = exact(restSchemas(true));
  const messagesAjv = exact(messageSchemas(true));
  const faultOf = (ajv: Ajv2020, name: string, value: unknown) => {
    const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
    return validate(value) ? '' : ajv.errorsText(validate.errors);
  };

  it('names every route that the server has, and none that it has not', () => {
    const real = app.routes
      .filter(({ url, method }) => DESCRIBED.test(url) && method !== 'HEAD')
      .flatMap(({ method, url, config }) => {
        const path = url.replace(/:(\w+)/g, '{$1}');
        return [method]
          .flat()
          .map((name) => `${name} ${path} needs ${String((config as { need?: string } | undefined)?.need)}`);
      });
    const told = operations.map(
      ({ method, path, need }) => `${method.toUpperCase()} ${path} needs ${String(need)}`,
    );
    expect([...new Set(real)].sort()).toEqual([...told].sort());
  });

  it('is served as bytes that are asked for again only when they changed', async () => {
    for (const [path, type, field] of [
      ['openapi.json', 'application/json', openApi('').openapi],
      ['asyncapi.json', 'application/json', asyncApi('').asyncapi],
      ['docs', 'text/html', '<!doctype html>'],
    ] as const) {
      const first = await fetch(`${app.url}/api/${path}`);
      const etag = first.headers.get('etag') ?? '';
      expect([path, first.status, first.headers.get('access-control-allow-origin')]).toEqual([
        path,
        200,
        '*',
      ]);
      expect(first.headers.get('content-type')).toContain(type);
      expect(await first.text()).toContain(field);
      const again = await fetch(`${app.url}/api/${path}`, { headers: { 'if-none-match': etag } });
      expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
    }
  });

  /** Holds an answer to what the document says of it: status, media type, headers, and nothing in the body that it does not name. */
  async function walk(id: string, path: string, call: FullCall, status: number): Promise<never> {
    const operation = operations.find((one) => one.id === id) as Operation;
    const answer = await app.call(path, { method: operation.method.toUpperCase(), ...call });
    expect([id, answer.status, answer.status === status ? '' : answer.text]).toEqual([id, status, '']);
    if (status >= 400) judgeProblem(operation, answer);
    else judgeAnswer(operation, answer);
    return answer.json;
  }

  function judgeProblem(operation: Operation, { status, json, headers }: Answer): void {
    const { code } = json as { code: ErrorCode };
    expect([operation.id, headers.get('content-type')]).toEqual([
      operation.id,
      'application/problem+json; charset=utf-8',
    ]);
    expect([operation.id, problemsOf(operation)]).toEqual([operation.id, expect.arrayContaining([code])]);
    expect([operation.id, status, faultOf(answersAjv, 'Problem', json)]).toEqual([operation.id, status, '']);
  }

  function judgeAnswer({ id, answers }: Operation, { status, headers, text, json }: Answer): void {
    const told = answers[status];
    for (const header of told?.headers ?? [])
      if (header !== 'Idempotent-Replayed')
        expect([id, header, headers.has(header)]).toEqual([id, header, true]);
    const type = headers.get('content-type')?.split(';')[0];
    if (!told?.content) return expect([id, text]).toEqual([id, '']);
    expect([id, Object.keys(told.content)]).toEqual([id, expect.arrayContaining([type])]);
    const { schema } = told.content[type as string] ?? {};
    if (schema) expect([id, faultOf(answersAjv, schema, json)]).toEqual([id, '']);
  }

  it('is what feeds, events and history answer', async () => {
    const feed = '/feeds/football.walk';
    const goal = { type: 'goal', data: { team: 'home', player: 'Ada Keane' } };
    const body = { id: 'football.walk', kind: 'football', title: 'Walk', config: CONFIG, tags: ['a'] };
    await walk('createFeed', '/feeds', { body }, 201);
    await walk('createFeed', '/feeds', { body }, 409);
    await walk('createFeed', '/feeds', { body: { id: 'x' } }, 422);
    await walk('createFeed', '/feeds', { body, key: null }, 401);
    await walk('publish', `${feed}/events`, { body: goal, headers: { 'idempotency-key': 'k' } }, 201);
    await walk('publish', `${feed}/events`, { body: goal, headers: { 'idempotency-key': 'k' } }, 200);
    await walk('publish', `${feed}/events`, { body: { ...goal, insertAfter: 0 } }, 201);
    await walk('publish', `${feed}/events`, { body: goal, headers: { 'if-match': '"9"' } }, 412);
    await walk(
      'publish',
      `${feed}/events`,
      { body: goal, headers: { 'idempotency-key': 'k', 'if-match': 'x' } },
      422,
    );
    const amend = { data: { team: 'away' }, reason: 'wrong team' };
    await walk('amend', `${feed}/events/1/amend`, { body: amend }, 201);
    await walk('void', `${feed}/events/2/void`, { body: { reason: 'offside' } }, 201);
    await walk('void', `${feed}/events/2/void`, { body: { reason: 'offside' } }, 409);
    await walk('getFeed', feed, {}, 200);
    await walk('getFeed', '/feeds/absent', {}, 404);
    await walk('listFeeds', '/feeds?tag=a', {}, 200);
    await walk('listFeeds', '/feeds?limit=0', {}, 422);
    await walk('listEvents', `${feed}/events`, {}, 200);
    await walk('getEvent', `${feed}/events/3`, {}, 200);
    await walk('getState', `${feed}/state?seq=1`, {}, 200);
    await walk('getViewers', `${feed}/viewers`, {}, 200);
    await walk('listViewers', '/viewers', {}, 200);
    await walk('meetEditors', `${feed}/editors`, { body: { tab: 'tab-of-one' } }, 200);
    await walk('takeLock', `${feed}/lock`, { body: { tab: 'tab-of-one' } }, 200);
    await walk('takeLock', `${feed}/lock`, { body: { tab: 'tab-of-two' } }, 409);
    await walk('takeLock', `${feed}/lock`, { body: { tab: 'x' } }, 422);
    await walk('getEditors', `${feed}/editors`, {}, 200);
    await walk('getEditors', '/feeds/absent/editors', {}, 404);
    await walk('listEditors', '/editors', {}, 200);
    await walk('releaseLock', `${feed}/lock/tab-of-one`, {}, 204);
    await walk('leaveEditors', `${feed}/editors/tab-of-one`, {}, 204);
    await walk('heartbeat', `${feed}/heartbeat`, {}, 204);
    await walk('changeFeed', feed, { body: { holdSeconds: 60 } }, 200);
    const held = await walk('publish', `${feed}/events`, { body: goal }, 202);
    await walk('listHolds', `${feed}/holds`, {}, 200);
    await walk('publishHold', `${feed}/holds/${(held as { holdId: string }).holdId}/publish`, {}, 201);
    await walk(
      'publishBatch',
      '/events',
      { body: { events: [{ feed: 'football.walk', ...goal }, {}] } },
      200,
    );
    const other = await walk('publish', `${feed}/events`, { body: goal }, 202);
    await walk('cancelHold', `${feed}/holds/${(other as { holdId: string }).holdId}`, {}, 204);
    await walk('archiveFeed', feed, {}, 204);
    await walk('getFeed', feed, {}, 200);
  });

  it('is what quotes and their candles answer', async () => {
    const config = { symbol: 'ACME', currency: 'USD', priceScale: 2 };
    await walk('createFeed', '/feeds', { body: { id: 'acme', kind: 'quote', title: 'Acme', config } }, 201);
    const trade = { type: 'trade', data: { price: '10.50', size: '3' } };
    await walk('publish', '/feeds/acme/events', { body: trade }, 201);
    await walk('listCandles', '/feeds/acme/candles?interval=1m', {}, 200);
    await walk('listCandles', '/feeds/acme/candles?interval=2m', {}, 422);
  });

  it('is what people, keys, tokens and the audit answer', async () => {
    const password = 'correct horse battery';
    const newUser = { email: 'walk@example.com', name: 'Walk', role: 'editor', feeds: ['a.*'], password };
    const user = await walk('createUser', '/users', { body: newUser }, 201);
    const { id } = user as { id: string };
    const key = await walk(
      'createApiKey',
      '/api-keys',
      {
        body: { name: 'walk', scopes: ['tokens:mint'], feeds: ['a.*'], expiresAt: '2099-01-01T00:00:00Z' },
      },
      201,
    );
    const { id: keyId, key: secret } = key as { id: string; key: string };
    await walk('mintToken', '/tokens', { body: { feeds: ['a.*'], expiresInSeconds: 60 }, key: secret }, 201);
    await walk('mintToken', '/tokens', { body: { feeds: ['b.*'], expiresInSeconds: 60 }, key: secret }, 403);
    await walk('whoAmI', '/auth/me', { key: secret }, 200);
    await walk('login', '/auth/login', { body: { email: newUser.email, password }, key: null }, 200);
    await walk('login', '/auth/login', { body: { email: newUser.email, password: 'wrong' }, key: null }, 401);
    const cookie = await app.login(newUser.email, password);
    await walk('whoAmI', '/auth/me', { cookie }, 200);
    await walk(
      'changePassword',
      '/auth/password',
      {
        body: { currentPassword: password, newPassword: `${password}!` },
        cookie,
      },
      200,
    );
    await walk('logout', '/auth/logout', { key: null }, 204);
    await walk('listUsers', '/users', {}, 200);
    await walk('getUser', `/users/${id}`, {}, 200);
    await walk('changeUser', `/users/${id}`, { body: { disabled: true } }, 200);
    await walk('listApiKeys', '/api-keys', {}, 200);
    await walk('revokeApiKey', `/api-keys/${keyId}`, {}, 204);
    await walk('listAudit', '/audit', {}, 200);
    await walk('listAudit', '/audit', { cookie: await app.login(ADMIN.email, ADMIN.password) }, 200);
    await walk('getCluster', '/cluster', {}, 200);
  });

  it('is what webhooks answer and send', async () => {
    await app.feed('hooked');
    const created = await walk(
      'createWebhook',
      '/webhooks',
      { body: { url: receiver.url, feeds: ['hooked'] } },
      201,
    );
    const path = `/webhooks/${(created as { id: string }).id}`;
    await app.publish('hooked', { n: 1 });
    const { body } = await waitFor(() => receiver.received[0]);
    expect(faultOf(answersAjv, 'EventMessage', JSON.parse(String(body)))).toBe('');
    const { items } = await waitFor(async () => {
      const page = await walk('listDeliveries', `${path}/deliveries`, {}, 200);
      return (page as { items: { id: string }[] }).items.length > 0
        ? (page as { items: { id: string }[] })
        : undefined;
    });
    await walk('redeliver', `${path}/deliveries/${items[0]?.id}/redeliver`, {}, 200);
    await walk('testWebhook', `${path}/test`, {}, 200);
    expect(faultOf(answersAjv, 'TestMessage', JSON.parse(String(receiver.received.at(-1)?.body)))).toBe('');
    await walk('rotateSecret', `${path}/rotate-secret`, {}, 200);
    await walk('changeWebhook', path, { body: { paused: true } }, 200);
    await walk('getWebhook', path, {}, 200);
    await walk('listWebhooks', '/webhooks', {}, 200);
    await walk('removeWebhook', path, {}, 204);
    await walk('getWebhook', path, {}, 404);
  });

  it('is what probes answer', async () => {
    for (const [path, schema] of [
      ['healthz', 'Liveness'],
      ['readyz', 'Readiness'],
    ] as const) {
      const answer = await fetch(`${app.url}/${path}`);
      expect([path, faultOf(answersAjv, schema, await answer.json())]).toEqual([path, '']);
    }
  });

  it('is what sockets carry', async () => {
    await app.feed('talk', { tags: ['talks'] });
    const auth = { token: ADMIN_API_KEY };
    const socket = io(app.url, { transports: ['websocket'], forceNew: true, auth });
    const wrong: string[] = [];
    const heard = new Set<string>();
    const payloadOf = (name: string) =>
      `${name.replace(/(^|\.)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())}Payload`;
    const hold = (name: string, payload: unknown) => {
      heard.add(name);
      const fault = faultOf(messagesAjv, payloadOf(name), payload);
      if (fault) wrong.push(`${name}: ${fault} in ${JSON.stringify(payload)}`);
    };
    socket.onAny((name: string, payload: unknown) => hold(name, payload));
    try {
      const feeds = [{ id: 'talk' }, { id: 'absent' }];
      hold('subscribe.answer', await socket.emitWithAck('subscribe', { feeds, tags: [{ tag: 'talks' }] }));
      hold('refused', await socket.emitWithAck('subscribe', { feeds: [{ id: '!' }] }));
      await app.publish('talk', { n: 1 });
      await waitFor(() => heard.has('feed.events') && heard.has('tag.state'));
      hold('done', await socket.emitWithAck('unsubscribe', { feeds: ['talk'] }));
      const latest = await socket.emitWithAck('subscribe', { feeds: [{ id: 'talk', contract: 'latest' }] });
      hold('subscribe.answer', latest);
      await app.publish('talk', { n: 2 });
      await app.call('/feeds/talk', { method: 'PATCH', body: { title: 'Talk' } });
      await waitFor(() => heard.has('feed.state') && heard.has('feed.meta'));
      await app.call('/feeds/talk/editors', { body: { tab: 'tab-of-one' } });
      hold('editors.answer', await socket.emitWithAck('editors.watch', { feeds: ['*'] }));
      hold('refused', await socket.emitWithAck('editors.watch', {}));
      await app.call('/feeds/talk/lock', { body: { tab: 'tab-of-one' } });
      await waitFor(() => heard.has('feed.editors'));
      await app.call('/feeds/talk', { method: 'DELETE' });
      await waitFor(() => heard.has('feed.closed'));
      expect(wrong).toEqual([]);
    } finally {
      socket.disconnect();
    }
  });

  it('gives a client whose types come from it all that it needs', async () => {
    const client = createClient<paths>({
      baseUrl: app.url,
      headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
    });
    const made = await client.POST('/api/v1/feeds', {
      body: { id: 'football.typed', kind: 'football', title: 'Typed', config: CONFIG },
    });
    expect([made.response.status, made.data?.seq]).toEqual([201, 0]);
    const path = { id: 'football.typed' };
    const published = await client.POST('/api/v1/feeds/{id}/events', {
      params: { path, header: { 'Idempotency-Key': 'g1' } },
      body: { type: 'goal', data: { team: 'home', kind: 'penalty', player: 'Ada Keane', minute: 12 } },
    });
    const event: { seq?: number; holdId?: string } | undefined = published.data;
    expect(event?.seq).toBe(1);
    const page = await client.GET('/api/v1/feeds/{id}/events', {
      params: { path, query: { after: 0, limit: 10 } },
    });
    expect(page.data?.events.map(({ seq, type }) => [seq, type])).toEqual([[1, 'goal']]);
    const refused = await client.GET('/api/v1/feeds/{id}', { params: { path: { id: 'absent' } } });
    expect(refused.error?.code).toBe('not_found');
    const asText = await client.GET('/api/v1/feeds/{id}/events', {
      // @ts-expect-error: a limit is a number
      params: { path, query: { limit: 'ten' } },
    });
    expect(asText.response.status).toBe(422);
  });
});
