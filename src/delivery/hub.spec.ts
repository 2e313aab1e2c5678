import { checksum } from '../core/json/checksum.js';
import { applyPatch } from '../core/json/merge-patch.js';
import { DeliveryWorld, settled, TestClient } from '../../test/support/delivery-world.js';

describe('a hub', () => {
  let world: DeliveryWorld;
  beforeEach(() => {
    world = new DeliveryWorld();
  });
  afterEach(async () => {
    await world.close();
    expect(world.clock.pending).toBe(0);
  });

  it('answers a subscription without a position with a snapshot and goes on from there', async () => {
    await world.createFeed('a', { title: 'A', tags: ['x'] });
    await world.publish('a', { n: 1 });
    const client = new TestClient(world.node());
    const answer = await client.subscribe('a');
    const state = { n: 1 };
    expect(answer).toMatchObject({
      id: 'a',
      seq: 1,
      recovered: false,
      effective: { contract: 'every', delaySeconds: 0 },
      snapshot: { state, checksum: checksum(state) },
      meta: { kind: 'custom', title: 'A', tags: ['x'], config: {} },
    });
    expect(answer.events).toBeUndefined();
    await world.publish('a', { n: 2 });
    await settled();
    expect(client.sink.of('feed.events')).toEqual([
      { feed: 'a', events: [expect.objectContaining({ seq: 2, type: 'set', data: { n: 2 } })] },
    ]);
  });

  it('resumes from memory: the answer brings exactly what was missed', async () => {
    await world.createFeed('a');
    const hub = world.node();
    const first = new TestClient(hub);
    const { epoch } = await first.subscribe('a');
    for (let n = 1; n <= 5; n++) await world.publish('a', { n });
    await settled();
    const read = jest.spyOn(world.log, 'read');
    const answer = await new TestClient(hub).subscribe('a', { position: { epoch, seq: 2 } });
    expect(answer).toMatchObject({ seq: 5, recovered: true });
    expect(answer.events?.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(answer.snapshot).toBeUndefined();
    expect(read).not.toHaveBeenCalled();
  });

  it('resumes a long absence from the log page by page, before anything live and without a repetition', async () => {
    await world.createFeed('a');
    for (let n = 1; n <= 1250; n++) await world.publish('a', { n });
    const hub = world.node({ pageEvents: 500 });
    const client = new TestClient(hub);
    const epoch = await world.log.epoch();
    const answer = await client.subscribe('a', { position: { epoch, seq: 10 } });
    await world.publish('a', { n: 1251 });
    await settled();
    expect(answer.recovered).toBe(true);
    const answered = answer.events?.map(({ seq }) => seq) ?? [];
    expect(answered.length).toBeGreaterThan(0);
    expect([...answered, ...client.sink.seqs('a')]).toEqual(
      Array.from({ length: 1241 }, (_, index) => index + 11),
    );
  });

  it.each([
    ['another epoch', { epoch: 'other', seq: 1 }],
    ['a position beyond the head', { epoch: 'memory-1', seq: 9 }],
  ])('answers %s with a snapshot', async (_name, position) => {
    await world.createFeed('a');
    await world.publish('a', { n: 1 });
    const client = new TestClient(world.node());
    const answers: unknown[] = [];
    const feeds = [{ id: 'a', contract: 'every', position } as const];
    void client.session.subscribe({ feeds, tags: [] }, client.viewOf, (answer) => answers.push(answer));
    await world.pass(50);
    expect(answers).toMatchObject([
      { feeds: [{ seq: 1, epoch: 'memory-1', recovered: false, snapshot: { state: { n: 1 } } }] },
    ]);
    expect(JSON.stringify(answers)).not.toContain('"events"');
  });

  it('answers a position older than retention with a snapshot', async () => {
    await world.createFeed('a');
    for (let n = 1; n <= 10; n++) {
      await world.publish('a', { n });
      world.clock.advance(1000);
    }
    const epoch = await world.log.epoch();
    expect(await world.log.applyRetention(new Date(world.clock.now() - 3000).toISOString())).toBeGreaterThan(
      0,
    );
    const answer = await new TestClient(world.node()).subscribe('a', { position: { epoch, seq: 1 } });
    expect(answer).toMatchObject({ seq: 10, recovered: false, snapshot: { state: { n: 10 } } });
  });

  it('asks the log before it calls a position impossible: another node may have known more', async () => {
    await world.createFeed('a');
    const hub = world.node();
    await new TestClient(hub).subscribe('a');
    world.relay.faults = { ...world.relay.faults, lose: 1 };
    world.relay.down = true;
    await world.publish('a', { n: 1 });
    await world.publish('a', { n: 2 });
    const client = new TestClient(hub);
    const epoch = await world.log.epoch();
    const answers: unknown[] = [];
    const request = {
      feeds: [{ id: 'a', contract: 'every', position: { epoch, seq: 1 } } as const],
      tags: [],
    };
    void client.session.subscribe(request, client.viewOf, (answer) => answers.push(answer));
    await world.pass(100);
    expect(answers).toMatchObject([{ feeds: [{ recovered: true, seq: 2, events: [{ seq: 2 }] }] }]);
  });

  it('sends what one commit brought in one message', async () => {
    await world.createFeed('a');
    const client = new TestClient(world.node());
    await client.subscribe('a');
    await Promise.all([1, 2, 3].map((n) => world.publish('a', { n })));
    await settled();
    expect(client.sink.messages).toHaveLength(1);
    expect(client.sink.seqs('a')).toEqual([1, 2, 3]);
  });

  it('builds one frame for all members of a room', async () => {
    await world.createFeed('a');
    const hub = world.node();
    const clients = Array.from({ length: 20 }, () => new TestClient(hub));
    for (const client of clients) await client.subscribe('a');
    await world.publish('a', { n: 1 });
    await settled();
    expect(new Set(clients.map(({ sink }) => sink.frames[0])).size).toBe(1);
  });

  it('gives old messages before the answer of a new subscription and new ones after it', async () => {
    await world.createFeed('a');
    const client = new TestClient(world.node());
    await client.subscribe('a');
    await world.publish('a', { n: 1 });
    let atAnswer = -1;
    let answered = -1;
    await client.session.subscribe(
      { feeds: [{ id: 'a', contract: 'latest' }], tags: [] },
      client.viewOf,
      (answer) => {
        atAnswer = client.sink.seqs('a').length;
        answered =
          'feeds' in answer && 'seq' in (answer.feeds[0] ?? {})
            ? (answer.feeds[0] as { seq: number }).seq
            : -1;
      },
    );
    expect([atAnswer, answered]).toEqual([1, 1]);
    await world.publish('a', { n: 2 });
    await world.pass(100);
    expect(client.sink.seqs('a')).toEqual([1]);
    expect(client.sink.of('feed.state')).toMatchObject([{ fromSeq: 1, seq: 2, patch: { n: 2 } }]);
  });

  it('serves the calls of one session in order and sends nothing after an unsubscription', async () => {
    await world.createFeed('a');
    await world.createFeed('b');
    const client = new TestClient(world.node());
    const order: string[] = [];
    const feeds = [{ id: 'a', contract: 'every' } as const];
    const calls = [
      client.session.subscribe({ feeds, tags: [] }, client.viewOf, () => order.push('first')),
      client.session.unsubscribe({ feeds: ['a'], tags: [] }, () => order.push('second')),
      client.session.subscribe({ feeds: [{ id: 'b', contract: 'every' }], tags: [] }, client.viewOf, () =>
        order.push('third'),
      ),
    ];
    await Promise.all(calls);
    expect(order).toEqual(['first', 'second', 'third']);
    await world.publish('a', { n: 1 });
    await settled();
    expect(client.sink.messages).toEqual([]);
  });

  it('answers a feed that must not be seen exactly as one that does not exist', async () => {
    await world.createFeed('secret', { publicDelaySeconds: null });
    const client = new TestClient(world.node());
    const answer = await client.call({
      feeds: [
        { id: 'secret', contract: 'every' },
        { id: 'nothing', contract: 'every' },
      ],
    });
    const errors =
      'feeds' in answer ? answer.feeds.map((feed) => ('error' in feed ? feed.error : undefined)) : [];
    expect(errors[0]).toEqual({ code: 'not_found', detail: 'There is no feed secret.', retryable: false });
    expect(errors[1]).toEqual({ code: 'not_found', detail: 'There is no feed nothing.', retryable: false });
  });

  it('refuses the same id twice and a rate below the ladder as a whole', async () => {
    await world.createFeed('a');
    const client = new TestClient(world.node());
    const twice = await client.call({
      feeds: [
        { id: 'a', contract: 'every' },
        { id: 'a', contract: 'latest' },
      ],
    });
    expect(twice).toMatchObject({ error: { code: 'validation_failed', errors: [{ path: 'feeds.1.id' }] } });
    const slow = await client.call({ feeds: [{ id: 'a', contract: 'latest', maxRateHz: 0.1 }] });
    expect(slow).toMatchObject({
      error: { code: 'validation_failed', errors: [{ path: 'feeds.0.maxRateHz' }] },
    });
  });

  it('says that a feed is unavailable while the log is, and serves it afterwards', async () => {
    await world.createFeed('a');
    const client = new TestClient(world.node());
    world.log.reachable = false;
    const refused = await client.call({ feeds: [{ id: 'a', contract: 'every' }] });
    expect(refused).toMatchObject({ feeds: [{ error: { code: 'unavailable', retryable: true } }] });
    world.log.reachable = true;
    expect((await client.subscribe('a')).seq).toBe(0);
  });

  it('conflates states to the rate and brings the head within one period', async () => {
    await world.createFeed('a');
    const client = new TestClient(world.node());
    const answer = await client.subscribe('a', { contract: 'latest', maxRateHz: 7 });
    expect(answer.effective).toEqual({ contract: 'latest', maxRateHz: 5, delaySeconds: 0 });
    for (let n = 1; n <= 50; n++) {
      await world.publish('a', { n, [`k${n % 3}`]: n });
      await world.pass(20);
    }
    await world.pass(200);
    const states = client.sink.of('feed.state');
    expect(states.length).toBeLessThanOrEqual(7);
    let held = answer.snapshot?.state ?? {};
    let seq = answer.seq;
    for (const message of states) {
      expect(message.fromSeq).toBe(seq);
      held = applyPatch(held, message.patch);
      seq = message.seq;
    }
    const truth = await world.log.state('a', {}, { delaySeconds: 0 });
    expect([seq, checksum(held)]).toEqual([50, checksum(truth.state)]);
  });

  it('gives a joiner of a conflated room the state of the last message, so that the next one fits', async () => {
    await world.createFeed('a');
    const hub = world.node();
    const first = new TestClient(hub);
    const { epoch } = await first.subscribe('a', { contract: 'latest', maxRateHz: 1 });
    await world.publish('a', { n: 1 });
    await world.pass(1000);
    await world.publish('a', { n: 2 });
    const joiner = new TestClient(hub);
    expect(await joiner.subscribe('a', { contract: 'latest', maxRateHz: 1 })).toMatchObject({
      seq: 1,
      recovered: false,
      snapshot: { state: { n: 1 } },
    });
    const returning = new TestClient(hub);
    const position = { epoch, seq: 1 };
    const answer = await returning.subscribe('a', { contract: 'latest', maxRateHz: 1, position });
    expect(answer).toMatchObject({ seq: 1, recovered: true });
    expect(answer.snapshot).toBeUndefined();
    expect(answer.events).toBeUndefined();
    await world.pass(1000);
    for (const { sink } of [joiner, returning]) {
      expect(sink.of('feed.state')).toMatchObject([{ fromSeq: 1, seq: 2, patch: { n: 2 } }]);
    }
  });
});
