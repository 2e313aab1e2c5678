import { DeliveryWorld, settled, TestClient } from '../../test/support/delivery-world.js';

const MIB = 1024 * 1024;

describe('the budget for what all connections have not read', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a');
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  async function clients(count: number, unsentBytes: number): Promise<TestClient[]> {
    const hub = world.node({ unsentBytes });
    const made = Array.from({ length: count }, () => new TestClient(hub));
    for (const client of made) await client.subscribe('a');
    return made;
  }

  it('ends those who hold most, no more of them than it takes, and nobody else notices', async () => {
    const [reading, slow, slower, slowest] = (await clients(4, 10 * MIB)) as [
      TestClient,
      TestClient,
      TestClient,
      TestClient,
    ];
    slow.sink.unsentBytes = 3 * MIB;
    slower.sink.unsentBytes = 4 * MIB;
    slowest.sink.unsentBytes = 6 * MIB;
    expect(await world.metric('unsent_bytes')).toBe(13 * MIB);
    await world.pass(1000);
    expect(slowest.sink.ended?.code).toBe('slow_consumer');
    expect([slow, slower, reading].map(({ sink }) => sink.ended)).toEqual([undefined, undefined, undefined]);
    expect(await world.metric('overspent')).toBe(1);
    expect(await world.metric('unsent_bytes')).toBe(7 * MIB);
    await world.publish('a', { n: 1 });
    await settled();
    expect([reading, slow, slower, slowest].map(({ sink }) => sink.seqs('a'))).toEqual([[1], [1], [1], []]);
  });

  it('leaves everybody alone as long as all fits', async () => {
    const some = await clients(3, 10 * MIB);
    for (const { sink } of some) sink.unsentBytes = 3 * MIB;
    await world.pass(5000);
    expect(some.map(({ sink }) => sink.ended)).toEqual([undefined, undefined, undefined]);
  });

  it('looks at once when answers made it grow', async () => {
    const [client] = (await clients(1, 10 * MIB)) as [TestClient];
    await client.session.subscribe(
      { feeds: [{ id: 'a', contract: 'every' }], tags: [] },
      client.viewOf,
      () => {
        client.sink.unsentBytes = 11 * MIB;
      },
    );
    world.clock.advance(0);
    expect(client.sink.ended?.code).toBe('slow_consumer');
  });
});
