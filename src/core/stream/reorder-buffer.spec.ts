import fc from 'fast-check';
import { ReorderBuffer } from './reorder-buffer.js';

describe('a reorder buffer', () => {
  it('never holds more than its limit, and keeps the nearest items', () => {
    const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 60 });
    fc.assert(
      fc.property(seqs, fc.integer({ min: 1, max: 20 }), (arrival, limit) => {
        const buffer = new ReorderBuffer<{ seq: number }>({ count: limit, weight: 1000 }, () => 1);
        for (const seq of arrival) {
          buffer.add({ seq });
          expect(buffer.size).toBeLessThanOrEqual(limit);
        }
        const nearest = [...arrival].sort((a, b) => a - b).slice(0, limit);
        expect(nearest.filter((seq) => buffer.has(seq))).toEqual(nearest);
      }),
    );
  });

  it('is bounded by weight too, but always holds one', () => {
    const buffer = new ReorderBuffer<{ seq: number }>({ count: 10, weight: 10 }, ({ seq }) => seq);
    expect(buffer.add({ seq: 40 })).toBe(true);
    expect(buffer.add({ seq: 6 })).toBe(true);
    expect(buffer.add({ seq: 4 })).toBe(true);
    expect(buffer.add({ seq: 5 })).toBe(true);
    expect([4, 5, 6, 40].map((seq) => buffer.has(seq))).toEqual([true, true, false, false]);
  });

  it('makes room for a nearer item also after the farthest one was taken', () => {
    const buffer = new ReorderBuffer<{ seq: number }>({ count: 2, weight: 1000 }, () => 1);
    buffer.add({ seq: 9 });
    buffer.add({ seq: 5 });
    expect(buffer.take(9)).toEqual({ seq: 9 });
    expect(buffer.add({ seq: 7 })).toBe(true);
    expect(buffer.add({ seq: 8 })).toBe(false);
    expect(buffer.add({ seq: 6 })).toBe(true);
    expect([5, 6, 7].map((seq) => buffer.has(seq))).toEqual([true, true, false]);
  });

  it('refuses what it holds already and forgets what is behind', () => {
    const buffer = new ReorderBuffer<{ seq: number }>({ count: 5, weight: 1000 }, () => 1);
    for (const seq of [3, 4, 5]) expect(buffer.add({ seq })).toBe(true);
    expect(buffer.add({ seq: 4 })).toBe(false);
    buffer.dropThrough(4);
    expect([buffer.size, buffer.take(4), buffer.get(5), buffer.highest]).toEqual([
      1,
      undefined,
      { seq: 5 },
      5,
    ]);
    buffer.clear();
    expect([buffer.size, buffer.highest]).toEqual([0, 0]);
  });
});
