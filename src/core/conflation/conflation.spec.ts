import fc from 'fast-check';
import type { JsonObject } from '../json/json.js';
import { applyPatch } from '../json/merge-patch.js';
import { RATE_LADDER } from '../protocol/messages.js';
import { conflate, needsSnapshot } from './conflation.js';
import { periodMs, rungOf } from './rate-ladder.js';

describe('conflation', () => {
  const states = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(fc.integer(), fc.string()));

  it('brings any earlier state of a history to any later one in one patch', () => {
    fc.assert(
      fc.property(states, states, fc.nat(50), fc.integer({ min: 1, max: 50 }), (before, after, seq, more) => {
        const from = { epoch: 'one', seq, state: before as JsonObject };
        const to = { epoch: 'one', seq: seq + more, state: after as JsonObject };
        const patch = conflate(from, to);
        expect(patch).toMatchObject({ fromSeq: seq, seq: seq + more });
        expect(applyPatch(from.state, patch?.patch ?? {})).toEqual(after);
        expect(needsSnapshot(from, to)).toBe(false);
      }),
    );
  });

  it('has no patch for who is there, and a snapshot for who holds another history or more', () => {
    const here = { epoch: 'one', seq: 3, state: {} };
    expect(conflate(here, here)).toBeUndefined();
    expect(needsSnapshot(here, here)).toBe(false);
    for (const other of [
      { epoch: 'two', seq: 3, state: {} },
      { epoch: 'two', seq: 9, state: {} },
      { epoch: 'one', seq: 2, state: {} },
    ]) {
      expect(conflate(here, other)).toBeUndefined();
      expect(needsSnapshot(here, other)).toBe(true);
    }
  });
});

describe('the rate ladder', () => {
  it('rounds a wish down to a rung', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 1000, noNaN: true }), (wish) => {
        const rung = rungOf(wish) as number;
        expect(RATE_LADDER).toContain(rung);
        expect(rung).toBeLessThanOrEqual(wish);
        for (const other of RATE_LADDER) if (other <= wish) expect(other).toBeLessThanOrEqual(rung);
      }),
    );
  });

  it.each([0.19, 0, -1, Number.NaN])('has no rung for %p', (wish) => {
    expect(rungOf(wish)).toBeUndefined();
  });

  it('gives the highest rung to who names none', () => {
    expect(rungOf(undefined)).toBe(20);
    expect([periodMs(20), periodMs(0.2)]).toEqual([50, 5000]);
  });
});
