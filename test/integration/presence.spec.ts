import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import type { Cluster } from '../../src/presence/cluster-status.js';
import { READ_METRICS } from '../../src/presence/vitals.js';
import { customFeed } from '../support/custom-feed.js';
import { NODE_KEY, NodeApp } from '../support/node-app.js';
import { useRedisServer } from '../support/redis.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

function newLog(): MemoryEventLog {
  return new MemoryEventLog({ clock: new SystemClock() });
}

async function statusOf(node: NodeApp): Promise<Cluster> {
  const { status, json } = await node.call('/cluster');
  expect(status).toBe(200);
  return json;
}

async function viewersOf(node: NodeApp, feed: string): Promise<number> {
  const { json } = await node.call(`/feeds/${feed}/viewers`);
  return (json as { viewers: number }).viewers;
}

describe('the status of a single node', () => {
  const log = newLog();
  let node: NodeApp;
  const streams: Response[] = [];
  beforeAll(async () => {
    node = await NodeApp.start('only', log);
  });
  afterAll(async () => {
    for (const { body } of streams) await body?.cancel();
    await node[Symbol.asyncDispose]();
  });

  it('needs an admin', async () => {
    expect((await node.call('/cluster', null)).status).toBe(401);
  });

  it('tells of the node, its clients by transport, and the most viewed feeds', async () => {
    await log.createFeed(customFeed('a', { tags: ['t'] }));
    await log.createFeed(customFeed('b'));
    await node.subscribe({ feeds: [{ id: 'a' }, { id: 'b', contract: 'latest' }] });
    await node.subscribe({ feeds: [{ id: 'a' }] }, 'polling');
    const tagged = await node.subscribe({ feeds: [], tags: [{ tag: 't' }] });
    const stream = await fetch(`${node.url}/api/v1/feeds/a/stream`);
    const status = await waitFor(async () => {
      const now = await statusOf(node);
      return now.feeds[0]?.viewers === 4 && now;
    });
    expect(status).toMatchObject({
      nodes: [
        {
          id: 'only',
          version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
          connections: { websocket: 2, polling: 1, sse: 1 },
          subscriptions: 5,
          draining: false,
          relayHealthy: true,
          self: true,
        },
      ],
      totals: { connections: 4, subscriptions: 5 },
      feeds: [
        { feed: 'a', viewers: 4 },
        { feed: 'b', viewers: 1 },
      ],
    });
    expect(status.epoch).toMatch(/./);
    expect(Date.parse(status.nodes[0]?.startedAt ?? '')).toBeLessThanOrEqual(Date.now());
    tagged.disconnect();
    await stream.body?.cancel();
    await waitFor(async () => (await viewersOf(node, 'a')) === 2);
  });

  it('shows what is published and delivered as rates', async () => {
    await log.createFeed(customFeed('busy'));
    await node.subscribe({ feeds: [{ id: 'busy' }] });
    await waitFor(
      async () => {
        await log.append({
          feed: 'busy',
          operation: { op: 'publish', type: 'set', data: { n: 1 } },
          actor: 'test',
        });
        const { rates } = (await statusOf(node)).nodes[0] ?? {};
        return rates !== undefined && rates.deliveredPerSecond > 0;
      },
      { timeoutMs: 10_000 },
    );
  });

  it('reads metrics that a running node has', () => {
    const names = node.registry.getMetricsAsArray().map(({ name }) => name);
    // Of the log on PostgreSQL, and of the relay between nodes.
    const elsewhere: string[] = [READ_METRICS.published, READ_METRICS.commits, READ_METRICS.relayed];
    for (const name of Object.values(READ_METRICS))
      if (!elsewhere.includes(name)) expect(names).toContain(name);
  });

  it('lists how many watch each feed, page by page, to who sees feeds live by right', async () => {
    await log.createFeed(customFeed('hidden', { publicDelaySeconds: null }));
    await log.createFeed(customFeed('open'));
    for (const id of ['hidden', 'open']) {
      const stream = await fetch(`${node.url}/api/v1/feeds/${id}/stream`, {
        headers: { authorization: `Bearer ${NODE_KEY}` },
      });
      streams.push(stream);
    }
    const page = async (query: string) =>
      (await node.call(`/viewers${query}`)).json as { items: object[]; nextCursor?: string };
    await waitFor(async () => {
      const { items } = await page('');
      expect(items).toEqual(
        expect.arrayContaining([
          { feed: 'hidden', viewers: 1 },
          { feed: 'open', viewers: 1 },
        ]),
      );
      return true;
    });
    const all = (await page('')).items;
    const { items, nextCursor } = await page('?limit=1');
    expect(items).toEqual(all.slice(0, 1));
    expect((await page(`?limit=500&cursor=${nextCursor}`)).items).toEqual(all.slice(1));
    expect((await node.call('/viewers?limit=0')).status).toBe(422);
    expect((await node.call('/viewers?cursor=x')).status).toBe(422);
    expect((await node.call('/viewers', null)).status).toBe(401);
  });

  it('tells viewers only to who may see the feed live', async () => {
    await log.createFeed(customFeed('late', { publicDelaySeconds: 30 }));
    await log.createFeed(customFeed('secret', { publicDelaySeconds: null }));
    expect((await node.call('/feeds/a/viewers', null)).json).toEqual({ feed: 'a', viewers: 2 });
    expect((await node.call('/feeds/late/viewers', null)).status).toBe(401);
    expect((await node.call('/feeds/secret/viewers', null)).status).toBe(404);
    expect((await node.call('/feeds/none/viewers', null)).status).toBe(404);
    expect((await node.call('/feeds/late/viewers')).json).toEqual({ feed: 'late', viewers: 0 });
    expect((await node.call('/feeds/secret/viewers')).json).toEqual({ feed: 'secret', viewers: 0 });
  });
});

