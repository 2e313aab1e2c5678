import { DeliveryWorld, TestClient } from '../../test/support/delivery-world.js';

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
});
