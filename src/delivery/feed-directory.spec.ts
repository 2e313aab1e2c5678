import { DeliveryWorld, settled, TestClient } from '../../test/support/delivery-world.js';

describe('the channels of a node', () => {
  let world: DeliveryWorld;
  beforeEach(() => {
    world = new DeliveryWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  // The channel that was opened only to learn who may see the feed was kept for good when the delayed one could not be opened: at the
  // bound, each try pinned one more of those that everybody else needed.
  it('are given back when the one for a delayed audience does not fit any more', async () => {
    await world.createFeed('late', { publicDelaySeconds: 60 });
    const hub = world.node({ maxChannels: 1 });
    const answer = await new TestClient(hub).call({ feeds: [{ id: 'late', contract: 'every' }] });
    expect(answer).toMatchObject({ feeds: [{ id: 'late', error: { code: 'unavailable' } }] });
    await world.pass(6000, 1000);
    expect(await world.metric('channels')).toBe(0);
  });

  it('are given back when the log fails between the first look at a feed and the second', async () => {
    await world.createFeed('late', { publicDelaySeconds: 60 });
    const hub = world.node();
    const feedsById = world.log.feedsById.bind(world.log);
    const broken = jest
      .spyOn(world.log, 'feedsById')
      .mockImplementation((wanted) =>
        wanted.some(({ view }) => view.delaySeconds > 0)
          ? Promise.reject(new Error('the database is away'))
          : feedsById(wanted),
      );
    const client = new TestClient(hub);
    expect(await client.call({ feeds: [{ id: 'late', contract: 'every' }] })).toMatchObject({
      feeds: [{ error: { code: 'unavailable' } }],
    });
    broken.mockRestore();
    await settled();
    await world.pass(6000, 1000);
    expect(await world.metric('channels')).toBe(0);
    expect(await client.subscribe('late')).toMatchObject({ id: 'late', effective: { delaySeconds: 60 } });
  });
});
