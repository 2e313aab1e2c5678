import { ServerClock } from './server-clock.js';

const at = (ms: number): string => new Date(ms).toISOString();

describe('ServerClock', () => {
  it('takes the middle of the way as the moment of the answer', () => {
    const clock = new ServerClock();
    expect(clock.offsetMs).toBe(0);
    clock.observe(at(105_050), 100_000, 100_100);
    expect(clock.offsetMs).toBe(5_000);
  });

  it('believes the answer that travelled the shortest time, and no answer without a time', () => {
    const clock = new ServerClock();
    clock.observe(at(105_010), 100_000, 100_020);
    clock.observe(at(300_000), 200_000, 203_000);
    clock.observe(undefined, 400_000, 400_001);
    clock.observe('yesterday', 500_000, 500_001);
    expect(clock.offsetMs).toBe(5_000);
  });
});
