import { Registry } from 'prom-client';
import { RedisServer } from '../../../test/support/redis.js';
import { describeWith } from '../../../test/support/requirements.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { SystemClock } from '../clock/clock.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';

jest.setTimeout(30_000);

/** So slow that nothing flows in during a test. */
const POLICY = { burst: 4, perSecond: 0.01 };

describeWith('redis-server', 'the rate limiter in Redis', () => {
  let redis: RedisServer;
  const open = (): RedisRateLimiter =>
    new RedisRateLimiter({
      redis: { url: redis.url, mode: 'classic' },
      prefix: 'test',
      clock: new SystemClock(),
      registry: new Registry(),
    });
  beforeEach(async () => {
    redis = await RedisServer.start();
  });
  afterEach(() => redis.stop());

  it('counts what all nodes are asked together', async () => {
    const [one, two] = [open(), open()];
    await waitFor(() => one.up && two.up);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).take('k', POLICY)),
    );
    expect(answers.filter(({ allowed }) => allowed).length).toBe(4);
    const refused = await one.take('k', POLICY);
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    expect(refused.retryAfterSeconds).toBeGreaterThan(90);
    expect((await two.take('other', POLICY)).remaining).toBe(3);
    await one.reset('k');
    expect((await two.take('k', POLICY, 0)).remaining).toBe(4);
    await Promise.all([one.close(), two.close()]);
  });

  it('waits once for a Redis that hangs, then counts here', async () => {
    const limiter = open();
    await waitFor(() => limiter.up);
    await redis.command('CLIENT', 'PAUSE', '20000', 'ALL');
    const answers = await Promise.all(Array.from({ length: 6 }, () => limiter.take('k', POLICY)));
    expect(answers.filter(({ allowed }) => allowed).length).toBe(4);
    expect(limiter.up).toBe(false);
    await limiter.close();
  });

  it('lets each node count for itself while Redis is away, and together again when it is back', async () => {
    const limiter = open();
    await waitFor(() => limiter.up);
    for (let n = 0; n < 4; n++) await limiter.take('k', POLICY);
    await redis.kill9();
    await waitFor(() => !limiter.up);
    const alone = [];
    for (let n = 0; n < 6; n++) alone.push(await limiter.take('k', POLICY));
    expect(alone.map(({ allowed }) => allowed)).toEqual([true, true, true, true, false, false]);
    await redis.restart();
    await waitFor(() => limiter.up, { timeoutMs: 10_000 });
    expect((await limiter.take('k', POLICY)).remaining).toBe(3);
    await limiter.close();
  });
});
