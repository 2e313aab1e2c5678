import type { RedisMode } from '../../src/platform/redis/client.js';
import { RelayNode, type RelayNodeOptions, eventsOf } from '../support/relay-node.js';
import { RedisServer, useRedisServer } from '../support/redis.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';
import { relayContract } from './relay.contract.js';

const at = '2026-01-01T00:00:00.000Z';

async function pair(options: RelayNodeOptions): Promise<readonly [RelayNode, RelayNode]> {
  return Promise.all([RelayNode.ready(options), RelayNode.ready(options)]);
}

function seqsOf(node: RelayNode, feed: string): readonly number[] {
  return node.heard.flatMap((message) =>
    message.type === 'events' && message.feed === feed ? message.events.map(({ seq }) => seq) : [],
  );
}

function contractOn(mode: RedisMode): void {
  describe(mode, () => {
    const redis = useRedisServer({ cluster: mode === 'cluster' });
    relayContract(`Redis (${mode})`, async () => {
      const [here, there] = await pair({ url: redis().url, mode });
      return {
        here: here.relay,
        there: there.relay,
        close: async () => {
          await here[Symbol.asyncDispose]();
          await there[Symbol.asyncDispose]();
        },
      };
    });

    it('connects three nodes, and heals alone after Redis was killed and started empty', async () => {
      await using first = await RelayNode.ready({ url: redis().url, mode });
      await using second = await RelayNode.ready({ url: redis().url, mode });
      await using third = await RelayNode.ready({ url: redis().url, mode });
      const nodes = [first, second, third];
      nodes.forEach((node, index) => node.relay.publish(eventsOf(`f${index}`, 1)));
      await waitFor(() => nodes.every((node) => node.heard.length === 3));
      await redis().kill9();
      await Promise.all(nodes.map((node) => node.healthy(false)));
      first.relay.publish(eventsOf('lost', 1));
      await redis().restart();
      await Promise.all(nodes.map((node) => node.healthy()));
      nodes.forEach((node, index) => node.relay.publish(eventsOf(`f${index}`, 2)));
      await waitFor(() =>
        nodes.every((node) => [0, 1, 2].every((index) => seqsOf(node, `f${index}`).length === 2)),
      );
      expect(seqsOf(first, 'lost')).toEqual([1]);
      expect(seqsOf(second, 'lost')).toEqual([]);
    });

    it('heals alone after Redis hung', async () => {
      await using here = await RelayNode.ready({ url: redis().url, mode });
      await using there = await RelayNode.ready({ url: redis().url, mode });
      redis().freeze();
      await Promise.all([here.healthy(false), there.healthy(false)]);
      redis().thaw();
      await Promise.all([here.healthy(), there.healthy()]);
      here.relay.publish(eventsOf('a', 1));
      await waitFor(() => there.heard.length === 1);
    });
  });
}

