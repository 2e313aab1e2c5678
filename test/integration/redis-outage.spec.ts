import { pino } from 'pino';
import { Hub } from '../../src/delivery/hub.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { customFeed } from '../support/custom-feed.js';
import { TestClient } from '../support/delivery-world.js';
import { RelayNode } from '../support/relay-node.js';
import { type RedisServer, useRedisServer } from '../support/redis.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

const FEEDS = ['a', 'b', 'c'];

/** Two nodes on one log. Each relays what it committed itself, as nodes of a cluster do. */
class TwoNodes implements AsyncDisposable {
  readonly log = new MemoryEventLog({ clock: new SystemClock() });
  readonly clients: TestClient[] = [];
  readonly #hubs: Hub[] = [];
  #turn = 0;

  private constructor(readonly nodes: readonly RelayNode[]) {
    const clock = new SystemClock();
    // Commits alternate between the nodes.
    this.log.onCommitted((message) => nodes[(this.#turn += 1) % 2]?.relay.publish(message));
    for (const { relay, registry } of nodes) {
      const hub = new Hub({ log: this.log, relay, clock, registry, logger: pino({ level: 'silent' }) });
      this.#hubs.push(hub);
      this.clients.push(new TestClient(hub), new TestClient(hub));
    }
  }

  static async start(redis: RedisServer): Promise<TwoNodes> {
    const nodes = await Promise.all([
      RelayNode.ready({ url: redis.url }),
      RelayNode.ready({ url: redis.url }),
    ]);
    const world = new TwoNodes(nodes);
    for (const id of FEEDS) await world.log.createFeed(customFeed(id));
    for (const { session, viewOf } of world.clients) {
      const feeds = FEEDS.map((id) => ({ id, contract: 'every' as const }));
      let answered = false;
      await session.subscribe({ feeds, tags: [] }, viewOf, () => (answered = true));
      await waitFor(() => answered);
    }
    return world;
  }

  async publish(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      for (const feed of FEEDS) {
        await this.log.append({
          feed,
          operation: { op: 'publish', type: 'set', data: { index } },
          actor: 'test',
        });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Every client has everything up to `seq`, once and in order. */
  async complete(seq: number): Promise<void> {
    const wanted = Array.from({ length: seq }, (_, index) => index + 1);
    await waitFor(() =>
      this.clients.every(({ sink }) => FEEDS.every((feed) => sink.seqs(feed).at(-1) === seq)),
    );
    for (const { sink } of this.clients) {
      for (const feed of FEEDS) expect(sink.seqs(feed)).toEqual(wanted);
    }
  }

  async healthy(wanted: boolean): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.healthy(wanted)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const hub of this.#hubs) await hub.close();
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
  }
}

describeWith('redis-server', 'two nodes whose Redis goes away in the middle of a stream', () => {
  const redis = useRedisServer();

  it('bring every subscriber everything once and in order: killed, and started again empty', async () => {
    await using world = await TwoNodes.start(redis());
    await world.publish(50);
    await world.complete(50);
    const publishing = world.publish(200);
    await redis().kill9();
    await publishing;
    await world.healthy(false);
    await world.publish(50);
    await world.complete(300);
    await redis().restart();
    await world.healthy(true);
    await world.publish(50);
    await world.complete(350);
    expect(await world.nodes[0]?.metric('dropped_total', { reason: 'disconnected' })).toBeGreaterThan(0);
  });

  it('bring every subscriber everything once and in order: frozen, and going on', async () => {
    await using world = await TwoNodes.start(redis());
    await world.publish(20);
    redis().freeze();
    await world.publish(100);
    await world.complete(120);
    await world.healthy(false);
    await world.publish(20);
    await world.complete(140);
    redis().thaw();
    await world.healthy(true);
    await world.publish(20);
    await world.complete(160);
  });
});
