import fc from 'fast-check';
import { RecentWindow } from './recent-window.js';

interface Item {
  readonly seq: number;
  readonly weight: number;
}

describe('a window of recent items', () => {
  it('holds the newest run that fits its bounds, and answers exactly for that', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 });
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 30, max: 400 }),
        (all, count, weight) => {
          const window = new RecentWindow<Item>(10, { count, weight }, (item) => item.weight);
          const items = all.map((itemWeight, index) => ({ seq: 11 + index, weight: itemWeight }));
          for (const item of items) window.push(item);
          let kept: Item[] = items.slice(-count);
          while (kept.reduce((sum, item) => sum + item.weight, 0) > weight) kept = kept.slice(1);
          const last = 10 + items.length;
          for (let seq = 0; seq <= last + 2; seq++) {
            const expected =
              seq < last - kept.length || seq > last ? undefined : kept.filter((item) => item.seq > seq);
            expect(window.after(seq)).toEqual(expected);
            expect(window.covers(seq)).toBe(expected !== undefined);
          }
        },
      ),
    );
  });

  it('refuses a gap', () => {
    const window = new RecentWindow<Item>(0, { count: 3, weight: 10 }, (item) => item.weight);
    expect(() => window.push({ seq: 2, weight: 1 })).toThrow('expected seq 1, got 2');
  });

  it('starts anew behind a reset', () => {
    const window = new RecentWindow<Item>(0, { count: 3, weight: 10 }, (item) => item.weight);
    window.push({ seq: 1, weight: 1 });
    window.reset(7);
    expect([window.after(7), window.after(1), window.size]).toEqual([[], undefined, 0]);
    window.push({ seq: 8, weight: 1 });
    expect(window.after(7)).toEqual([{ seq: 8, weight: 1 }]);
  });
});
