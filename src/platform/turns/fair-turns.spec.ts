import { FairTurns } from './fair-turns.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('fair turns', () => {
  function world(limits = { perTurn: 10, maxWaiting: 100 }) {
    const begun: string[] = [];
    const waiting: number[] = [];
    const turns = new FairTurns(limits, (pieces) => void waiting.push(pieces));
    const take = (caller: string, weight: number): void =>
      void turns.take(caller, weight).then((may) => begun.push(may ? caller : `${caller} refused`));
    return { begun, waiting, take };
  }

  it('let light work begin at once, as much as fits into a turn', async () => {
    const { begun, take } = world();
    for (let n = 0; n < 3; n++) take('a', 4);
    take('a', 4);
    await Promise.resolve();
    expect(begun).toEqual(['a', 'a', 'a']);
    await turn();
    expect(begun).toHaveLength(4);
  });

  it('let heavy work begin one piece a turn, so that all else comes in between', async () => {
    const { begun, take } = world();
    const between: number[] = [];
    for (let n = 0; n < 3; n++) take('a', 500);
    for (let n = 0; n < 3; n++) {
      await turn();
      between.push(begun.length);
    }
    expect(between).toEqual([2, 3, 3]);
  });

  it('serve callers in rounds, whoever asked for most', async () => {
    const { begun, take } = world();
    for (let n = 0; n < 5; n++) take('hog', 500);
    take('guest', 500);
    take('other', 500);
    for (let n = 0; n < 8; n++) await turn();
    expect(begun).toEqual(['hog', 'hog', 'guest', 'other', 'hog', 'hog', 'hog']);
  });

  it('refuse what is too much to wait, and tell how much waits', async () => {
    const { begun, waiting, take } = world({ perTurn: 1, maxWaiting: 2 });
    for (let n = 0; n < 4; n++) take('a', 1);
    for (let n = 0; n < 4; n++) await turn();
    expect(begun).toEqual(['a', 'a refused', 'a', 'a']);
    expect(Math.max(...waiting)).toBe(2);
    expect(waiting.at(-1)).toBe(0);
  });
});
