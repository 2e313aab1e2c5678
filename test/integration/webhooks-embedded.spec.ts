import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookWorld } from '../support/webhook-world.js';

jest.setTimeout(120_000);

describe('webhooks on the embedded database', () => {
  it('deliver, try again, log, change and end by the same statements', async () => {
    await using world = await WebhookWorld.open('pglite');
    await using receiver = await WebhookReceiver.start();
    await world.feed('a');
    await world.publish('a', 2);
    const { id } = await world.webhooks.create(world.admin, { url: receiver.url, feeds: ['*'] });
    await world.feed('b');
    const node = world.node({ bounds: { days: 30, rows: 100 } });
    let refusals = 1;
    receiver.answer = ({ json }) => ({ status: json.data.feed === 'b' && refusals-- > 0 ? 500 : 200 });
    await Promise.all(['a', 'b'].map((feed) => world.publish(feed, 20)));
    await waitFor(() => receiver.received.length === 41, { timeoutMs: 30_000 });
    expect(receiver.seqsOf('a')).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
    expect(new Set(receiver.seqsOf('b')).size).toBe(20);
    const { items } = await waitFor(async () => {
      const page = await world.deliveries.list(world.admin, id, { limit: 100, status: 'delivered' });
      return page.items.length === 40 && page;
    });
    expect(items.filter(({ attempts }) => attempts === 2)).toHaveLength(1);
    await world.webhooks.change(world.admin, id, { paused: true });
    await waitFor(() => node.holding.length === 0);
    await world.webhooks.remove(world.admin, id);
    expect(await world.database.client.webhookCursor.count()).toBe(0);
    expect(await world.database.client.webhookDelivery.count()).toBe(0);
  });
});
