import type { TagAnswer } from '../core/protocol/messages.js';
import type { ViewOf } from './session.js';
import {
  DeliveryWorld,
  liveView,
  publicView,
  seededRandom,
  settled,
  TestClient,
} from '../../test/support/delivery-world.js';

type Served = Extract<TagAnswer, { feeds: unknown }>;

async function follow(client: TestClient, tag: string, maxRateHz = 20): Promise<Served> {
  const answer = await client.call({ tags: [{ tag, maxRateHz }] });
  const first = 'feeds' in answer ? answer.tags?.[0] : undefined;
  if (!first || 'error' in first) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return first;
}

describe('a tag subscription', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a', { tags: ['t'] });
    await world.createFeed('b', { tags: ['t', 'u'] });
    await world.createFeed('secret', { tags: ['t'], publicDelaySeconds: null });
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  it('answers with every feed that the caller may see and then sends one message for all that changed', async () => {
    await world.publish('b', { n: 1 });
    const client = new TestClient(world.node());
    const answer = await follow(client, 't', 10);
    expect(answer.effective).toEqual({ contract: 'latest', maxRateHz: 10, delaySeconds: 0 });
    expect(answer.feeds).toMatchObject([
      { feed: 'a', seq: 0, snapshot: { state: {} }, meta: { title: 'a' } },
      { feed: 'b', seq: 1, snapshot: { state: { n: 1 } } },
    ]);
    await world.publish('a', { n: 1 });
    await world.publish('b', { n: 2 });
    await world.publish('b', { n: 3 });
    await world.publish('secret', { n: 9 });
    await world.pass(100);
    expect(client.sink.messages).toMatchObject([
      {
        name: 'tag.state',
        payload: {
          tag: 't',
          feeds: [
            { feed: 'a', fromSeq: 0, seq: 1, patch: { n: 1 } },
            { feed: 'b', fromSeq: 1, seq: 3, patch: { n: 3 } },
          ],
        },
      },
    ]);
    expect(client.sink.of('tag.state')[0]).not.toHaveProperty('left');
  });

  it('leaves the snapshot out where the position is that of the shared stream', async () => {
    const hub = world.node();
    const first = new TestClient(hub);
    const { feeds } = await follow(first, 't');
    const { epoch } = feeds[0] as { epoch: string };
    const client = new TestClient(hub);
    const positions = { a: { epoch, seq: 0 }, b: { epoch, seq: 7 } };
    const answer = await client.call({ tags: [{ tag: 't', positions }] });
    expect(answer).toMatchObject({
      tags: [{ feeds: [{ feed: 'a' }, { feed: 'b', snapshot: { state: {} } }] }],
    });
    expect(JSON.stringify(answer)).toMatch(/"feed":"a","epoch":"[^"]*","seq":0,"meta"/);
  });

  it('brings a feed that joins with its snapshot, and names one that left and why', async () => {
    const client = new TestClient(world.node());
    await follow(client, 't');
    await world.createFeed('c', { tags: ['t'] });
    await world.publish('c', { n: 1 });
    await world.log.changeFeed('b', { tags: ['u'] });
    await world.log.archiveFeed('a');
    await world.pass(200);
    const feeds = client.sink.of('tag.state').flatMap((message) => message.feeds);
    const left = client.sink.of('tag.state').flatMap((message) => message.left ?? []);
    expect(feeds).toMatchObject([{ feed: 'c', epoch: 'memory-1', snapshot: { state: expect.anything() } }]);
    expect(left).toHaveLength(2);
    expect(left).toEqual(
      expect.arrayContaining([
        { feed: 'a', reason: 'archived' },
        { feed: 'b', reason: 'untagged' },
      ]),
    );
  });

  it('leaves an archived feed when the last event was released to those who follow it', async () => {
    await world.createFeed('late', { tags: ['t'], publicDelaySeconds: 10 });
    const hub = world.node();
    const insider = new TestClient(hub, liveView);
    const anonymous = new TestClient(hub, publicView);
    for (const client of [insider, anonymous]) await follow(client, 't');
    await world.publish('late', { n: 1 });
    await world.pass(1000, 100);
    await world.publish('late', { n: 2 });
    await world.log.archiveFeed('late');
    await world.pass(1000, 100);
    const told = ({ sink }: TestClient) =>
      sink
        .of('tag.state')
        .flatMap(({ feeds, left = [] }) => [
          ...feeds.map(({ feed, seq }) => `${feed} ${seq}`),
          ...left.map(({ feed, reason }) => `${feed} ${reason}`),
        ]);
    expect(told(insider)).toEqual(['late 1', 'late 2', 'late archived']);
    expect(told(anonymous)).toEqual([]);
    const newcomer = new TestClient(hub, publicView);
    expect((await follow(newcomer, 't')).feeds.map(({ feed }) => feed)).toEqual(['a', 'b', 'late']);
    await world.pass(13_000, 100);
    for (const client of [anonymous, newcomer])
      expect(told(client)).toEqual(['late 1', 'late 2', 'late archived']);
    expect((await follow(new TestClient(hub, publicView), 't')).feeds).toHaveLength(2);
  });

  it('shows nothing of a feed that was published after the feed lost the tag', async () => {
    const client = new TestClient(world.node());
    await follow(client, 't');
    await world.publish('a', { n: 1 });
    await world.log.changeFeed('b', { tags: ['u'] });
    await world.publish('b', { n: 'late' });
    const answers = jest.spyOn(world.log, 'tagged').mockRejectedValueOnce(new Error('away'));
    await world.pass(1000);
    answers.mockRestore();
    const sent = client.sink.of('tag.state');
    expect(JSON.stringify(sent)).not.toContain('late');
    expect(sent.flatMap(({ left }) => left ?? [])).toEqual([{ feed: 'b', reason: 'untagged' }]);
    expect(sent.flatMap(({ feeds }) => feeds)).toMatchObject([{ feed: 'a', seq: 1 }]);
  });

  it('goes on with a feed that changed in another way, and misses nothing of it', async () => {
    const client = new TestClient(world.node());
    await follow(client, 't');
    await world.log.changeFeed('a', { title: 'New' });
    await world.publish('a', { n: 1 });
    await world.pass(200);
    expect(client.sink.of('tag.state')).toMatchObject([{ feeds: [{ feed: 'a', fromSeq: 0, seq: 1 }] }]);
  });

  it('learns of a feed that joined although the relay lost the news', async () => {
    const client = new TestClient(world.node({ tagRefreshMs: 1000 }));
    await follow(client, 't');
    world.relay.down = true;
    await world.createFeed('c', { tags: ['t'] });
    await world.pass(1200);
    expect(client.sink.of('tag.state').flatMap(({ feeds }) => feeds.map(({ feed }) => feed))).toEqual(['c']);
  });

  it('gives everybody a room by what they may see, and moves them when that changes', async () => {
    const hub = world.node();
    const anonymous = new TestClient(hub, publicView);
    const insider = new TestClient(hub, liveView);
    expect((await follow(anonymous, 't')).feeds.map(({ feed }) => feed)).toEqual(['a', 'b']);
    expect((await follow(insider, 't')).feeds.map(({ feed }) => feed)).toEqual(['a', 'b', 'secret']);
    await world.log.changeFeed('secret', { publicDelaySeconds: 0 });
    await world.pass(200);
    expect(anonymous.sink.of('tag.state')).toMatchObject([
      { feeds: [{ feed: 'secret', snapshot: { state: {} } }] },
    ]);
    expect(insider.sink.of('tag.state').flatMap(({ left }) => left ?? [])).toEqual([]);
    await world.publish('secret', { n: 1 });
    await world.pass(100);
    for (const { sink } of [anonymous, insider]) {
      expect(sink.of('tag.state').at(-1)?.feeds).toMatchObject([{ feed: 'secret', fromSeq: 0, seq: 1 }]);
    }
    await world.log.changeFeed('secret', { publicDelaySeconds: null });
    await world.pass(200);
    expect(anonymous.sink.of('tag.state').at(-1)?.left).toEqual([{ feed: 'secret', reason: 'forbidden' }]);
    await world.publish('secret', { n: 2 });
    await world.pass(100);
    expect(JSON.stringify(anonymous.sink.messages)).not.toContain('"n":2');
    expect(insider.sink.of('tag.state').at(-1)?.feeds).toMatchObject([
      { feed: 'secret', fromSeq: 1, seq: 2 },
    ]);
  });

  it('takes away at once what a caller lost by a change of its own rights', async () => {
    const client = new TestClient(world.node(), liveView);
    await follow(client, 't');
    await client.session.reauthorize(publicView);
    await world.publish('secret', { n: 1 });
    await world.publish('a', { n: 1 });
    await world.pass(100);
    const messages = client.sink.of('tag.state');
    expect(messages.flatMap(({ left }) => left ?? [])).toEqual([{ feed: 'secret', reason: 'forbidden' }]);
    expect(messages.flatMap(({ feeds }) => feeds)).toMatchObject([{ feed: 'a', fromSeq: 0, seq: 1 }]);
  });

  it('takes for held by a member only what that one was told, whoever came to its room meanwhile', async () => {
    await world.createFeed('late', { tags: ['t'], publicDelaySeconds: 10 });
    const hub = world.node();
    const [insider, guest, anonymous] = [liveView, publicView, publicView].map(
      (viewOf) => new TestClient(hub, viewOf),
    ) as [TestClient, TestClient, TestClient];
    for (const client of [insider, guest, anonymous]) await follow(client, 't');
    await world.publish('late', { n: 1 });
    await world.log.archiveFeed('late');
    await world.pass(1000);
    await guest.session.reauthorize(liveView);
    insider.sink.clear();
    await insider.session.reauthorize(publicView);
    await world.pass(1000);
    const told = ({ sink }: TestClient) => sink.of('tag.state').flatMap(({ feeds }) => feeds);
    expect(told(insider)).toMatchObject([{ feed: 'late', seq: 0, snapshot: { state: {} } }]);
    expect(guest.sink.of('tag.state').flatMap(({ left }) => left ?? [])).toEqual([
      { feed: 'late', reason: 'archived' },
    ]);
    await world.pass(10_000, 100);
    for (const client of [insider, anonymous])
      expect(told(client).at(-1)).toMatchObject({ feed: 'late', fromSeq: 0, seq: 1, patch: { n: 1 } });
  });

  it('names a feed that left while it was about to come back in another view', async () => {
    const client = new TestClient(world.node());
    await follow(client, 't', 1);
    await world.pass(1000);
    await world.log.changeFeed('a', { publicDelaySeconds: 60 });
    await world.pass(300);
    await world.log.changeFeed('a', { publicDelaySeconds: null });
    await world.pass(3000);
    expect(client.sink.of('tag.state').flatMap(({ left }) => left ?? [])).toEqual([
      { feed: 'a', reason: 'forbidden' },
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 158, 717])(
    'leaves everybody with what they may see, however feeds and access changed (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      const hub = world.node();
      const insider: ViewOf = (_delay, feed) => ({ delaySeconds: feed === 'b' ? 1 : 0 });
      const clients = [publicView, insider, publicView, liveView].map(
        (viewOf) => new TestClient(hub, viewOf),
      );
      const answers = await Promise.all(clients.map((client) => follow(client, 't', pick([20, 1]))));
      const slow = clients[2]?.sink;
      for (let step = 0; step < 60; step++) {
        const feed = pick(['a', 'b', 'secret']);
        const chance = random();
        if (chance < 0.55) await world.log.changeFeed(feed, { publicDelaySeconds: pick([0, 1, 60, null]) });
        else if (chance < 0.75) await world.log.changeFeed(feed, { tags: pick([['t'], []]) });
        else if (chance < 0.9) await world.publish(feed, { step });
        else if (chance < 0.95) slow?.congest();
        else slow?.drain();
        await world.pass(pick([0, 10, 40, 400]), 10);
      }
      slow?.drain();
      await world.pass(5000, 50);
      const items = await world.log.tagged('t', 10);
      for (const [index, { sink, viewOf }] of clients.entries()) {
        const held = new Map(answers[index]?.feeds.map(({ feed, seq }) => [feed, seq]));
        for (const { feeds, left = [] } of sink.of('tag.state')) {
          for (const gone of left) held.delete(gone.feed);
          for (const change of feeds) {
            if (!change.snapshot) expect(held.get(change.feed)).toBe(change.fromSeq);
            held.set(change.feed, change.seq);
          }
        }
        const seen = items.filter((item) => viewOf(item.publicDelaySeconds, item.id)).map(({ id }) => id);
        expect([...held.keys()].sort()).toEqual(seen.sort());
      }
    },
  );

  it('conflates a congested client and brings it back with one message', async () => {
    const hub = world.node();
    const slow = new TestClient(hub);
    const quick = new TestClient(hub);
    await follow(slow, 't');
    await follow(quick, 't');
    slow.sink.congest();
    for (let n = 1; n <= 5; n++) {
      await world.publish('a', { n });
      await world.pass(60);
    }
    await world.createFeed('c', { tags: ['t'] });
    await world.log.changeFeed('b', { tags: [] });
    await world.log.changeFeed('a', { title: 'New' });
    await world.pass(200);
    expect(slow.sink.messages).toEqual([]);
    slow.sink.drain();
    expect(slow.sink.of('tag.state')).toHaveLength(1);
    expect(slow.sink.of('tag.state')[0]?.feeds).toMatchObject([
      { feed: 'a', fromSeq: 0, seq: 5, patch: { n: 5 } },
      { feed: 'c', snapshot: { state: {} } },
    ]);
    expect(slow.sink.of('tag.state')[0]?.left).toEqual([{ feed: 'b', reason: 'untagged' }]);
    expect(slow.sink.of('feed.meta')).toMatchObject([{ feed: 'a', meta: { title: 'New' } }]);
    await world.publish('a', { n: 6 });
    await world.pass(100);
    expect(slow.sink.of('tag.state').at(-1)).toEqual(quick.sink.of('tag.state').at(-1));
  });

  it('is independent of a subscription by id', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    await follow(client, 't');
    await client.session.unsubscribe({ feeds: ['a'], tags: [] }, () => undefined);
    await world.publish('a', { n: 1 });
    await world.pass(100);
    expect(client.sink.of('feed.events')).toEqual([]);
    expect(client.sink.of('tag.state')).toHaveLength(1);
    await client.session.unsubscribe({ feeds: [], tags: ['t'] }, () => undefined);
    await world.publish('a', { n: 2 });
    await world.pass(100);
    expect(client.sink.of('tag.state')).toHaveLength(1);
  });

  it('refuses a tag with more feeds than one subscription may have', async () => {
    const client = new TestClient(world.node({ tagFeeds: 2 }));
    const answer = await client.call({ tags: [{ tag: 't' }] });
    expect(answer).toMatchObject({
      tags: [{ tag: 't', error: { code: 'validation_failed', retryable: false } }],
    });
  });

  it('does not follow more tags than the node may, and prefers those that are in use', async () => {
    const hub = world.node({ maxTags: 2 });
    const left = new TestClient(hub);
    await follow(left, 't');
    left.session.close();
    await follow(new TestClient(hub), 'u');
    const client = new TestClient(hub);
    await follow(client, 'v');
    expect(await client.call({ tags: [{ tag: 't' }] })).toMatchObject({
      tags: [{ tag: 't', error: { code: 'unavailable', retryable: true } }],
    });
    expect(await world.metric('tags')).toBe(2);
    client.session.close();
    await world.pass(6000, 1000);
    expect(await world.metric('tags')).toBe(1);
  });

  it('begins empty when no feed bears the tag yet', async () => {
    const client = new TestClient(world.node());
    expect((await follow(client, 'later')).feeds).toEqual([]);
    await world.createFeed('c', { tags: ['later'] });
    await world.pass(200);
    expect(client.sink.of('tag.state')).toMatchObject([{ tag: 'later', feeds: [{ feed: 'c' }] }]);
  });

  it('sees delayed feeds behind their release and live ones live', async () => {
    await world.createFeed('d', { tags: ['t'], publicDelaySeconds: 5 });
    const anonymous = new TestClient(world.node());
    await follow(anonymous, 't');
    await world.publish('d', { n: 1 });
    await world.pass(4900, 50);
    expect(anonymous.sink.of('tag.state')).toEqual([]);
    await world.pass(1000, 50);
    expect(anonymous.sink.of('tag.state')).toMatchObject([{ feeds: [{ feed: 'd', fromSeq: 0, seq: 1 }] }]);
  });

  it('tells the newest view of a room after the log changed its epoch', async () => {
    const client = new TestClient(world.node());
    await follow(client, 't');
    const epoch = await world.log.newEpoch();
    await world.pass(3000, 50);
    expect(client.sink.of('tag.state').flatMap(({ feeds }) => feeds)).toMatchObject([
      { feed: 'a', epoch, snapshot: { state: {} } },
      { feed: 'b', epoch, snapshot: { state: {} } },
    ]);
    await settled();
  });
});
