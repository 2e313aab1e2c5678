import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookWorld } from '../support/webhook-world.js';

const MOST = 5_000;

describeWith('postgres', 'a webhook that many feeds match', () => {
  let world: WebhookWorld;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    world = await WebhookWorld.open('postgres');
    receiver = await WebhookReceiver.start();
    await world.database.client.$executeRaw`
      INSERT INTO feed (id, kind, title, tags, config, public_delay_seconds, hold_seconds, state, created_at, changed_at)
      SELECT 'f.' || n, 'custom', 'f', '{}', '{}', 0, 0, '{}', now(), now() FROM generate_series(1, ${MOST}::int) n`;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  it('is refused above its bound, paused when more come, and goes on when its patterns are narrowed', async () => {
    const { webhooks, admin } = world;
    const { id } = await webhooks.create(admin, { url: receiver.url, feeds: ['f.*'] });
    const node = world.node();
    await waitFor(() => node.holding.length === 1);
    await world.publish(`f.${MOST}`, 1);
    await waitFor(() => receiver.received.length === 1);
    expect((await webhooks.find(admin, id)).status).toBe('active');
    await world.feed('f.one-too-many');
    const paused = await waitFor(async () => {
      const webhook = await webhooks.find(admin, id);
      return webhook.status === 'paused' && webhook;
    });
    expect(paused).toMatchObject({
      pausedReason: 'too_many_feeds',
      pausedDetail: expect.stringMatching(/5000 feeds. Narrow them/) as string,
    });
    await expect(webhooks.create(admin, { url: receiver.url, feeds: ['f.*'] })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'feeds', message: expect.stringContaining('narrow the patterns') as string }],
    });
    await world.publish('f.1', 1);
    expect(receiver.seqsOf('f.1')).toEqual([]);
    await webhooks.change(admin, id, { feeds: ['f.1*'], paused: false });
    await waitFor(() => receiver.seqsOf('f.1').length === 1);
    expect((await webhooks.find(admin, id)).status).toBe('active');
  });
});
