import fc from 'fast-check';
import { backOffMs, retryAfterMsOf } from './back-off.js';

const SETTINGS = { firstMs: 1_000, longestMs: 3_600_000 };

describe('the wait behind a failure', () => {
  it('grows with each failure and never beyond the longest, whatever chance and the receiver say', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 10 ** 12 }), { nil: undefined }),
      (attempts, chance, retryAfter) => {
        const wait = (count: number, random: number): number =>
          backOffMs(count, retryAfter, { ...SETTINGS, random: () => random });
        const ms = wait(attempts, chance);
        expect(ms).toBeLessThanOrEqual(SETTINGS.longestMs);
        expect(ms).toBeGreaterThanOrEqual(Math.min(retryAfter ?? 0, SETTINGS.longestMs));
        expect(ms).toBeGreaterThanOrEqual(SETTINGS.firstMs / 2);
        expect(wait(attempts + 1, chance)).toBeGreaterThanOrEqual(ms);
      },
    );
    fc.assert(property);
  });

  it('tries some thirty times in a day', () => {
    let [elapsed, attempts] = [0, 0];
    for (; elapsed < 86_400_000; attempts++) {
      elapsed += backOffMs(attempts + 1, undefined, { ...SETTINGS, random: () => 0.5 });
    }
    expect(attempts).toBeGreaterThan(20);
    expect(attempts).toBeLessThan(60);
  });

  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Thu, 01 Jan 2015 00:00:00 GMT', 0],
    ['-1', undefined],
    ['soon', undefined],
    ['99999999999999999999', undefined],
    [undefined, undefined],
  ])('reads Retry-After: %s as %s', (header, ms) => {
    expect(retryAfterMsOf(header, Date.UTC(2026, 0, 1))).toBe(ms);
  });
});
