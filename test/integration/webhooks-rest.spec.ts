import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { Webhook } from '../../src/webhooks/present.js';
import { FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

interface List<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

describeWith('postgres', 'webhooks over REST', () => {
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
  beforeEach(() => {
    receiver.received.length = 0;
  });

  const create = (body: object, key?: string) =>
    app.call('/webhooks', { body: { url: receiver.url, feeds: ['*'], ...body }, ...(key ? { key } : {}) });
  const remove = (id: string) => app.call(`/webhooks/${id}`, { method: 'DELETE' });

  it('shows the secret once, where it stands, and delivers what is published', async () => {
    await app.feed('first');
    const answer = await create({ feeds: ['first'], types: ['set'] });
    const { id, secret, ...shown } = answer.json as Webhook & { secret: string };
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/webhooks/${id}`);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toEqual({
      url: receiver.url,
      feeds: ['first'],
      types: ['set'],
      status: 'active',
      owner: 'key:admin',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const read = await app.call(`/webhooks/${id}`);
    expect(read.json).toEqual({ id, ...shown });
    expect((await app.call('/webhooks')).text).not.toContain('whsec_');
    await app.publish('first', { n: 1 });
    const { body, headers } = await waitFor(() => receiver.received[0]);
    expect(new StandardWebhook(secret).verify(body, headers)).toMatchObject({
      data: { feed: 'first', seq: 1 },
    });
    const deliveries = await waitFor(async () => {
      const page = (await app.call(`/webhooks/${id}/deliveries?status=delivered`)).json as List<{
        id: string;
      }>;
      return page.items.length === 1 && page.items;
    });
    expect(deliveries[0]).toMatchObject({
      id: headers['webhook-id'],
      feed: 'first',
      seq: 1,
      responseStatus: 204,
    });
    const again = await app.call(`/webhooks/${id}/deliveries/${headers['webhook-id']}/redeliver`, {
      method: 'POST',
    });
    expect([again.status, again.json]).toMatchObject([200, { attempts: 2, status: 'delivered' }]);
    const test = await app.call(`/webhooks/${id}/test`, { method: 'POST' });
    expect([test.status, test.json]).toMatchObject([200, { kind: 'test', status: 'delivered' }]);
    expect(receiver.received.map(({ json }) => json.type)).toEqual(['set', 'set', 'webhook.test']);
    expect(app.logLines.join('')).not.toContain(secret);
    const rotated = await app.call(`/webhooks/${id}/rotate-secret`, { method: 'POST' });
    expect(rotated.json).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
    const audit = (await app.call('/audit?limit=100')).text;
    for (const action of ['create', 'test', 'redeliver', 'rotate-secret'])
      expect(audit).toContain(`webhook.${action}`);
    expect(audit).not.toContain('whsec_');
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/^touchline_webhooks_attempts_total\{[^}]*outcome="delivered"[^}]*\} [1-9]/m);
    expect((await remove(id)).status).toBe(204);
    expect((await app.call(`/webhooks/${id}`)).status).toBe(404);
  });

  it('pages through webhooks and deliveries', async () => {
    await app.feed('paged');
    const ids: string[] = [];
    for (let count = 0; count < 3; count++)
      ids.push(((await create({ feeds: ['paged'] })).json as Webhook).id);
    const first = (await app.call('/webhooks?limit=2')).json as List<Webhook>;
    const second = (await app.call(`/webhooks?limit=2&cursor=${first.nextCursor}`)).json as List<Webhook>;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeUndefined();
    for (let seq = 1; seq <= 3; seq++) await app.publish('paged', { seq });
    const path = `/webhooks/${ids[0]}/deliveries?feed=paged`;
    await waitFor(async () => ((await app.call(path)).json as List<unknown>).items.length === 3);
    const newest = (await app.call(`${path}&limit=2`)).json as List<{ seq: number }>;
    const oldest = (await app.call(`${path}&limit=2&cursor=${newest.nextCursor}`)).json as List<{
      seq: number;
    }>;
    expect([...newest.items, ...oldest.items].map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect((await app.call('/webhooks?cursor=nonsense')).status).toBe(422);
    for (const id of ids) await remove(id);
  });

  it.each([
    ['no url', { url: undefined }, 'url'],
    ['no feeds', { feeds: [] }, 'feeds'],
    ['a pattern that is none', { feeds: ['a b'] }, 'feeds.0'],
    ['a type that is none', { types: ['Goal'] }, 'types.0'],
    ['no types', { types: [] }, 'types'],
    ['an unknown field', { secret: 'whsec_mine' }, 'secret'],
    ['another owner', { owner: 'key:boss' }, 'owner'],
    ['credentials in the url', { url: 'https://u:p@example.org/' }, 'url'],
    ['another protocol', { url: 'ftp://example.org/' }, 'url'],
  ])('refuses %s and names it', async (_, body, path) => {
    const answer = await create(body);
    expect([answer.status, answer.json]).toMatchObject([
      422,
      { code: 'validation_failed', errors: [{ path }] },
    ]);
  });

  it('answers for the webhook of another key exactly as for none', async () => {
    const mine = await app.key({ scopes: ['webhooks:manage'] });
    const other = await app.key({ scopes: ['webhooks:manage'] });
    const { id } = (await create({}, mine.key)).json as Webhook;
    const missing = `wh_${'0'.repeat(25)}`;
    const calls = [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/deliveries'],
      ['POST', '/test'],
      ['POST', '/rotate-secret'],
      ['POST', '/deliveries/msg_x/redeliver'],
    ] as const;
    for (const [method, path] of calls) {
      const body = method === 'PATCH' ? { body: { paused: true } } : {};
      const answers = await Promise.all(
        [id, missing].map((which) =>
          app.call(`/webhooks/${which}${path}`, { method, key: other.key, ...body }),
        ),
      );
      expect(answers[0]?.status).toBe(404);
      expect(answers[0]?.text.replaceAll(id, missing)).toBe(answers[1]?.text);
    }
    expect(((await app.call('/webhooks', { key: other.key })).json as List<Webhook>).items).toEqual([]);
    expect(((await app.call('/webhooks', { key: mine.key })).json as List<Webhook>).items).toHaveLength(1);
    await remove(id);
  });

  it('pauses the webhook of a key that was revoked', async () => {
    await app.feed('revoked');
    const key = await app.key({ scopes: ['webhooks:manage', 'feeds:read'] });
    const { id } = (await create({ feeds: ['revoked'] }, key.key)).json as Webhook;
    await app.publish('revoked', { n: 1 });
    await waitFor(() => receiver.received.length === 1);
    expect((await app.call(`/api-keys/${key.id}`, { method: 'DELETE' })).status).toBe(204);
    await app.publish('revoked', { n: 2 });
    await waitFor(
      async () => ((await app.call(`/webhooks/${id}`)).json as Webhook).pausedReason === 'owner_revoked',
    );
    expect(receiver.received).toHaveLength(1);
    await remove(id);
  });

  it('delivers in the name of an administrator who signed out', async () => {
    await app.feed('private', { publicDelaySeconds: null });
    const cookie = await app.login();
    const answer = await app.call('/webhooks', { cookie, body: { url: receiver.url, feeds: ['private'] } });
    expect(answer.status).toBe(201);
    await app.call('/auth/logout', { method: 'POST', cookie });
    await app.publish('private', { n: 1 });
    await waitFor(() => receiver.received.length === 1);
    await remove((answer.json as Webhook).id);
  });

  it('pauses and resumes without a loss', async () => {
    await app.feed('resumed');
    const { id } = (await create({ feeds: ['resumed'] })).json as Webhook;
    const change = (body: object) => app.call(`/webhooks/${id}`, { method: 'PATCH', body });
    expect((await change({ paused: true })).json).toMatchObject({ status: 'paused', pausedReason: 'manual' });
    await waitFor(async () => {
      const [row] = await postgres().query<{ free: boolean }>(
        `SELECT lease_owner IS NULL AS free FROM webhook WHERE id = '${id}'`,
        new URL(app.databaseUrl).pathname.slice(1),
      );
      return row?.free;
    });
    for (let n = 1; n <= 3; n++) await app.publish('resumed', { n });
    const resumed = (await change({ paused: false, types: null })).json as Webhook;
    expect(resumed).toMatchObject({ status: 'active' });
    expect(resumed.pausedAt).toBeUndefined();
    await waitFor(() => receiver.received.length === 3);
    expect(receiver.seqsOf('resumed')).toEqual([1, 2, 3]);
    await remove(id);
  });
});