describeWith('redis-server', 'the relay over Redis', () => {
  for (const mode of ['classic', 'sharded', 'cluster'] as const) contractOn(mode);

  describe('what is sent', () => {
    const redis = useRedisServer();

    it('leaves in one publish a turn, whatever the number of feeds', async () => {
      const [here, there] = await pair({ url: redis().url });
      for (let feed = 0; feed < 50; feed++) here.relay.publish(eventsOf(`f${feed}`, 1, 2));
      await waitFor(() => there.heard.length === 50);
      expect(await here.metric('batches_total')).toBe(1);
      expect(await here.metric('published_total')).toBe(50);
      expect(await there.metric('received_total')).toBe(50);
      expect(await there.metric('bytes_total', { direction: 'in' })).toBeGreaterThan(5000);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
    });

    it('is heard at home in the turn in which it was published', async () => {
      await using node = await RelayNode.ready({ url: redis().url });
      node.relay.publish(eventsOf('a', 1));
      expect(node.heard).toHaveLength(1);
    });

    it('is split when it is longer than one publish may be, and stays in order', async () => {
      const [here, there] = await pair({ url: redis().url, maxBatchLength: 2000 });
      const seqs = Array.from({ length: 200 }, (_, index) => index + 1);
      here.relay.publish(eventsOf('a', ...seqs));
      await waitFor(() => seqsOf(there, 'a').length === 200);
      expect(seqsOf(there, 'a')).toEqual(seqs);
      expect(await here.metric('batches_total')).toBeGreaterThan(5);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
    });

    it('still leaves when the node closes in the same turn', async () => {
      const [here, there] = await pair({ url: redis().url });
      here.relay.publish(eventsOf('a', 1));
      await here[Symbol.asyncDispose]();
      await waitFor(() => there.heard.length === 1);
      // Leaving is no outage.
      expect(here.lines).toHaveLength(1);
      await there[Symbol.asyncDispose]();
    });

    it('stays among the nodes of one prefix', async () => {
      const [here, there] = await pair({ url: redis().url, prefix: 'one' });
      await using stranger = await RelayNode.ready({ url: redis().url, prefix: 'two' });
      here.relay.publish(eventsOf('a', 1));
      await waitFor(() => there.heard.length === 1);
      expect(stranger.heard).toEqual([]);
      expect(await stranger.metric('dropped_total')).toBe(0);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
    });
  });

  describe('what does not belong there', () => {
    const redis = useRedisServer();
    const channel = '{touchline}-request#/#';
    const packet = (...data: unknown[]): string => JSON.stringify({ uid: 'other', type: 6, data });
    const good = eventsOf('a', 1);
    const rubbish: readonly (readonly [string, string, string])[] = [
      ['text that is neither JSON nor msgpack', channel, '\u00c1'.repeat(20)],
      ['null', channel, '\u00c0'],
      ['JSON cut short', channel, '{"uid":"other","type":6,"data":["relay",{"v":1'],
      ['an event without arguments', channel, packet('relay')],
      ['no arguments at all', channel, JSON.stringify({ uid: 'other', type: 6 })],
      ['a list of messages that is none', channel, packet('relay', { v: 1, messages: 7 })],
      [
        'messages of another kind',
        channel,
        packet('relay', { v: 1, messages: [null, 1, { type: 'novel', feed: 'a' }] }),
      ],
      ['another version', channel, packet('relay', { v: 99, messages: [good] })],
      [
        'events with a gap',
        channel,
        packet('relay', {
          v: 1,
          messages: [{ ...good, events: [...good.events, { ...good.events[0], seq: 3 }] }],
        }),
      ],
      [
        'an event of another feed',
        channel,
        packet('relay', { v: 1, messages: [{ ...good, events: eventsOf('b', 1).events }] }),
      ],
      [
        'a time that is none',
        channel,
        packet('relay', { v: 1, messages: [{ type: 'heartbeat', feed: 'a', at: 'soon' }] }),
      ],
      ['a connection that is none', channel, packet('connection', { id: 1 })],
      ['a broadcast that cannot be read', '{touchline}#/#', 'nonsense'],
      ['an answer to no question', '{touchline}-response#/#', '{"requestId":"x"}'],
    ];

    it.each(rubbish)('is ignored: %s', async (_name, where, message) => {
      const [here, there] = await pair({ url: redis().url });
      there.server.on('connection', (socket) => socket.join('room'));
      await redis().command('PUBLISH', where, message);
      here.relay.publish(eventsOf('after', 1));
      await waitFor(() => there.heard.length > 0);
      expect(there.heard).toEqual([eventsOf('after', 1)]);
      expect(there.relay.healthy).toBe(true);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
    });

    it('is counted by its reason and told once, and what can be read beside it is used', async () => {
      await using node = await RelayNode.ready({ url: redis().url });
      const mixed = packet('relay', { v: 1, messages: [{ type: 'novel', feed: 'a' }, good, null] });
      for (const message of [mixed, packet('relay', { v: 2 }), packet('relay', { v: 2 })]) {
        await redis().command('PUBLISH', channel, message);
      }
      await waitFor(async () => (await node.metric('dropped_total', { reason: 'version' })) === 2);
      expect(await node.metric('dropped_total', { reason: 'malformed' })).toBe(2);
      expect(node.heard).toEqual([good]);
      expect(node.lines.filter((line) => line.includes('not understood'))).toHaveLength(1);
    });
  });

  describe('without Redis', () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    beforeAll(() => process.on('unhandledRejection', note));
    afterAll(() => void process.off('unhandledRejection', note));
    afterEach(() => expect(rejections).toEqual([]));

    it('begins, says that it is unhealthy, serves its own listeners, and heals when Redis comes', async () => {
      const redis = await RedisServer.start({ stopped: true });
      await using node = RelayNode.start({ url: redis.url });
      await waitFor(() => node.lines.length > 0);
      expect(node.relay.healthy).toBe(false);
      expect(await node.metric('healthy')).toBe(0);
      node.relay.publish(eventsOf('a', 1));
      expect(node.heard).toHaveLength(1);
      expect(await node.metric('dropped_total', { reason: 'disconnected' })).toBe(1);
      await redis.restart();
      await node.healthy();
      expect(await node.metric('healthy')).toBe(1);
      expect(node.lines).toHaveLength(2);
      await redis.stop();
    });

    it('drops and counts what is published meanwhile, keeps nothing, and logs each change once', async () => {
      const redis = await RedisServer.start();
      const [here, there] = await pair({ url: redis.url });
      await redis.kill9();
      await here.healthy(false);
      for (let seq = 1; seq <= 5000; seq++) here.relay.publish(eventsOf('a', seq));
      await waitFor(async () => (await here.metric('connection_changes_total', { state: 'down' })) >= 2);
      expect(await here.metric('dropped_total', { reason: 'disconnected' })).toBe(5000);
      expect(await here.metric('in_flight_bytes')).toBe(0);
      await redis.restart();
      await Promise.all([here.healthy(), there.healthy()]);
      here.relay.publish(eventsOf('a', 5001));
      await waitFor(() => there.heard.length > 0);
      expect(seqsOf(there, 'a')).toEqual([5001]);
      expect(here.lines).toHaveLength(3);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
      await redis.stop();
    });

    it('notices that Redis hangs, keeps no more than its bound meanwhile, and heals when it goes on', async () => {
      const redis = await RedisServer.start();
      const maxInFlightBytes = 20_000;
      const [here, there] = await pair({ url: redis.url, limits: { maxInFlightBytes } });
      redis.freeze();
      const text = 'x'.repeat(2000);
      let most = 0;
      let seq = 0;
      await waitFor(
        async () => {
          const message = eventsOf('a', (seq += 1));
          here.relay.publish({
            ...message,
            events: message.events.map((event) => ({ ...event, data: { text } })),
          });
          most = Math.max(most, await here.metric('in_flight_bytes'));
          return !here.relay.healthy;
        },
        { timeoutMs: 5000, intervalMs: 5 },
      );
      expect(most).toBeGreaterThanOrEqual(maxInFlightBytes);
      expect(most).toBeLessThan(maxInFlightBytes + 3000);
      expect(await here.metric('dropped_total', { reason: 'backlog' })).toBeGreaterThan(0);
      await waitFor(async () => (await here.metric('in_flight_bytes')) === 0);
      expect(await here.metric('publish_failures_total')).toBeGreaterThan(0);
      redis.thaw();
      await Promise.all([here.healthy(), there.healthy()]);
      here.relay.publish(eventsOf('b', 1));
      await waitFor(() => seqsOf(there, 'b').length === 1);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
      await redis.stop();
    });

    it('closes at once while Redis hangs', async () => {
      const redis = await RedisServer.start();
      const node = await RelayNode.ready({ url: redis.url });
      redis.freeze();
      await node[Symbol.asyncDispose]();
      node.relay.publish({ type: 'heartbeat', feed: 'a', at });
      expect(await node.metric('dropped_total', { reason: 'closed' })).toBe(1);
      redis.thaw();
      await redis.stop();
    });

    it('starts over when an operator ends its connections', async () => {
      const redis = await RedisServer.start();
      const [here, there] = await pair({ url: redis.url });
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await waitFor(async () => (await there.metric('connection_changes_total', { state: 'down' })) > 0);
      await Promise.all([here.healthy(), there.healthy()]);
      here.relay.publish(eventsOf('a', 1));
      await waitFor(() => there.heard.length === 1);
      await Promise.all([here, there].map((node) => node[Symbol.asyncDispose]()));
      await redis.stop();
    });
  });
});
