import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LiveCluster } from '../support/live-cluster.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

const NEEDS = ['postgres', 'redis-server', 'nginx'] as const;
const FAULT_MS = 120_000;
const REDIS_AWAY_MS = 10_000;

describeWith(NEEDS, 'three nodes behind NGINX, 300 subscribers of one address, three publishers', () => {
  let live: LiveCluster;

  beforeAll(async () => {
    live = await LiveCluster.start({ nodes: 3, websocket: 200, polling: 100 });
  }, 180_000);
  beforeEach(() => live.publish());
  afterAll(async () => {
    await live[Symbol.asyncDispose]();
  });

  /** What runs now under this name. */
  function pidOf(name: string): number {
    const { nodes, redis, postgres, nginx } = live.cluster.current;
    const services = { redis, postgres, nginx, ...Object.fromEntries(nodes.map((node) => [node.id, node])) };
    return services[name as keyof typeof services]?.pid ?? 0;
  }

  async function strike(name: string, signal: NodeJS.Signals): Promise<void> {
    const pid = pidOf(name);
    process.kill(pid, signal);
    await live.cluster.servesAgain(name, pid);
  }

  it(
    'gives everybody everything, and spreads polling clients evenly',
    async () => {
      await live.acks(5);
      const { pollingByNode, sessionsUnknown, losses } = await live.settle();
      expect(Object.keys(pollingByNode).sort()).toEqual(['n1', 'n2', 'n3']);
      for (const clients of Object.values(pollingByNode)) {
        expect(Math.abs(clients - 100 / 3)).toBeLessThanOrEqual(0.2 * (100 / 3));
      }
      expect([sessionsUnknown, losses]).toEqual([0, {}]);
    },
    FAULT_MS,
  );

  it(
    'loses nothing when a node is killed',
    async () => {
      await live.acks(2);
      await strike('n1', 'SIGKILL');
      await live.acks(2);
      expect((await live.settle()).sessionsUnknown).toBe(0);
    },
    FAULT_MS,
  );

  it(
    'loses nothing when a node hangs, and serves its clients again within 30 s',
    async () => {
      await live.acks(2);
      const hungAt = performance.now();
      await strike('n2', 'SIGSTOP');
      await live.crowd.allServed(30_000 - (performance.now() - hungAt));
      await live.acks(2);
      expect((await live.settle()).sessionsUnknown).toBe(0);
    },
    FAULT_MS,
  );

  it(
    'loses nothing when Redis is away for 10 s and comes back empty',
    async () => {
      await live.acks(2);
      const { dir } = live.cluster.description;
      const backAt = performance.now() + REDIS_AWAY_MS;
      let killed = 0;
      await waitFor(
        () => {
          const pid = pidOf('redis');
          if (pid !== 0 && pid !== killed) process.kill((killed = pid), 'SIGKILL');
          for (const entry of readdirSync(join(dir, 'redis')))
            rmSync(join(dir, 'redis', entry), { recursive: true });
          return performance.now() >= backAt;
        },
        { timeoutMs: 2 * REDIS_AWAY_MS },
      );
      await live.acks(2);
      const during = await live.settle();
      expect(during.losses).toEqual((await live.crowd.report()).losses);
      live.publish();
      await live.cluster.servesAgain('redis', killed);
      await live.acks(2);
      await live.settle();
    },
    FAULT_MS,
  );

  it(
    'loses nothing when PostgreSQL is restarted',
    async () => {
      await live.acks(2);
      await strike('postgres', 'SIGKILL');
      await live.acks(2);
      await live.settle();
    },
    FAULT_MS,
  );

  it(
    'loses nothing and nobody when NGINX is reloaded',
    async () => {
      const { losses } = await live.crowd.report();
      await live.acks(2);
      process.kill(pidOf('nginx'), 'SIGHUP');
      await live.acks(4);
      expect((await live.settle()).losses).toEqual(losses);
    },
    FAULT_MS,
  );

  it(
    'loses nothing when NGINX is killed',
    async () => {
      await live.acks(2);
      await strike('nginx', 'SIGKILL');
      await live.acks(2);
      expect((await live.settle()).sessionsUnknown).toBe(0);
    },
    FAULT_MS,
  );

  it(
    'loses nothing when all nodes are restarted one after the other',
    async () => {
      const before = new Set(Object.keys((await live.crowd.report()).losses));
      for (const id of ['n1', 'n2', 'n3']) {
        await live.acks(1);
        const pid = pidOf(id);
        await strike(id, 'SIGTERM');
        expect(live.cluster.log).toContain(`${id} (pid ${pid}) ended with exit code 0`);
      }
      await live.acks(2);
      const { losses, sessionsUnknown } = await live.settle();
      expect(sessionsUnknown).toBe(0);
      // They left when they were told to, or were let go; nobody was refused on its return.
      const reasons = Object.keys(losses).filter((reason) => !before.has(reason));
      expect(reasons.filter((reason) => !/^(moved|transport)/.test(reason))).toEqual([]);
    },
    FAULT_MS,
  );
});

describeWith([...NEEDS, 'haproxy'], 'three nodes behind HAProxy', () => {
  it('lose nothing when a node is killed, one hangs, HAProxy is killed and all nodes are restarted', async () => {
    await using live = await LiveCluster.start({ nodes: 3, edge: 'haproxy', websocket: 40, polling: 20 });
    const strike = async (name: string, pid: number | undefined, signal: NodeJS.Signals) => {
      live.publish();
      await live.acks(1);
      process.kill(pid ?? 0, signal);
      await live.cluster.servesAgain(name, pid ?? 0);
      await live.acks(1);
      expect((await live.settle()).sessionsUnknown).toBe(0);
    };
    const { nodes, edges } = live.cluster.current;
    await strike('n1', nodes[0]?.pid, 'SIGKILL');
    await strike('n2', nodes[1]?.pid, 'SIGSTOP');
    await strike('haproxy', edges[0]?.pid, 'SIGKILL');
    for (const { id, pid } of live.cluster.current.nodes) await strike(id, pid, 'SIGTERM');
  }, 240_000);
});

describeWith(NEEDS, 'two edges in front of the nodes', () => {
  it('lose nothing when one of them is killed for good, and its clients go on at the other', async () => {
    await using live = await LiveCluster.start({
      ...{ nodes: 2, edges: 2, restartAfterMs: 'never' },
      ...{ websocket: 40, polling: 20 },
    });
    live.publish();
    await live.acks(2);
    await live.settle();
    live.publish();
    await live.acks(1);
    process.kill(live.cluster.current.edges[1]?.pid ?? 0, 'SIGKILL');
    await live.acks(4);
    const { losses } = await live.settle();
    expect(Object.values(losses).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(30);
  }, 180_000);
});