describeWith('redis-server', 'the status of two nodes on one Redis', () => {
  const redis = useRedisServer();

  it('is the same on both: nodes and viewers of a feed on either, a drain and an end', async () => {
    const log = newLog();
    const environment = { REDIS_URL: redis().url };
    await using first = await NodeApp.start('n1', log, environment);
    const second = await NodeApp.start('n2', log, environment);
    try {
      await log.createFeed(customFeed('shared'));
      await first.subscribe({ feeds: [{ id: 'shared' }] });
      await second.subscribe({ feeds: [{ id: 'shared' }] });
      await second.subscribe({ feeds: [{ id: 'shared' }] }, 'polling');
      for (const node of [first, second]) {
        await waitFor(async () => (await viewersOf(node, 'shared')) === 3);
        const { nodes, totals } = await statusOf(node);
        expect(nodes.map(({ id, self }) => [id, self])).toEqual([
          ['n1', node === first],
          ['n2', node === second],
        ]);
        expect(totals).toMatchObject({ connections: 3, subscriptions: 3 });
      }
      const drained = second.drain.begin();
      await waitFor(async () => (await statusOf(first)).nodes[1]?.draining === true);
      await drained;
      await waitFor(async () => (await viewersOf(first, 'shared')) === 1);
    } finally {
      await second[Symbol.asyncDispose]();
    }
    // It says so; unheard it would be forgotten only later.
    await waitFor(async () => (await statusOf(first)).nodes.map(({ id }) => id).join() === 'n1', {
      withinMs: 2000,
    });
  });

  it('goes on alone while Redis is away, and finds the other again', async () => {
    const log = newLog();
    const environment = { REDIS_URL: redis().url, REDIS_PREFIX: 'outage' };
    await using first = await NodeApp.start('n1', log, environment);
    await using second = await NodeApp.start('n2', log, environment);
    const both = async (): Promise<boolean> => (await statusOf(first)).nodes.length === 2;
    await waitFor(both);
    await redis().kill9();
    await waitFor(
      async () => {
        const { nodes } = await statusOf(first);
        return nodes.length === 1 && nodes[0]?.relayHealthy === false;
      },
      { timeoutMs: 15_000 },
    );
    await redis().restart();
    await waitFor(both);
    expect((await second.call('/cluster')).status).toBe(200);
  });
});
