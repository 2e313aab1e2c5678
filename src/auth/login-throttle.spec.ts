import { ManualClock } from '../platform/clock/manual-clock.js';
import { MemoryRateLimiter } from '../platform/rate-limit/memory-rate-limiter.js';
import { LoginThrottle } from './login-throttle.js';

const HERE = '203.0.113.9';

describe('the throttle of sign-ins', () => {
  const make = () => {
    const clock = new ManualClock();
    return { clock, throttle: new LoginThrottle(new MemoryRateLimiter(clock)) };
  };
  const admits = (throttle: LoginThrottle, email: string, address: string): Promise<boolean> =>
    throttle.admit(email, address).then(
      () => true,
      (error: { code: string }) => {
        expect(error.code).toBe('rate_limited');
        return false;
      },
    );
  const attempts = async (throttle: LoginThrottle, count: number, address: (n: number) => string) => {
    const admitted: boolean[] = [];
    for (let n = 0; n < count; n++) admitted.push(await admits(throttle, 'a@b.c', address(n)));
    return admitted.filter(Boolean).length;
  };

  it('lets ten attempts through, then one each half minute', async () => {
    const { clock, throttle } = make();
    expect(await attempts(throttle, 20, () => HERE)).toBe(10);
    clock.advance(30_000);
    expect(await attempts(throttle, 20, () => HERE)).toBe(1);
  });

  it('locks nobody out from elsewhere, nor another account from here', async () => {
    const { throttle } = make();
    await attempts(throttle, 20, () => HERE);
    expect(await admits(throttle, 'a@b.c', '198.51.100.1')).toBe(true);
    expect(await admits(throttle, 'other@b.c', HERE)).toBe(true);
  });

  it('takes all addresses of one IPv6 network for one', async () => {
    const { throttle } = make();
    expect(await attempts(throttle, 30, (n) => `2001:db8:0:7::${n.toString(16)}`)).toBe(10);
    expect(await admits(throttle, 'a@b.c', '2001:db8:0:7:aaaa:bbbb:cccc:dddd')).toBe(false);
    expect(await admits(throttle, 'a@b.c', '2001:db8:0:8::1')).toBe(true);
    expect(await admits(throttle, 'a@b.c', '::1')).toBe(true);
  });

  it('stops guessing at many accounts from one network', async () => {
    const { clock, throttle } = make();
    const guesses = Array.from({ length: 300 }, (_, n) => admits(throttle, `${n % 100}@b.c`, HERE));
    expect((await Promise.all(guesses)).filter(Boolean).length).toBe(100);
    expect(await admits(throttle, 'never-tried@b.c', HERE)).toBe(false);
    expect(await admits(throttle, 'never-tried@b.c', '198.51.100.1')).toBe(true);
    clock.advance(6000);
    expect(await admits(throttle, 'never-tried@b.c', HERE)).toBe(true);
  });

  it('forgives the attempts of who then signs in', async () => {
    const { throttle } = make();
    await attempts(throttle, 10, () => HERE);
    await throttle.succeeded('a@b.c', HERE);
    expect(await attempts(throttle, 10, () => HERE)).toBe(10);
  });

  it('counts who signs in against nobody of their network', async () => {
    const { throttle } = make();
    for (let n = 0; n < 300; n++) {
      expect(await admits(throttle, `${n}@b.c`, HERE)).toBe(true);
      await throttle.succeeded(`${n}@b.c`, HERE);
    }
  });
});
