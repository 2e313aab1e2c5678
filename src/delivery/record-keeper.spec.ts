import { DeliveryWorld, liveView, publicView, TestClient } from '../../test/support/delivery-world.js';

describe('the record of a followed feed', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a');
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  // It asked the log again and again, as fast as that could answer, until a head check found the new epoch.
  it('is asked for once when it turns out to be of another epoch, and the feed is soon loaded anew', async () => {
    const client = new TestClient(world.node());
    await client.subscribe('a');
    const epoch = await world.log.newEpoch();
    const feedsById = world.log.feedsById.bind(world.log);
    const asked = jest
      .spyOn(world.log, 'feedsById')
      .mockImplementation((wanted) =>
        asked.mock.calls.length > 50 ? Promise.reject(new Error('asked too often')) : feedsById(wanted),
      );
    await world.log.changeFeed('a', { title: 'Another title' });
    await world.pass(100);
    expect(asked.mock.calls.length).toBeLessThan(5);
    expect(client.sink.of('feed.snapshot')).toMatchObject([{ feed: 'a', epoch, reason: 'epoch_changed' }]);
  });

  // A channel that was loaded anew took the new record without a word: the public went on with a feed that was private by then.
  it.each([true, false])('decides who may go on where the epoch changed, too (tag: %s)', async (byTag) => {
    await world.createFeed('b', { tags: ['t'] });
    const hub = world.node();
    const [outsider, insider] = [publicView, liveView].map((viewOf) => new TestClient(hub, viewOf)) as [
      TestClient,
      TestClient,
    ];
    const request = byTag ? { tags: [{ tag: 't', maxRateHz: 20 }] } : { feeds: [{ id: 'b' }] };
    for (const client of [outsider, insider]) {
      await client.call({ feeds: [], ...request } as Parameters<TestClient['call']>[0]);
    }
    const epoch = await world.log.newEpoch();
    await world.log.changeFeed('b', { publicDelaySeconds: null, title: 'Secret' });
    await world.publish('b', { n: 1 });
    await world.pass(200);
    expect(JSON.stringify(outsider.sink.messages)).not.toContain('"n":1');
    expect(outsider.sink.messages.at(-1)).toMatchObject(
      byTag
        ? { name: 'tag.state', payload: { left: [{ feed: 'b', reason: 'forbidden' }] } }
        : { name: 'feed.closed', payload: { feed: 'b', reason: 'forbidden' } },
    );
    expect(JSON.stringify(insider.sink.messages)).toContain('"n":1');
    expect(insider.sink.of('feed.meta')).toMatchObject([{ feed: 'b', meta: { title: 'Secret' } }]);
    expect(JSON.stringify(insider.sink.messages)).toContain(`"epoch":"${epoch}"`);
  });

  // To the live channel, which had missed the change that let the public in, the change that shut it out again looked like none.
  it('shuts out again who came by a change that this channel never read', async () => {
    await world.createFeed('late', { publicDelaySeconds: 60 });
    const hub = world.node();
    const [outsider, insider] = [publicView, liveView].map((viewOf) => new TestClient(hub, viewOf)) as [
      TestClient,
      TestClient,
    ];
    for (const client of [outsider, insider]) await client.subscribe('late');
    const feedsById = world.log.feedsById.bind(world.log);
    const failing = jest
      .spyOn(world.log, 'feedsById')
      .mockImplementation((wanted) =>
        wanted.some(({ view }) => view.delaySeconds === 0)
          ? Promise.reject(new Error('away'))
          : feedsById(wanted),
      );
    await world.log.changeFeed('late', { publicDelaySeconds: 0 });
    await world.pass(20);
    failing.mockRestore();
    await world.log.changeFeed('late', { publicDelaySeconds: 60 });
    await world.pass(20);
    await world.publish('late', { n: 1 });
    await world.pass(1000);
    expect([outsider.sink.seqs('late'), insider.sink.seqs('late')]).toEqual([[], [1]]);
    await world.pass(62_000, 500);
    expect(outsider.sink.seqs('late')).toEqual([1]);
  });
});
