import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { WebhookWorker } from '../../src/webhooks/worker.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { keyCaller, WebhookWorld } from '../support/webhook-world.js';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describeWith('postgres', 'webhooks', () => {
  let world: WebhookWorld;
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    world = await WebhookWorld.open('postgres');
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const register = (feeds: readonly string[], types?: readonly string[]) =>
    world.webhooks.create(world.admin, { url: receiver.url, feeds, types });

  it('delivers every event of each feed once and in order, signed as Standard Webhooks', async () => {
    await world.feed('a.1');
    await world.feed('a.2');
    await world.feed('b.1');
    const { secret } = await register(['a.*']);
    world.node();
    await Promise.all(['a.1', 'a.2', 'b.1'].map((feed) => world.publish(feed, 30)));
    await waitFor(() => receiver.received.length === 60);
    expect(receiver.seqsOf('a.1')).toEqual(upTo(30));
    expect(receiver.seqsOf('a.2')).toEqual(upTo(30));
    expect(receiver.seqsOf('b.1')).toEqual([]);
    const verifier = new StandardWebhook(secret);
    for (const { headers, body } of receiver.received)
      expect(() => verifier.verify(body, headers)).not.toThrow();
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(60);
    expect(receiver.received[0]?.json).toMatchObject({
      type: 'set',
      feed: { id: expect.stringMatching(/^a/), kind: 'custom', epoch: expect.any(String) },
      data: { seq: 1, type: 'set', data: { index: 0 }, at: receiver.received[0]?.json.timestamp },
    });
  });

  it('begins at the head of feeds that exist and at the first event of those that come', async () => {
    await world.feed('old');
    await world.publish('old', 5);
    await register(['*']);
    await world.publish('old', 1);
    await world.feed('new');
    await world.publish('new', 3);
    world.node();
    await waitFor(() => receiver.received.length === 4);
    expect(receiver.seqsOf('old')).toEqual([6]);
    expect(receiver.seqsOf('new')).toEqual([1, 2, 3]);
  });

  it('hears of new feeds by hint and by looking', async () => {
    const node = world.node({ scanMs: 3_600_000, tickMs: 3_600_000 });
    await register(['*']);
    node.wake();
    await waitFor(() => node.holding.length === 1);
    world.log.onCommitted((message) => node.hint(message));
    await world.feed('hinted');
    await world.publish('hinted', 2);
    await waitFor(() => receiver.received.length === 2);
    expect(receiver.seqsOf('hinted')).toEqual([1, 2]);
  });

  it('sends only the types that were asked for, and corrections of those', async () => {
    await world.feed('f');
    await register(['f'], ['goal']);
    world.node();
    for (const type of ['comment', 'goal', 'comment', 'goal']) await world.publish('f', 1, type);
    await world.log.append({ feed: 'f', actor: 't', operation: { op: 'void', target: 1, reason: 'wrong' } });
    await world.log.append({
      feed: 'f',
      actor: 't',
      operation: { op: 'void', target: 2, reason: 'offside' },
    });
    await world.publish('f', 3, 'comment');
    await waitFor(() => receiver.received.length === 3);
    expect(receiver.seqsOf('f')).toEqual([2, 4, 6]);
    const { client } = world.database;
    const cursor = await waitFor(async () => client.webhookCursor.findFirst({ where: { seq: 9n } }));
    expect(cursor.feed).toBe('f');
  });

  it('tries again what failed, with the same id, before anything behind it', async () => {
    await world.feed('f');
    await world.feed('g');
    const { id } = await register(['*']);
    let refusals = 3;
    receiver.answer = ({ json }) => ({
      status: json.data.feed === 'f' && refusals-- > 0 ? 500 : 200,
      body: 'ouch',
    });
    world.node();
    await world.publish('f', 3);
    await world.publish('g', 1);
    await waitFor(() => receiver.seqsOf('f').includes(3));
    expect(receiver.seqsOf('f')).toEqual([1, 1, 1, 1, 2, 3]);
    const first = receiver.received.filter(({ json }) => json.data.feed === 'f').slice(0, 4);
    expect(new Set(first.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { items } = await waitFor(async () => {
      const page = await world.deliveries.list(world.admin, id, { limit: 10, feed: 'f' });
      return page.items.length === 3 ? page : undefined;
    });
    expect(items.map(({ seq, attempts, status }) => [seq, attempts, status])).toEqual([
      [3, 1, 'delivered'],
      [2, 1, 'delivered'],
      [1, 4, 'delivered'],
    ]);
    expect((await world.webhooks.find(world.admin, id)).failingSince).toBeUndefined();
  });

  it('pauses after a day of failures, shows why, and resumes where it stopped', async () => {
    await world.feed('f');
    const { id } = await register(['f']);
    receiver.answer = () => ({ status: 503, body: 'maintenance' });
    const node = world.node();
    await world.publish('f', 2);
    await waitFor(() => receiver.received.length > 1);
    await world.leave(node);
    await world.database.client.webhookCursor.updateMany({
      data: { failingSince: new Date(Date.now() - 25 * 3_600_000), nextAttemptAt: null },
    });
    world.node();
    const paused = await waitFor(async () => {
      const webhook = await world.webhooks.find(world.admin, id);
      return webhook.status === 'paused' && webhook;
    });
    expect(paused).toMatchObject({ pausedReason: 'retries_exhausted', pausedAt: expect.any(String) });
    expect(paused.pausedDetail).toContain('503');
    expect(world.audit.deeds.map(({ action }) => action)).toContain('webhook.pause');
    const failed = await world.deliveries.list(world.admin, id, { limit: 10, status: 'failed' });
    expect(failed.items).toMatchObject([{ seq: 1, responseStatus: 503, responseBody: 'maintenance' }]);
    receiver.answer = () => ({ status: 200 });
    receiver.received.length = 0;
    await world.webhooks.change(world.admin, id, { paused: false });
    await waitFor(() => receiver.received.length === 2);
    expect(receiver.seqsOf('f')).toEqual([1, 2]);
  });

  it('pauses at once when the receiver is gone', async () => {
    await world.feed('f');
    const { id } = await register(['f']);
    receiver.answer = () => ({ status: 410 });
    world.node();
    await world.publish('f', 2);
    await waitFor(async () => (await world.webhooks.find(world.admin, id)).pausedReason === 'gone');
    expect(receiver.received).toHaveLength(1);
  });

  it.each([429, 503])('rests with all feeds as long as Retry-After asks behind a %d', async (status) => {
    for (const feed of ['f', 'g', 'h']) await world.feed(feed);
    await register(['*']);
    const times: number[] = [];
    receiver.answer = () => {
      times.push(performance.now());
      return times.length === 1 ? { status, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    world.node({ retry: { firstMs: 10, longestMs: 5_000 } });
    await world.publish('f', 1);
    await waitFor(() => times.length === 1);
    for (const feed of ['g', 'h']) await world.publish(feed, 1);
    await waitFor(() => receiver.received.length === 4);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  it.each([500, 422])(
    'holds only the feed of the message behind a %d, whatever Retry-After says',
    async (status) => {
      for (const feed of ['f', 'g']) await world.feed(feed);
      await register(['*']);
      receiver.answer = ({ json }) =>
        json.data.feed === 'f' ? { status, headers: { 'retry-after': '3600' } } : { status: 200 };
      world.node({ retry: { firstMs: 10, longestMs: 3_600_000 } });
      await world.publish('f', 1);
      await waitFor(() => receiver.received.length === 1);
      await world.publish('g', 2);
      await waitFor(() => receiver.seqsOf('g').length === 2);
      expect(receiver.seqsOf('f')).toEqual([1]);
    },
  );

  it('waits as long as Retry-After asks', async () => {
    await world.feed('f');
    await register(['f']);
    const times: number[] = [];
    receiver.answer = () => {
      times.push(performance.now());
      return times.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    world.node({ retry: { firstMs: 10, longestMs: 5_000 } });
    await world.publish('f', 1);
    await waitFor(() => times.length === 2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  it('shows its owner a feed no sooner than its delay, and not at all what is private', async () => {
    await world.feed('late', { publicDelaySeconds: 4 });
    await world.feed('secret', { publicDelaySeconds: null });
    await world.feed('open');
    const stranger = keyCaller('stranger', ['webhooks:manage']);
    world.owners.set('stranger', stranger);
    await world.webhooks.create(stranger, { url: receiver.url, feeds: ['*'] });
    world.node();
    await Promise.all(['late', 'secret', 'open'].map((feed) => world.publish(feed, 1)));
    await world.log.append({
      feed: 'late',
      actor: 't',
      operation: { op: 'void', target: 1, reason: 'wrong' },
    });
    await waitFor(() => receiver.seqsOf('late').length === 2);
    const arrival = Date.now();
    expect(receiver.received.map(({ json }) => json.data.feed)).toEqual(['open', 'late', 'late']);
    for (const { json } of receiver.received.slice(1)) {
      expect(arrival - Date.parse(json.timestamp)).toBeGreaterThanOrEqual(4_000);
    }
  });

  it('sends what a delayed owner has not read yet at registration', async () => {
    await world.feed('late', { publicDelaySeconds: 1 });
    await world.publish('late', 2);
    const stranger = keyCaller('stranger', ['webhooks:manage']);
    world.owners.set('stranger', stranger);
    await world.webhooks.create(stranger, { url: receiver.url, feeds: ['*'] });
    world.node();
    await waitFor(() => receiver.seqsOf('late').length === 2);
    expect(receiver.seqsOf('late')).toEqual([1, 2]);
  });

  it('pauses when its owner has lost access', async () => {
    await world.feed('f');
    const reader = keyCaller('reader', ['webhooks:manage', 'feeds:read']);
    world.owners.set('reader', reader);
    const { id } = await world.webhooks.create(reader, { url: receiver.url, feeds: ['*'] });
    world.node();
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 1);
    world.owners.delete('reader');
    await waitFor(async () => {
      await world.publish('f', 1);
      return (await world.webhooks.find(world.admin, id)).pausedReason === 'owner_revoked';
    });
  });

  it('tells in its place that history was cut or may be another', async () => {
    await world.feed('f');
    const { id } = await register(['f']);
    let node = world.node();
    await world.publish('f', 2);
    await waitFor(() => receiver.received.length === 2);
    await world.leave(node);
    await world.publish('f', 3);
    const at = new Date(Date.now() + 60_000).toISOString();
    await world.log.applyRetention(at);
    await world.publish('f', 1);
    node = world.node();
    await waitFor(() => receiver.received.length === 4);
    expect(
      receiver.received.slice(2).map(({ json }) => [json.type, json.data.reason, json.data.seq]),
    ).toEqual([
      ['feed.resync', 'retention', 5],
      ['set', undefined, 6],
    ]);
    await world.log.newEpoch();
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 6);
    expect(
      receiver.received.slice(4).map(({ json }) => [json.type, json.data.reason, json.data.seq]),
    ).toEqual([
      ['feed.resync', 'epoch_changed', 6],
      ['set', undefined, 7],
    ]);
    const { items } = await world.deliveries.list(world.admin, id, { limit: 50, type: 'feed.resync' });
    expect(items).toHaveLength(2);
  });

  it('signs with the old secret beside the new one for a while', async () => {
    await world.feed('f');
    const { id, secret } = await register(['f']);
    const rotated = await world.webhooks.rotateSecret(world.admin, id);
    world.node();
    await world.publish('f', 1);
    const { headers, body } = await waitFor(() => receiver.received[0]);
    for (const valid of [secret, rotated.secret]) {
      expect(() => new StandardWebhook(valid).verify(body, headers)).not.toThrow();
    }
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it('delivers by a changed address and patterns from then on', async () => {
    await world.feed('f');
    await world.feed('g');
    await world.publish('g', 4);
    const { id } = await register(['f']);
    const node: WebhookWorker = world.node();
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 1);
    await world.webhooks.change(world.admin, id, { url: `${receiver.url}2`, feeds: ['g'] });
    await world.publish('g', 1);
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 2);
    expect(receiver.received[1]).toMatchObject({ path: '/hook2', json: { data: { feed: 'g', seq: 5 } } });
    await world.webhooks.remove(world.admin, id);
    await waitFor(() => node.holding.length === 0);
    expect(receiver.received).toHaveLength(2);
  });

  it('tests, and sends a delivery again under its id, also while paused', async () => {
    await world.feed('f');
    const { id, secret } = await register(['f']);
    world.node();
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 1);
    const original = await waitFor(
      async () => (await world.deliveries.list(world.admin, id, { limit: 1 })).items[0],
    );
    await world.webhooks.change(world.admin, id, { paused: true });
    expect(await world.deliveries.test(world.admin, id)).toMatchObject({ kind: 'test', status: 'delivered' });
    const again = await world.deliveries.redeliver(world.admin, id, original.id);
    expect(again).toMatchObject({ id: original.id, attempts: 2, status: 'delivered' });
    const [first, test, second] = receiver.received;
    expect(test?.json.type).toBe('webhook.test');
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    for (const { body, headers } of receiver.received) new StandardWebhook(secret).verify(body, headers);
  });

  it('keeps the delivery log within its bounds', async () => {
    await world.feed('f');
    const { id } = await register(['f']);
    const first = world.node();
    await world.publish('f', 12);
    await waitFor(() => receiver.received.length === 12);
    await world.leave(first);
    world.node({ bounds: { days: 30, rows: 5 } });
    const kept = await waitFor(async () => {
      const { items } = await world.deliveries.list(world.admin, id, { limit: 50 });
      return items.length === 5 && items;
    });
    expect(kept.map(({ seq }) => seq)).toEqual([12, 11, 10, 9, 8]);
  });
});
