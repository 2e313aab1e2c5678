import { ManualClock } from '../clock/manual-clock.js';
import { MemoryRateLimiter } from './memory-rate-limiter.js';

const POLICY = { burst: 3, perSecond: 2 };

describe('the rate limiter in memory', () => {
  it('allows a burst, then as many as flow in, and tells when the next one is allowed', () => {
    const clock = new ManualClock();
    const limiter = new MemoryRateLimiter(clock);
    const take = () => limiter.takeNow('k', POLICY);
    expect([take(), take(), take()].map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
    ]);
    expect(take()).toEqual({ allowed: false, remaining: 0, retryAfterSeconds: 0.5 });
    clock.advance(499);
    expect(take().allowed).toBe(false);
    clock.advance(1);
    expect(take().allowed).toBe(true);
  });

  it('takes nothing for what it refuses or only looks at, and counts keys apart', () => {
    const clock = new ManualClock();
    const limiter = new MemoryRateLimiter(clock);
    for (let n = 0; n < 100; n++) limiter.takeNow('k', POLICY);
    expect(limiter.takeNow('k', POLICY, 0).allowed).toBe(false);
    clock.advance(500);
    for (let n = 0; n < 5; n++) expect(limiter.takeNow('k', POLICY, 0).allowed).toBe(true);
    expect(limiter.takeNow('k', POLICY).allowed).toBe(true);
    expect(limiter.takeNow('other', POLICY).allowed).toBe(true);
  });

  it('keeps a bounded number of keys, those that were asked for last', () => {
    const limiter = new MemoryRateLimiter(new ManualClock(), 2);
    for (const key of ['a', 'a', 'a', 'b', 'a', 'c']) limiter.takeNow(key, POLICY);
    expect(limiter.size).toBe(2);
    expect(limiter.takeNow('a', POLICY).allowed).toBe(false);
  });

  it('lets in again who was forgiven', async () => {
    const limiter = new MemoryRateLimiter(new ManualClock());
    for (let n = 0; n < 4; n++) limiter.takeNow('k', POLICY);
    await limiter.reset('k');
    expect(limiter.takeNow('k', POLICY)).toMatchObject({ allowed: true, remaining: 2 });
  });
});
