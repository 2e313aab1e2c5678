import { LONGEST_PAUSE_MS, RestartPolicy } from './restart-policy.js';

const served = { served: true, killed: false };
const crashed = { served: false, killed: false };
const killedEarly = { served: false, killed: true };

describe('the restart policy', () => {
  it('brings a process that served back after the same pause each time', () => {
    const policy = new RestartPolicy(2000);
    expect([served, served, served, served].map((end) => policy.afterEnd(end))).toEqual([
      2000, 2000, 2000, 2000,
    ]);
  });

  it('waits twice as long after each end of a crash loop, up to a bound', () => {
    const policy = new RestartPolicy(2000);
    expect([1, 2, 3, 4, 5, 6].map(() => policy.afterEnd(crashed))).toEqual([
      2000,
      4000,
      8000,
      LONGEST_PAUSE_MS,
      LONGEST_PAUSE_MS,
      LONGEST_PAUSE_MS,
    ]);
    expect(policy.failures).toBe(6);
  });

  it('slows a crash loop down even when no pause was asked for', () => {
    const policy = new RestartPolicy(0);
    const pauses = Array.from({ length: 12 }, () => policy.afterEnd(crashed) ?? -1);
    expect(pauses[0]).toBe(0);
    expect(pauses.at(-1)).toBe(LONGEST_PAUSE_MS);
  });

  it('forgets a crash loop once the process served', () => {
    const policy = new RestartPolicy(2000);
    for (let n = 0; n < 5; n += 1) policy.afterEnd(crashed);
    expect(policy.afterEnd(served)).toBe(2000);
    expect(policy.failures).toBe(0);
  });

  it('takes a kill from outside for no crash, also while the process starts', () => {
    const policy = new RestartPolicy(500);
    expect([1, 2, 3, 4].map(() => policy.afterEnd(killedEarly))).toEqual([500, 500, 500, 500]);
  });

  it('never shortens a pause that is longer than the bound', () => {
    const policy = new RestartPolicy(60_000);
    expect([1, 2, 3].map(() => policy.afterEnd(crashed))).toEqual([60_000, 60_000, 60_000]);
  });

  it('leaves a process dead when asked to', () => {
    expect(new RestartPolicy(undefined).afterEnd(served)).toBeUndefined();
  });
});
