import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('grows to its bound, never waits less than half of it, and starts anew', () => {
    for (const random of [0, 0.5, 0.999]) {
      const backoff = new Backoff(500, 4000, () => random);
      const waits = Array.from({ length: 6 }, () => backoff.next());
      [500, 1000, 2000, 4000, 4000, 4000].forEach((limit, index) => {
        expect(waits[index]).toBeGreaterThanOrEqual(limit / 2);
        expect(waits[index]).toBeLessThanOrEqual(limit);
      });
      backoff.reset();
      expect(backoff.next()).toBeLessThanOrEqual(500);
    }
  });
});
