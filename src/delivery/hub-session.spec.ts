import {
  DeliveryWorld,
  liveView,
  publicView,
  settled,
  TestClient,
} from '../../test/support/delivery-world.js';

describe('a session', () => {
  let world: DeliveryWorld;
  beforeEach(async () => {
    world = new DeliveryWorld();
    await world.createFeed('a');
    await world.createFeed('b');
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  it('answers nothing and sends nothing after it was closed', async () => {
    const client = new TestClient(world.node());
    const answer = jest.fn();
    const feeds = [{ id: 'a', contract: 'every' } as const];
    const served = client.session.subscribe({ feeds, tags: [] }, publicView, answer);
    client.session.close();
    client.session.close();
    await served;
    await world.publish('a', { n: 1 });
    await settled();
    expect(answer).not.toHaveBeenCalled();
    expect(client.sink.messages).toEqual([]);
    expect(await world.metric('subscriptions')).toBe(0);
  });

  it('holds a bounded number of subscriptions, but always lets one be replaced', async () => {
    const client = new TestClient(world.node({ maxSubscriptions: 1 }));
    await client.subscribe('a');
    const refused = await client.call({ feeds: [{ id: 'b', contract: 'every' }] });
    expect(refused).toMatchObject({ feeds: [{ id: 'b', error: { code: 'validation_failed' } }] });
    expect((await client.subscribe('a', { contract: 'latest' })).effective.contract).toBe('latest');
    await client.session.unsubscribe({ feeds: ['a', 'unknown'], tags: ['unknown'] }, () => undefined);
    await client.subscribe('b');
  });

  it('holds a bounded number of tags, so that one connection does not take all that a node follows', async () => {
    const client = new TestClient(world.node({ maxTagSubscriptions: 2 }));
    const tagged = (...tags: string[]) => client.call({ feeds: [], tags: tags.map((tag) => ({ tag })) });
    expect(await tagged('red', 'green', 'blue')).toMatchObject({
      tags: [
        { tag: 'red', effective: {} },
        { tag: 'green', effective: {} },
        { tag: 'blue', error: { code: 'validation_failed', retryable: false } },
      ],
    });
    expect(await tagged('red')).toMatchObject({ tags: [{ tag: 'red', effective: {} }] });
    await client.subscribe('a');
    await client.session.unsubscribe({ feeds: [], tags: ['red'] }, () => undefined);
    expect(await tagged('blue')).toMatchObject({ tags: [{ tag: 'blue', effective: {} }] });
  });

  it('refuses calls when too many wait for their answer', async () => {
    const client = new TestClient(world.node({ maxCalls: 2 }));
    const answers: unknown[] = [];
    const feeds = [{ id: 'a', contract: 'every' } as const];
    const calls = [1, 2, 3].map(() =>
      client.session.subscribe({ feeds, tags: [] }, publicView, (answer) => answers.push(answer)),
    );
    await Promise.all(calls);
    expect(answers).toMatchObject([
      { error: { code: 'rate_limited' } },
      { feeds: [{ id: 'a' }] },
      { feeds: [{ id: 'a' }] },
    ]);
    expect(await world.metric('subscriptions')).toBe(1);
  });

  it('keeps what it had when a new call for the same feed is refused', async () => {
    const client = new TestClient(world.node({ lingerMs: 0 }));
    await client.subscribe('a');
    world.log.reachable = false;
    const position = { epoch: await Promise.resolve('memory-1'), seq: 5 };
    const answers: unknown[] = [];
    const feeds = [{ id: 'a', contract: 'every', position } as const];
    void client.session.subscribe({ feeds, tags: [] }, publicView, (answer) => answers.push(answer));
    await world.pass(100);
    expect(answers).toMatchObject([{ feeds: [{ error: { code: 'unavailable', retryable: true } }] }]);
    world.log.reachable = true;
    await world.publish('a', { n: 1 });
    await settled();
    expect(client.sink.seqs('a')).toEqual([1]);
  });

  it('gives a waiting call the rights that hold when it is answered', async () => {
    await world.createFeed('d', { publicDelaySeconds: 60 });
    await world.publish('d', { n: 1 });
    const client = new TestClient(world.node(), liveView);
    const answers: unknown[] = [];
    const feeds = [{ id: 'd', contract: 'every' } as const];
    const served = client.session.subscribe({ feeds, tags: [] }, liveView, (answer) => answers.push(answer));
    await Promise.resolve();
    await client.session.reauthorize(publicView);
    await served;
    expect(answers).toMatchObject([
      { feeds: [{ seq: 0, effective: { delaySeconds: 60 }, snapshot: { state: {} } }] },
    ]);
  });

  it('limits what one answer carries and sends the rest before anything live', async () => {
    for (let n = 1; n <= 20; n++) await world.publish('a', { text: 'x'.repeat(1000), n });
    const client = new TestClient(world.node({ answerBytes: 5000 }));
    const answer = await client.subscribe('a', { position: { epoch: await world.log.epoch(), seq: 0 } });
    await world.publish('a', { n: 21 });
    await settled();
    expect(answer.events?.length).toBeGreaterThan(0);
    expect(answer.events?.length).toBeLessThan(6);
    const all = [...(answer.events ?? []).map(({ seq }) => seq), ...client.sink.seqs('a')];
    expect(all).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('carries at most 256 KiB of events in an answer, because nobody shares it', async () => {
    for (let n = 1; n <= 40; n++) await world.publish('a', { text: 'x'.repeat(30_000), n });
    const client = new TestClient(world.node());
    const answer = await client.subscribe('a', { position: { epoch: await world.log.epoch(), seq: 0 } });
    expect(JSON.stringify(answer).length).toBeLessThan(256 * 1024);
    await settled();
    const all = [...(answer.events ?? []).map(({ seq }) => seq), ...client.sink.seqs('a')];
    expect(all).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('reports a fault of its own instead of leaving a call without an answer', async () => {
    const client = new TestClient(world.node());
    const answers: unknown[] = [];
    const feeds = [{ id: 'a', contract: 'every' } as const];
    const broken = (): never => {
      throw new Error('broken rights');
    };
    await client.session.subscribe({ feeds, tags: [] }, broken, (answer) => answers.push(answer));
    expect(answers).toHaveLength(1);
    expect(JSON.stringify(answers)).not.toContain('broken rights');
  });
});
