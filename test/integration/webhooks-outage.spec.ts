import { openDatabase } from '../../src/platform/prisma/database.js';
import { Postgres } from '../support/postgres.js';
import { describeWith } from '../support/requirements.js';
import { silentLogger } from '../support/silent-logger.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookWorld } from '../support/webhook-world.js';

describeWith('postgres', 'webhooks while the database goes away', () => {
  let postgres: Postgres;
  let world: WebhookWorld;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    postgres = await Postgres.start();
    const databaseUrl = await postgres.createDatabase();
    const options = { databaseUrl, dataDir: '', logger: silentLogger, migrate: false };
    const database = await openDatabase(options);
    world = await WebhookWorld.on({ database, databaseUrl, close: () => database.close() });
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await postgres.stop();
  });

  it('lose nothing when it goes in the middle of a delivery, and repeat only what could not be noted', async () => {
    for (const feed of ['f', 'g']) await world.feed(feed);
    const { id } = await world.webhooks.create(world.admin, { url: receiver.url, feeds: ['*'] });
    let away: Promise<void> | undefined;
    receiver.answer = async ({ json }) => {
      // The answer is under way when there is nothing any more to note it in.
      if (json.data.feed === 'f' && json.data.seq === 2) await (away ??= postgres.stopServer());
      return { status: 200 };
    };
    await Promise.all(['f', 'g'].map((feed) => world.publish(feed, 4)));
    const node = world.node({ leaseMs: 5_000 });
    await waitFor(() => away !== undefined);
    await away;
    const sentBefore = receiver.received.length;
    await postgres.restart();
    const complete = (feed: string) => receiver.seqsOf(feed).includes(4);
    await waitFor(() => complete('f') && complete('g'), { timeoutMs: 30_000 });
    expect(sentBefore).toBeLessThan(8);
    expect(receiver.seqsOf('f')).toEqual([1, 2, 2, 3, 4]);
    // Of the other feed at most the one message that was being noted comes again.
    const seqs = receiver.seqsOf('g');
    expect([...new Set(seqs)]).toEqual([1, 2, 3, 4]);
    expect(seqs.length).toBeLessThanOrEqual(5);
    const idsOf = (feed: string, seq: number) =>
      receiver.received
        .filter(({ json }) => json.data.feed === feed && json.data.seq === seq)
        .map(({ headers }) => headers['webhook-id']);
    expect(idsOf('f', 2)).toHaveLength(2);
    for (const seq of [1, 2, 3, 4]) {
      for (const feed of ['f', 'g']) expect(new Set(idsOf(feed, seq)).size).toBe(1);
    }
    const { items } = await waitFor(async () => {
      const page = await world.deliveries.list(world.admin, id, { limit: 20 });
      return page.items.length === 8 ? page : undefined;
    });
    expect(items.every(({ status }) => status === 'delivered')).toBe(true);
    expect(node.holding).toEqual([id]);
  });
});
