import { existsSync, readFileSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import { startCluster, type Cluster } from '../support/cluster.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

const NEEDS = ['postgres', 'redis-server', 'nginx'] as const;
const BACK = { timeoutMs: 30_000 };

function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function groupOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

function pidsOf({ nodes, edges, redis, postgres }: Cluster['description']): number[] {
  return [...nodes, ...edges, redis, postgres].map(({ pid }) => pid);
}

async function createFeed(cluster: Cluster, id: string): Promise<void> {
  const response = await cluster.call('POST', '/feeds', { id, kind: 'custom', title: id });
  expect(response.status).toBe(201);
}

async function publish(cluster: Cluster, feed: string, n: number, url?: string): Promise<number> {
  const headers = { 'idempotency-key': `${feed}-${n}` };
  const body = { type: 'tick', data: { n } };
  const response = await cluster.call('POST', `/feeds/${feed}/events`, body, {
    headers,
    ...(url && { url }),
  });
  return response.status;
}

/** As a publisher does it: what is unknown is sent again with the same key. */
function publishSurely(cluster: Cluster, feed: string, n: number): Promise<boolean> {
  return waitFor(async () => [200, 201].includes(await publish(cluster, feed, n)), BACK);
}

async function history(cluster: Cluster, feed: string, url?: string): Promise<number[]> {
  const response = await cluster.call('GET', `/feeds/${feed}/events`, undefined, { ...(url && { url }) });
  const { events } = (await response.json()) as { events: { seq: number; data: { n: number } }[] };
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ data }) => data.n);
}

describeWith(NEEDS, 'the local cluster', () => {
  let cluster: Cluster;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    cluster = await startCluster({ nodes: 3, restartAfterMs: 500 });
  }, 150_000);
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
  });

  it('says in one line of JSON where everything is, and each process leads its own group', () => {
    const { url, adminApiKey, nodes, nginx, redis, postgres, dir } = cluster.description;
    expect(nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3']);
    expect(adminApiKey).toMatch(/^tl_.{32,}$/);
    expect(nginx?.url).toBe(url);
    expect(existsSync(dir)).toBe(true);
    for (const pid of pidsOf(cluster.description)) expect(groupOf(pid)).toBe(pid);
    expect(redis.port).not.toBe(postgres.port);
  });

  it('takes updates through the edge and on every node, and shows them on every other', async () => {
    await createFeed(cluster, 'anywhere');
    const urls = [cluster.url, ...cluster.description.nodes.map((node) => node.url)];
    for (const [n, url] of urls.entries()) expect(await publish(cluster, 'anywhere', n, url)).toBe(201);
    for (const url of urls) expect(await history(cluster, 'anywhere', url)).toEqual([0, 1, 2, 3]);
  });

  it('lets polling and WebSocket clients subscribe through the edge', async () => {
    await createFeed(cluster, 'live');
    const seen = await Promise.all(
      ['polling', 'websocket'].map(async (transport) => {
        const socket = io(cluster.url, { transports: [transport], forceNew: true });
        sockets.push(socket);
        const events: number[] = [];
        socket.on('feed.events', (message: { events: { seq: number }[] }) =>
          events.push(...message.events.map(({ seq }) => seq)),
        );
        const answer = (await socket
          .timeout(10_000)
          .emitWithAck('subscribe', { feeds: [{ id: 'live' }] })) as {
          feeds: { seq: number }[];
        };
        expect(answer.feeds[0]).toMatchObject({ id: 'live', seq: 0 });
        return events;
      }),
    );
    for (let n = 0; n < 5; n += 1) expect(await publish(cluster, 'live', n)).toBe(201);
    await waitFor(() => seen.every((events) => events.length >= 5), BACK);
    expect(seen).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'starts every process again after %s, on the same port and data',
    async (signal) => {
      const feed = `after-${signal}`;
      await createFeed(cluster, feed);
      const before = cluster.current;
      const victims = {
        n1: before.nodes[0]?.pid ?? 0,
        redis: before.redis.pid,
        postgres: before.postgres.pid,
        nginx: before.nginx?.pid ?? 0,
      };
      let n = 0;
      for (const [name, pid] of Object.entries(victims)) {
        await publishSurely(cluster, feed, n++);
        process.kill(pid, signal);
        await cluster.servesAgain(name, pid);
        await publishSurely(cluster, feed, n++);
      }
      expect(await history(cluster, feed)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      const { nodes, url, redis, postgres } = cluster.current;
      expect([url, nodes.map((node) => node.url), redis.port, postgres.port]).toEqual([
        before.url,
        before.nodes.map((node) => node.url),
        before.redis.port,
        before.postgres.port,
      ]);
      for (const node of nodes) expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    },
    120_000,
  );

  it('ends a node that hangs, and starts it again', async () => {
    const hung = cluster.current.nodes[1]?.pid ?? 0;
    process.kill(hung, 'SIGSTOP');
    await cluster.servesAgain('n2', hung);
    expect(cluster.log).toContain(`n2 (pid ${hung}) does not answer: killed`);
    expect(isRunning(hung)).toBe(false);
  });

  it('leaves no process and no folder behind when it is ended', async () => {
    const pids = pidsOf(cluster.current);
    expect(await cluster.stop()).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(existsSync(cluster.description.dir)).toBe(false);
  });
});

describeWith([...NEEDS, 'haproxy'], 'the local cluster', () => {
  it('leaves no process and no folder behind when its supervisor is killed', async () => {
    const cluster = await startCluster({ nodes: 1 });
    const pids = pidsOf(cluster.current);
    await cluster.stop('SIGKILL');
    await waitFor(() => pids.filter(isRunning).length === 0 && !existsSync(cluster.description.dir), BACK);
  }, 150_000);

  it('has two edges, leaves what is killed dead when asked to, and the other edge serves on', async () => {
    await using cluster = await startCluster({ nodes: 1, edges: 2, restartAfterMs: 'never' });
    const [first, second] = cluster.description.edges;
    expect(cluster.description.nginx).toEqual(first);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await waitFor(() => cluster.current.edges[0]?.pid === 0, BACK);
    await expect(fetch(`${first?.url}/readyz`)).rejects.toThrow();
    expect((await fetch(`${second?.url}/readyz`)).status).toBe(200);
  }, 150_000);

  it('runs behind HAProxy', async () => {
    await using cluster = await startCluster({ nodes: 2, edge: 'haproxy' });
    expect(cluster.description).not.toHaveProperty('nginx');
    expect(cluster.url).toBe(cluster.description.edges[0]?.url);
    await createFeed(cluster, 'proxied');
    expect(await publish(cluster, 'proxied', 0)).toBe(201);
  }, 150_000);
});
