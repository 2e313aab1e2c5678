import { backOff } from './client.js';

describe('the pause before the next attempt to connect', () => {
  it('grows, never beyond 2 s, and differs between nodes', () => {
    const pauses = (attempt: number): readonly number[] => Array.from({ length: 50 }, () => backOff(attempt));
    expect(Math.max(...pauses(1))).toBeLessThanOrEqual(50);
    expect(Math.min(...pauses(5))).toBeGreaterThan(Math.max(...pauses(1)));
    expect(Math.max(...pauses(1_000_000))).toBeLessThanOrEqual(2000);
    expect(Math.min(...pauses(1_000_000))).toBeGreaterThanOrEqual(1000);
    expect(new Set(pauses(1_000_000)).size).toBeGreaterThan(10);
  });
});
