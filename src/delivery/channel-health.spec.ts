import { DeliveryWorld, TestClient } from '../../test/support/delivery-world.js';

describe('the health that a delayed audience is told', () => {
  it('does not tell of an archiving sooner than the rest of the match', async () => {
    const world = new DeliveryWorld();
    await world.createFeed('slow', { kind: 'custom', publicDelaySeconds: 10, expectedIntervalSeconds: 15 });
    await world.publish('slow', { status: 'live' });
    const client = new TestClient(world.node());
    await client.subscribe('slow');
    await world.pass(30_000, 100);
    const told = () => client.sink.of('feed.health').map(({ status }) => status);
    expect(told()).toEqual(['stale']);
    await world.log.archiveFeed('slow');
    await world.pass(9000, 100);
    expect(told()).toEqual(['stale']);
    await world.pass(3000, 100);
    expect(client.sink.of('feed.closed')).toHaveLength(1);
    await world.close();
  });
});
