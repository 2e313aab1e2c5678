import type { Head } from '../event-log/event-log.js';
import { DeliveryWorld, settled, TestClient } from '../../test/support/delivery-world.js';

// An answer of the log that looked like another epoch makes a channel load itself again. When it turned out to be an old answer the
// channel went on without a word, and whoever had come by in between waited for a word for ever.
describe('a channel that is not ready for a moment', () => {
  let world: DeliveryWorld;
  let client: TestClient;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a', { tags: ['all'] });
    client = new TestClient(world.node());
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  /** Runs `work` while the channel of `a` waits for its record. */
  async function whileLoading(work: () => Promise<void>): Promise<void> {
    const old: Head = { feed: 'a', delaySeconds: 0, epoch: 'old', seq: 0, revision: 1 };
    const heads = jest.spyOn(world.log, 'heads').mockImplementationOnce(() => Promise.resolve([old]));
    const feedsById = world.log.feedsById.bind(world.log);
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const slow = jest
      .spyOn(world.log, 'feedsById')
      .mockImplementationOnce((wanted) => asked.then(() => feedsById(wanted)));
    while (slow.mock.calls.length === 0) await world.pass(10);
    expect(heads).toHaveBeenCalled();
    await work();
    answer();
    await settled();
  }

  it('brings the state that a beat meanwhile could not send', async () => {
    await client.subscribe('a', { contract: 'latest', maxRateHz: 0.2 });
    await world.pass(3000);
    await world.publish('a', { n: 1 });
    await whileLoading(() => world.pass(5000));
    await world.pass(5000);
    expect(client.sink.of('feed.state')).toMatchObject([{ feed: 'a', seq: 1, patch: { n: 1 } }]);
    expect(client.sink.of('feed.snapshot')).toEqual([]);
  });

  it('brings it to those who follow by tag, too', async () => {
    await client.call({ tags: [{ tag: 'all', maxRateHz: 0.2 }] });
    await world.pass(3000);
    await world.publish('a', { n: 1 });
    await whileLoading(() => world.pass(5000));
    await world.pass(5000);
    expect(client.sink.of('tag.state')).toMatchObject([{ feeds: [{ feed: 'a', seq: 1, patch: { n: 1 } }] }]);
  });

  it('goes on with a client that catches up', async () => {
    client.sink.occupy();
    await client.subscribe('a');
    await whileLoading(async () => {
      client.sink.drain();
      await settled();
    });
    await world.publish('a', { n: 1 });
    await world.pass(100);
    expect(client.sink.seqs('a')).toEqual([1]);
  });

  it('proves its state although the check was due meanwhile', async () => {
    await client.subscribe('a');
    await world.pass(1000);
    await world.publish('a', { n: 1 });
    await whileLoading(() => world.pass(5000));
    await world.pass(5000);
    expect(client.sink.of('feed.check')).toMatchObject([{ feed: 'a', seq: 1 }]);
  });
});
