import { ManualClock } from '../platform/clock/manual-clock.js';
import { CallQueue, type Call } from './call-queue.js';
import { FloodLimiter } from './flood-limiter.js';

describe('FloodLimiter', () => {
  it('never limits 20 calls at once nor 5 a second, for ever', () => {
    const clock = new ManualClock();
    const limiter = new FloodLimiter(clock);
    for (let n = 0; n < 20; n++) expect(limiter.judge()).toBe('allowed');
    for (let n = 0; n < 1000; n++) {
      clock.advance(200);
      expect(limiter.judge()).toBe('allowed');
    }
  });

  it('limits a flood, then gives up on it; who stops in time is forgiven', () => {
    const clock = new ManualClock();
    const limiter = new FloodLimiter(clock, { burst: 2, perSecond: 1, patience: 3 });
    const judged = Array.from({ length: 6 }, () => limiter.judge());
    expect(judged).toEqual(['allowed', 'allowed', 'limited', 'limited', 'limited', 'flooding']);
    clock.advance(10_000);
    expect(limiter.judge()).toBe('allowed');
  });
});

describe('CallQueue', () => {
  it('serves one call after the other and refuses what would make it too long or too heavy', async () => {
    const served: string[] = [];
    let finish: () => void = () => undefined;
    const held: Call = { weight: 1, run: () => new Promise((resolve) => (finish = resolve)) };
    const call = (name: string, weight = 1): Call => ({
      weight,
      run: () => {
        served.push(name);
        return Promise.resolve();
      },
    });
    const queue = new CallQueue(() => Promise.resolve(true), { calls: 3, weight: 10 });
    expect(queue.add(held)).toBe(true);
    expect(queue.add(call('heavy', 10))).toBe(false);
    expect(queue.add(call('a'))).toBe(true);
    expect(queue.add(call('b'))).toBe(true);
    expect(queue.add(call('c'))).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(served).toEqual([]);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(served).toEqual(['a', 'b']);
    expect(queue.add(call('d', 9))).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(served).toEqual(['a', 'b', 'd']);
  });

  it('lets refusals take their place in the order, up to a bound', async () => {
    const served: string[] = [];
    let finish: () => void = () => undefined;
    const queue = new CallQueue(() => Promise.resolve(true), { calls: 2, weight: 10 });
    queue.add({ weight: 1, run: () => new Promise((resolve) => (finish = resolve)) });
    queue.add({ weight: 1, run: () => Promise.resolve(void served.push('a')) });
    expect(queue.refuse(() => served.push('refused'))).toBe(true);
    expect(queue.refuse(() => served.push('refused too'))).toBe(true);
    expect(queue.refuse(() => served.push('never'))).toBe(false);
    queue.end(() => served.push('end'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(served).toEqual([]);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(served).toEqual(['a', 'refused', 'refused too', 'end']);
  });
});
