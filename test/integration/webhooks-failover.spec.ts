import { ChildProgram } from '../support/child-program.js';
import { describeWith } from '../support/requirements.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';
import { webhookNode } from '../support/webhook-node.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookWorld } from '../support/webhook-world.js';

const LEASE_MS = 8_000;
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Never 0, which would be every process of this group. */
function pidOf({ pid }: ChildProgram): number {
  if (pid === undefined) throw new Error('The program did not start.');
  return pid;
}

describeWith('postgres', 'webhooks on several nodes', () => {
  const folder = useTempFolder('touchline-webhooks');
  let world: WebhookWorld;
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    world = await WebhookWorld.open('postgres');
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  /** The first arrival of each message: what a receiver is left with that goes by webhook-id, as it should. */
  function distinct(feed: string): readonly number[] {
    const seen = new Set<string>();
    return receiver.received.flatMap(({ headers, json }) => {
      const id = headers['webhook-id'] ?? '';
      if (json.data.feed !== feed || seen.has(id)) return [];
      seen.add(id);
      return [json.data.seq ?? -1];
    });
  }

  const register = () => world.webhooks.create(world.admin, { url: receiver.url, feeds: ['*'] });

  it('never deliver one webhook side by side, and hand it over without a loss or a repetition', async () => {
    const feeds = ['a', 'b', 'c', 'd'];
    for (const feed of feeds) await world.feed(feed);
    receiver.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      return { status: 200 };
    };
    await register();
    const nodes = [world.node(), world.node()];
    await Promise.all(feeds.map((feed) => world.publish(feed, 40)));
    await waitFor(() => receiver.received.length > 20);
    const holders = nodes.filter(({ holding }) => holding.length > 0);
    expect(holders).toHaveLength(1);
    if (holders[0]) await world.leave(holders[0]);
    const other = nodes.find((node) => !holders.includes(node));
    await Promise.all(feeds.map((feed) => world.publish(feed, 20)));
    await waitFor(() => receiver.received.length >= 240, { timeoutMs: 30_000 });
    expect(other?.holding).toHaveLength(1);
    for (const feed of feeds) expect(receiver.seqsOf(feed)).toEqual(upTo(60));
    expect(receiver.mostOpen).toBe(1);
  });

  it('share many webhooks, each delivered once', async () => {
    await world.feed('f');
    for (let count = 0; count < 30; count++) await register();
    const nodes = [world.node({ tickMs: 100 }), world.node({ tickMs: 100 })];
    await waitFor(() => nodes.reduce((sum, { holding }) => sum + holding.length, 0) === 30);
    const ids = nodes.flatMap(({ holding }) => holding);
    expect(new Set(ids).size).toBe(30);
    await world.publish('f', 3);
    await waitFor(() => receiver.received.length === 90);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(90);
  });

  it('carry on where a killed node ended: nothing is lost, and only what it was sending comes again', async () => {
    await world.feed('f');
    await world.feed('g');
    await register();
    const child = await ChildProgram.start(folder(), webhookNode(world.databaseUrl, LEASE_MS));
    try {
      await child.saw('holds 1');
      await Promise.all(['f', 'g'].map((feed) => world.publish(feed, 5)));
      // It is killed while the receiver has not answered.
      const hanging = new Promise<never>(() => undefined);
      receiver.answer = ({ json }) => (json.data.seq === 3 ? hanging : { status: 200 });
      await waitFor(() => receiver.seqsOf('f').includes(3) && receiver.seqsOf('g').includes(3));
    } finally {
      await child.kill9();
    }
    receiver.answer = () => ({ status: 200 });
    world.node();
    await waitFor(() => distinct('f').length === 5 && distinct('g').length === 5, {
      timeoutMs: LEASE_MS * 4,
    });
    for (const feed of ['f', 'g']) {
      expect(distinct(feed)).toEqual(upTo(5));
      expect(receiver.seqsOf(feed).filter((seq) => seq !== 3)).toEqual([1, 2, 4, 5]);
    }
  });

  it('leave a node that was frozen and wakes up nothing to send and nothing to write', async () => {
    await world.feed('f');
    const { id } = await register();
    const child = await ChildProgram.start(folder(), webhookNode(world.databaseUrl, LEASE_MS));
    try {
      await child.saw('holds 1');
      let freeze = true;
      receiver.answer = ({ json }) => {
        if (json.data.seq === 3 && freeze) process.kill(pidOf(child), 'SIGSTOP');
        freeze &&= json.data.seq !== 3;
        // The frozen node finds this answer when it wakes up.
        return { status: 200 };
      };
      await world.publish('f', 6);
      await waitFor(() => !freeze);
      const node = world.node();
      await waitFor(() => distinct('f').length === 6, { timeoutMs: LEASE_MS * 4 });
      expect(receiver.seqsOf('f')).toEqual([1, 2, 3, 3, 4, 5, 6]);
      process.kill(pidOf(child), 'SIGCONT');
      await child.saw('holds 0');
      expect(node.holding).toEqual([id]);
      const { client } = world.database;
      expect(await client.webhookCursor.findFirst()).toMatchObject({ seq: 6n, attempts: 0 });
      await world.publish('f', 2);
      await waitFor(() => distinct('f').length === 8);
      expect(receiver.seqsOf('f')).toEqual([1, 2, 3, 3, 4, 5, 6, 7, 8]);
      const cursor = await waitFor(() =>
        world.database.client.webhookCursor.findFirst({ where: { seq: 8n } }),
      );
      expect(cursor.feed).toBe('f');
    } finally {
      await child.kill9();
    }
  });

  it('give up a webhook that another has taken, and take it again when that one is gone', async () => {
    await world.feed('f');
    await register();
    const lost = world.node();
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 1);
    // Another takes the lease by force, as when this node had not renewed it in time.
    await world.database.client.$executeRaw`
      UPDATE webhook SET lease_owner = 'somebody', lease_token = lease_token + 1, lease_until = clock_timestamp() + interval '1 s'`;
    await waitFor(() => lost.holding.length === 0);
    await world.publish('f', 1);
    await waitFor(() => receiver.received.length === 2);
    expect(receiver.seqsOf('f')).toEqual([1, 2]);
  });
});
