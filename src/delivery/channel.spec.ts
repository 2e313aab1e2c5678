import { checksum } from '../core/json/checksum.js';
import {
  DeliveryWorld,
  liveView,
  publicView,
  settled,
  TestClient,
} from '../../test/support/delivery-world.js';

describe('a followed feed', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a');
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  const lost = { lose: 1, duplicate: 0, delay: 0, delayMs: 0 };
  const sound = { lose: 0, duplicate: 0, delay: 0, delayMs: 0 };

  it('waits 30 ms for a missing event, then reads it from the log once', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    world.relay.faults = lost;
    await world.publish('a', { n: 1 });
    world.relay.faults = sound;
    const read = jest.spyOn(world.log, 'read');
    await world.publish('a', { n: 2 });
    await world.publish('a', { n: 3 });
    await world.pass(20);
    expect([read.mock.calls.length, client.sink.seqs('a')]).toEqual([0, []]);
    await world.pass(20);
    expect([read.mock.calls.length, client.sink.seqs('a')]).toEqual([1, [1, 2, 3]]);
    expect(await world.metric('gaps')).toBe(1);
    expect(await world.metric('gap_reads')).toBe(1);
  });

  it('needs no read when the missing event is only late', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    const held: Parameters<typeof world.relay.publish>[0][] = [];
    const publish = jest
      .spyOn(world.relay, 'publish')
      .mockImplementation((message) => void held.push(message));
    await world.publish('a', { n: 1 });
    await world.publish('a', { n: 2 });
    publish.mockRestore();
    const read = jest.spyOn(world.log, 'read');
    for (const message of held.reverse()) world.relay.publish(message);
    for (const message of held) world.relay.publish(message);
    await world.pass(200);
    expect(client.sink.seqs('a')).toEqual([1, 2]);
    expect(read).not.toHaveBeenCalled();
    expect(await world.metric('duplicates')).toBe(2);
  });

  it('finds a lost tail by its head check: within 2 s, or 250 ms while the relay is down', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    world.relay.faults = lost;
    await world.publish('a', { n: 1 });
    await world.pass(1500);
    expect(client.sink.seqs('a')).toEqual([]);
    await world.pass(700);
    expect(client.sink.seqs('a')).toEqual([1]);
    world.relay.down = true;
    await world.pass(300);
    await world.publish('a', { n: 2 });
    await world.pass(350);
    expect(client.sink.seqs('a')).toEqual([1, 2]);
    expect(await world.metric('head_check_repairs')).toBe(2);
  });

  it('asks for all heads in one query', async () => {
    const hub = world.node();
    for (const id of ['b', 'c', 'd']) {
      await world.createFeed(id);
      await new TestClient(hub).subscribe(id);
    }
    const heads = jest.spyOn(world.log, 'heads');
    await world.pass(2100, 50);
    expect(heads.mock.calls.map(([requests]) => requests.length)).toEqual([3]);
  });

  it('stays up while the log is away and repairs itself when it is back', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    world.relay.faults = lost;
    await world.publish('a', { n: 1 });
    world.relay.faults = sound;
    await world.publish('a', { n: 2 });
    world.log.reachable = false;
    await world.pass(5000, 50);
    expect(client.sink.messages).toEqual([]);
    world.log.reachable = true;
    await world.pass(6000, 50);
    expect(client.sink.seqs('a')).toEqual([1, 2]);
  });

  it('replaces what every subscriber holds when the epoch changed', async () => {
    const hub = world.node();
    const every = new TestClient(hub);
    const latest = new TestClient(hub);
    await every.subscribe('a');
    await latest.subscribe('a', { contract: 'latest' });
    await world.publish('a', { n: 1 });
    await world.pass(100);
    const epoch = await world.log.newEpoch();
    await world.publish('a', { n: 2 });
    await world.pass(100);
    const state = { n: 2 };
    for (const { sink } of [every, latest]) {
      expect(sink.of('feed.snapshot')).toEqual([
        { feed: 'a', epoch, seq: 2, state, checksum: checksum(state), reason: 'epoch_changed' },
      ]);
    }
    await world.publish('a', { n: 3 });
    await world.pass(100);
    expect(every.sink.seqs('a')).toEqual([1, 3]);
    expect(latest.sink.of('feed.state').at(-1)).toMatchObject({ fromSeq: 2, seq: 3 });
  });

  it('costs nobody an event when a message claims an epoch that the log does not have', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    const at = new Date(world.clock.now()).toISOString();
    const bogus = { feed: 'a', seq: 1, type: 'set', data: { n: 9 }, at, occurredAt: at };
    world.relay.publish({ type: 'events', feed: 'a', epoch: 'bogus', events: [bogus] });
    await world.publish('a', { n: 1 });
    await world.pass(100);
    await world.publish('a', { n: 2 });
    await world.pass(100);
    expect(client.sink.messages.map(({ name }) => name)).toEqual(['feed.events', 'feed.events']);
    expect(client.sink.seqs('a')).toEqual([1, 2]);
  });

  it('carries on without a snapshot when an old answer looked like another epoch', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    const heads = jest.spyOn(world.log, 'heads');
    const old = { feed: 'a', delaySeconds: 0, epoch: 'old', seq: 0, revision: 1 };
    heads.mockImplementationOnce(async () => {
      await world.publish('a', { n: 1 });
      return [old];
    });
    await world.pass(2200, 50);
    await world.publish('a', { n: 2 });
    await world.pass(100);
    expect(heads).toHaveBeenCalled();
    expect(client.sink.of('feed.snapshot')).toEqual([]);
    expect(client.sink.seqs('a')).toEqual([1, 2]);
  });

  it('loads the state again when it is not what the log says', async () => {
    const client = new TestClient(world.node({ verifyMs: 1000 }));
    await client.subscribe('a');
    await world.publish('a', { n: 1 });
    await settled();
    const state = jest.spyOn(world.log, 'state').mockResolvedValueOnce({
      feed: 'a',
      epoch: await world.log.epoch(),
      seq: 1,
      state: { n: 7 },
      at: new Date(world.clock.now()).toISOString(),
    });
    await world.pass(1100, 50);
    expect(state).toHaveBeenCalled();
    expect(client.sink.of('feed.snapshot')).toMatchObject([{ seq: 1, state: { n: 1 }, reason: 'resync' }]);
    expect(await world.metric('state_mismatches')).toBe(1);
  });

  it('tells each change of what is known of the feed, even when the relay lost it', async () => {
    const hub = world.node();
    const every = new TestClient(hub);
    const latest = new TestClient(hub);
    await every.subscribe('a');
    await latest.subscribe('a', { contract: 'latest' });
    await world.log.changeFeed('a', { title: 'B' });
    await settled();
    world.relay.down = true;
    await world.log.changeFeed('a', { tags: ['x'] });
    await world.pass(2500, 50);
    for (const { sink } of [every, latest]) {
      expect(sink.of('feed.meta').map(({ meta }) => [meta.title, meta.tags])).toEqual([
        ['B', []],
        ['B', ['x']],
      ]);
    }
  });

  it('closes the subscriptions of an archived feed after its last event', async () => {
    const hub = world.node();
    const every = new TestClient(hub);
    const latest = new TestClient(hub);
    await every.subscribe('a');
    await latest.subscribe('a', { contract: 'latest', maxRateHz: 1 });
    await world.publish('a', { n: 1 });
    await world.log.archiveFeed('a');
    await settled();
    expect(every.sink.messages.map(({ name }) => name)).toEqual(['feed.events', 'feed.closed']);
    expect(latest.sink.messages.map(({ name }) => name)).toEqual(['feed.state', 'feed.closed']);
    expect(every.sink.of('feed.closed')).toEqual([{ feed: 'a', reason: 'archived' }]);
    expect(await world.metric('subscriptions')).toBe(0);
  });

  it('still serves what a client lacks of an archived feed, and then closes', async () => {
    for (let n = 1; n <= 3; n++) await world.publish('a', { n });
    await world.log.archiveFeed('a');
    const client = new TestClient(world.node());
    const answer = await client.subscribe('a', { position: { epoch: await world.log.epoch(), seq: 1 } });
    expect(answer.events?.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(client.sink.messages.map(({ name }) => name)).toEqual(['feed.closed']);
  });

  it('proves its state when it falls silent and every 10 s while it does not', async () => {
    const hub = world.node();
    const every = new TestClient(hub);
    const latest = new TestClient(hub);
    await every.subscribe('a');
    await latest.subscribe('a', { contract: 'latest', maxRateHz: 1 });
    for (let n = 1; n <= 25; n++) {
      await world.publish('a', { n });
      await world.pass(500, 100);
    }
    const during = every.sink.of('feed.check').length;
    await world.pass(4000, 100);
    for (const { sink } of [every, latest]) {
      const last = sink.of('feed.check').at(-1);
      expect(last).toEqual({ feed: 'a', seq: 25, checksum: checksum({ n: 25 }) });
      for (const check of sink.of('feed.check')) expect(check.checksum).toBe(checksum({ n: check.seq }));
    }
    expect(during).toBe(1);
    const total = every.sink.of('feed.check').length;
    await world.pass(30_000, 500);
    expect(every.sink.of('feed.check')).toHaveLength(total);
  });

  it('is dropped some time after the last subscriber left, not at once', async () => {
    const client = new TestClient(world.node({ lingerMs: 1000 }));
    await client.subscribe('a');
    client.session.close();
    await world.pass(500);
    expect(await world.metric('channels')).toBe(1);
    await world.pass(600);
    expect(await world.metric('channels')).toBe(0);
  });

  it('does not follow more feeds than the node may, and prefers those that are in use', async () => {
    for (const id of ['b', 'c']) await world.createFeed(id);
    const hub = world.node({ maxChannels: 2 });
    const left = new TestClient(hub);
    await left.subscribe('a');
    left.session.close();
    await new TestClient(hub).subscribe('b');
    const client = new TestClient(hub);
    await client.subscribe('c');
    const refused = await client.call({ feeds: [{ id: 'a', contract: 'every' }] });
    expect(refused).toMatchObject({ feeds: [{ error: { code: 'unavailable', retryable: true } }] });
  });

  describe('when its source is expected to speak', () => {
    beforeEach(() => world.createFeed('live', { kind: 'custom', expectedIntervalSeconds: 10 }));

    it('tells when it falls silent and when it speaks again', async () => {
      const client = new TestClient(world.node());
      await world.publish('live', { status: 'live' });
      await client.subscribe('live');
      await world.pass(11_500, 250);
      expect(client.sink.of('feed.health').map(({ status }) => status)).toEqual(['stale']);
      await world.pass(20_000, 250);
      expect(client.sink.of('feed.health').map(({ status }) => status)).toEqual(['stale', 'lost']);
      await world.log.heartbeat('live');
      await settled();
      expect(client.sink.of('feed.health').map(({ status }) => status)).toEqual(['stale', 'lost', 'ok']);
    });

    it('tells who joins while it is silent', async () => {
      const hub = world.node();
      await world.publish('live', { status: 'live' });
      await new TestClient(hub).subscribe('live');
      await world.pass(12_000, 250);
      const client = new TestClient(hub);
      await client.subscribe('live');
      expect(client.sink.of('feed.health')).toMatchObject([{ feed: 'live', status: 'stale' }]);
    });
  });

  describe('when its public delay changes', () => {
    it('moves those without live access behind the delay and leaves the others alone', async () => {
      const hub = world.node();
      const every = new TestClient(hub, publicView);
      const latest = new TestClient(hub, publicView);
      const insider = new TestClient(hub, liveView);
      await every.subscribe('a');
      await latest.subscribe('a', { contract: 'latest' });
      await insider.subscribe('a');
      await world.publish('a', { n: 1 });
      await world.pass(10_000, 500);
      await world.publish('a', { n: 2 });
      await world.log.changeFeed('a', { publicDelaySeconds: 5 });
      await settled();
      await world.publish('a', { n: 3 });
      await settled();
      for (const { sink } of [every, latest]) {
        expect(sink.of('feed.snapshot')).toMatchObject([
          { seq: 1, state: { n: 1 }, reason: 'access_changed' },
        ]);
        expect(JSON.stringify(sink.messages)).not.toContain('"n":3');
      }
      expect(insider.sink.seqs('a')).toEqual([1, 2, 3]);
      await world.pass(6000, 50);
      expect(every.sink.seqs('a').slice(-2)).toEqual([2, 3]);
      expect(latest.sink.of('feed.state').at(-1)).toMatchObject({ seq: 3 });
    });

    it('closes them when the public may no longer see it at all', async () => {
      const client = new TestClient(world.node(), publicView);
      await client.subscribe('a');
      await world.log.changeFeed('a', { publicDelaySeconds: null });
      await settled();
      await world.publish('a', { n: 1 });
      await settled();
      expect(client.sink.messages).toEqual([
        { name: 'feed.closed', payload: { feed: 'a', reason: 'forbidden' } },
      ]);
    });

    it('moves a caller whose own rights changed', async () => {
      await world.createFeed('d', { publicDelaySeconds: 5 });
      const client = new TestClient(world.node(), liveView);
      await client.subscribe('d');
      await world.publish('d', { n: 1 });
      await client.session.reauthorize(publicView);
      await world.publish('d', { n: 2 });
      await settled();
      expect(client.sink.of('feed.snapshot')).toMatchObject([{ seq: 0, reason: 'access_changed' }]);
      expect(client.sink.seqs('d')).toEqual([1]);
    });
  });

  describe('for a delayed audience', () => {
    beforeEach(() => world.createFeed('d', { publicDelaySeconds: 10 }));

    it('shows each event when its delay has passed by the clock of the log, never before', async () => {
      const client = new TestClient(world.node());
      expect((await client.subscribe('d')).effective.delaySeconds).toBe(10);
      const shownAt: number[] = [];
      const start = world.clock.now();
      client.sink.onMessage = ({ name }) => {
        if (name === 'feed.events') shownAt.push(world.clock.now() - start);
      };
      for (let n = 1; n <= 4; n++) {
        await world.publish('d', { n });
        await world.pass(1000, 20);
      }
      await world.pass(11_000, 20);
      expect(client.sink.seqs('d')).toEqual([1, 2, 3, 4]);
      shownAt.forEach((at, index) => {
        expect(at).toBeGreaterThanOrEqual(10_000 + index * 1000);
        expect(at).toBeLessThan(10_600 + index * 1000);
      });
    });

    it('answers a position beyond the release cursor like another epoch', async () => {
      await world.publish('d', { n: 1 });
      await world.pass(20_000, 1000);
      await world.publish('d', { n: 2 });
      const client = new TestClient(world.node());
      const position = { epoch: await world.log.epoch(), seq: 2 };
      const answers: unknown[] = [];
      const request = { feeds: [{ id: 'd', contract: 'every', position } as const], tags: [] };
      void client.session.subscribe(request, client.viewOf, (answer) => answers.push(answer));
      await world.pass(100);
      expect(answers).toMatchObject([
        { feeds: [{ seq: 1, recovered: false, snapshot: { state: { n: 1 } } }] },
      ]);
    });

    it('reads what was committed before anybody followed as it becomes due', async () => {
      for (let n = 1; n <= 3; n++) await world.publish('d', { n });
      const client = new TestClient(world.node());
      expect((await client.subscribe('d')).seq).toBe(0);
      await world.pass(13_000, 100);
      expect(client.sink.seqs('d')).toEqual([1, 2, 3]);
    });

    it('ends an archived feed only after its last event was released', async () => {
      const client = new TestClient(world.node());
      await client.subscribe('d');
      await world.publish('d', { n: 1 });
      await world.log.archiveFeed('d');
      await world.pass(9000, 100);
      expect(client.sink.messages).toEqual([]);
      await world.pass(3000, 100);
      expect(client.sink.messages.map(({ name }) => name)).toEqual(['feed.events', 'feed.closed']);
    });

    it('tells that a feed was archived as late as its events, also when those were all released before', async () => {
      await world.publish('d', { n: 1 });
      await world.pass(11_000, 100);
      const client = new TestClient(world.node());
      await client.subscribe('d');
      await world.log.archiveFeed('d');
      await world.pass(9000, 100);
      expect(client.sink.messages).toEqual([]);
      await world.pass(3000, 100);
      expect(client.sink.messages.map(({ name }) => name)).toEqual(['feed.closed']);
    });
  });

  describe('with a client that does not keep up', () => {
    it('ends who follows every event, after telling why, and nobody else', async () => {
      const hub = world.node();
      const slow = new TestClient(hub);
      const quick = new TestClient(hub);
      await slow.subscribe('a');
      await quick.subscribe('a');
      slow.sink.congest();
      await world.publish('a', { n: 1 });
      await world.publish('a', { n: 2 });
      await settled();
      expect(slow.sink.ended).toMatchObject({ code: 'slow_consumer', retryable: true });
      expect(slow.sink.messages).toEqual([]);
      expect(quick.sink.seqs('a')).toEqual([1, 2]);
      expect(await world.metric('subscriptions')).toBe(1);
    });

    it('conflates who follows the state, and brings it back with one patch', async () => {
      const hub = world.node();
      const slow = new TestClient(hub);
      const quick = new TestClient(hub);
      await slow.subscribe('a', { contract: 'latest' });
      await quick.subscribe('a', { contract: 'latest' });
      slow.sink.congest();
      for (let n = 1; n <= 5; n++) {
        await world.publish('a', { n, [`k${n}`]: n });
        await world.pass(60);
      }
      await world.log.changeFeed('a', { title: 'B' });
      await settled();
      expect(slow.sink.messages).toEqual([]);
      expect(quick.sink.of('feed.state')).toHaveLength(5);
      slow.sink.drain();
      expect(slow.sink.messages).toMatchObject([
        { name: 'feed.state', payload: { fromSeq: 0, seq: 5, patch: { n: 5, k1: 1, k5: 5 } } },
        { name: 'feed.meta', payload: { meta: { title: 'B' } } },
      ]);
      await world.publish('a', { n: 6 });
      await world.pass(60);
      expect(slow.sink.of('feed.state').at(-1)).toEqual(quick.sink.of('feed.state').at(-1));
    });

    it('gives a snapshot to who was away in another epoch', async () => {
      const client = new TestClient(world.node());
      await client.subscribe('a', { contract: 'latest' });
      client.sink.congest();
      await world.publish('a', { n: 1 });
      await world.pass(60);
      await world.log.newEpoch();
      await world.publish('a', { n: 2 });
      await world.pass(100);
      client.sink.drain();
      expect(client.sink.messages).toMatchObject([
        { name: 'feed.snapshot', payload: { seq: 2, state: { n: 2 }, reason: 'epoch_changed' } },
      ]);
    });

    it('sends a long replay only as fast as it is taken', async () => {
      for (let n = 1; n <= 40; n++) await world.publish('a', { n });
      const client = new TestClient(world.node({ pageEvents: 10 }));
      client.sink.onMessage = () => client.sink.congest();
      const position = { epoch: await world.log.epoch(), seq: 0 };
      const { events } = await client.subscribe('a', { position });
      await settled();
      expect([events?.length, client.sink.seqs('a').length]).toEqual([10, 10]);
      await world.publish('a', { n: 41 });
      for (let round = 0; round < 6; round++) {
        client.sink.drain();
        await settled();
      }
      expect(client.sink.seqs('a')).toEqual(Array.from({ length: 31 }, (_, index) => index + 11));
      expect(client.sink.ended).toBeUndefined();
    });

    it('lets a long replay wait for what is unsent, while another feed of the client stays live', async () => {
      await world.createFeed('b');
      for (let n = 1; n <= 40; n++) await world.publish('b', { n });
      const client = new TestClient(world.node({ pageEvents: 10 }));
      await client.subscribe('a');
      client.sink.occupy();
      await client.subscribe('b', { position: { epoch: await world.log.epoch(), seq: 0 } });
      await world.publish('a', { n: 1 });
      await settled();
      expect([client.sink.seqs('a'), client.sink.seqs('b')]).toEqual([[1], []]);
      client.sink.drain();
      await settled();
      expect(client.sink.seqs('b')).toEqual(Array.from({ length: 30 }, (_, index) => index + 11));
      expect(client.sink.ended).toBeUndefined();
    });

    it.each([
      ['the log', { pageEvents: 50, ringEvents: 1 }],
      ['memory', { pageEvents: 50 }],
    ])('sends a heavy replay out of %s in messages of bounded weight', async (_, options) => {
      const hub = world.node({ ...options, messageBytes: 5000, answerBytes: 5000 });
      await new TestClient(hub).subscribe('a');
      for (let n = 1; n <= 40; n++) await world.publish('a', { [`k${n}`]: 'x'.repeat(1000) });
      const client = new TestClient(hub);
      const { events } = await client.subscribe('a', {
        position: { epoch: await world.log.epoch(), seq: 0 },
      });
      await settled();
      const first = events?.length ?? 0;
      expect(client.sink.seqs('a')).toEqual(
        Array.from({ length: 40 - first }, (_, index) => index + 1 + first),
      );
      for (const frame of client.sink.frames) expect(frame.json.length).toBeLessThan(6000);
    });
  });

  it('shares the reads of clients that return at once from nearby positions', async () => {
    for (let n = 1; n <= 900; n++) await world.publish('a', { n });
    const hub = world.node();
    const read = jest.spyOn(world.log, 'read');
    const epoch = await world.log.epoch();
    const clients = Array.from({ length: 200 }, () => new TestClient(hub));
    const answers = await Promise.all(
      clients.map((client, index) => client.subscribe('a', { position: { epoch, seq: 510 + index } })),
    );
    expect(read.mock.calls.length).toBe(1);
    expect(answers.map(({ events }) => events?.length)).toEqual(answers.map((_, index) => 390 - index));
  });
});
