import { Pacer } from './pacer.js';

function paced(speed: number, longestWaitMs = 1e9, answerMs = 0) {
  let now = 1_000;
  const waits: number[] = [];
  const pacer = new Pacer(
    speed,
    longestWaitMs,
    new AbortController().signal,
    () => now,
    (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  );
  const run = async (...times: readonly number[]): Promise<readonly number[]> => {
    for (const time of times) {
      await pacer.until(time);
      now += answerMs;
    }
    return waits;
  };
  return { run, now: () => now };
}

describe('Pacer', () => {
  it('keeps the distances of the file, divided by the speed', async () => {
    const { run } = paced(10);
    expect(await run(50_000, 60_000, 60_000, 90_000)).toEqual([1_000, 3_000]);
  });

  it('makes up for slow answers instead of adding them', async () => {
    const { run, now } = paced(1, 1e9, 300);
    await run(0, 1_000, 2_000, 3_000);
    expect(now()).toBe(1_000 + 3_000 + 300);
  });

  it('never waits for what lies in the past', async () => {
    expect(await paced(1).run(10_000, 4_000, 9_000)).toEqual([]);
  });

  it('shortens long pauses and keeps the distances after them', async () => {
    expect(await paced(1, 5_000).run(0, 60_000, 62_000)).toEqual([5_000, 2_000]);
  });
});
