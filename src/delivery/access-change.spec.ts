import { DeliveryWorld, liveView, publicView, TestClient } from '../../test/support/delivery-world.js';

describe('a feed that becomes private while its record is slow to come', () => {
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

  /** Reads of records wait until what it returns is called. */
  function holdRecords(): () => void {
    const waiting: (() => void)[] = [];
    const read = world.log.feedsById.bind(world.log);
    const held = jest.spyOn(world.log, 'feedsById').mockImplementation(async (requests) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return read(requests);
    });
    return () => {
      held.mockRestore();
      for (const resolve of waiting) resolve();
    };
  }

  async function audience() {
    const hub = world.node();
    const outsiders = [new TestClient(hub, publicView), new TestClient(hub, publicView)] as const;
    const insider = new TestClient(hub, liveView);
    await outsiders[0].subscribe('a');
    await outsiders[1].subscribe('a', { contract: 'latest', maxRateHz: 20 });
    await insider.subscribe('a');
    await world.publish('a', { n: 1 });
    await world.pass(100);
    return { hub, outsiders, insider };
  }

  it.each([
    ['the relay told of the change', sound, sound],
    ['the relay lost the change and brought the event', lost, sound],
    ['the relay lost both, and the log is asked', lost, lost],
  ])('tells nobody what was published behind the change: %s', async (_how, change, event) => {
    const { hub, outsiders, insider } = await audience();
    const release = holdRecords();
    world.relay.faults = change;
    await world.log.changeFeed('a', { publicDelaySeconds: null });
    world.relay.faults = event;
    await world.publish('a', { secret: 2 });
    world.relay.faults = sound;
    await world.pass(5_000, 50);
    const late = new TestClient(hub, publicView);
    const position = { epoch: await world.log.epoch(), seq: 1 };
    const joining = late.session.subscribe(
      { feeds: [{ id: 'a', contract: 'every', position }], tags: [] },
      publicView,
      (answer) => late.sink.messages.push(answer as never),
    );
    await world.pass(100);
    release();
    await world.pass(5_000, 50);
    await joining;
    for (const { sink } of [...outsiders, late]) {
      expect(JSON.stringify(sink.messages)).not.toContain('secret');
    }
    for (const { sink } of outsiders) {
      expect(sink.of('feed.closed')).toEqual([{ feed: 'a', reason: 'forbidden' }]);
    }
    expect(insider.sink.seqs('a')).toEqual([1, 2]);
  });
});
