import { ReadQueue } from './read-queue.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a read queue', () => {
  it('runs so many at a time, the others in rounds by caller, and goes on after a failure', async () => {
    const lengths: number[] = [];
    const queue = new ReadQueue(2, (waiting) => void lengths.push(waiting));
    const begun: string[] = [];
    const ends: ((failed?: Error) => void)[] = [];
    const read = (name: string, caller: string): void => {
      const work = (): Promise<void> => {
        begun.push(name);
        return new Promise((resolve, reject) => ends.push((failed) => (failed ? reject(failed) : resolve())));
      };
      queue.run(work, caller).catch((error: Error) => begun.push(error.message));
    };
    for (const n of [1, 2, 3, 4]) read(`hog ${n}`, 'hog');
    read('guest', 'guest');
    expect([begun, queue.waiting]).toEqual([['hog 1', 'hog 2'], 3]);
    ends[0]?.();
    ends[1]?.(new Error('failed'));
    await turn();
    expect(begun).toEqual(['hog 1', 'hog 2', 'hog 3', 'guest', 'failed']);
    ends[2]?.();
    await turn();
    expect(begun.at(-1)).toBe('hog 4');
    expect(lengths).toEqual([1, 2, 3, 2, 1, 0]);
  });
});
