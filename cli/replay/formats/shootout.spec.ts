import fc from 'fast-check';
import { kicksFor } from './shootout.js';

function result(kicks: ReturnType<typeof kicksFor>): readonly [number, number] {
  const scored = (kicks ?? []).filter((kick) => kick.scored);
  return [
    scored.filter(({ team }) => team === 'home').length,
    scored.filter(({ team }) => team === 'away').length,
  ];
}

describe('kicksFor', () => {
  it.each([
    [4, 2],
    [3, 4],
    [0, 3],
    [3, 0],
    [1, 3],
    [5, 4],
    [2, 3],
    [11, 10],
    [21, 22],
  ])('finds an order of kicks for %i-%i', (home, away) => {
    expect(result(kicksFor(home, away))).toEqual([home, away]);
  });

  it.each([
    [3, 3],
    [5, 0],
    [9, 2],
  ])('finds none for %i-%i, which no shoot-out gives', (home, away) => {
    expect(kicksFor(home, away)).toBeUndefined();
  });

  it('alternates, and stops at once when the other side cannot catch up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), (home, away) => {
        const kicks = kicksFor(home, away);
        if (!kicks) return;
        for (const [index, kick] of kicks.entries())
          expect(kick.team === kicks[0]?.team).toBe(index % 2 === 0);
        const before = kicks.slice(0, -1);
        const [homeBefore, awayBefore] = result(before);
        const left = (team: string): number => 5 - before.filter((kick) => kick.team === team).length;
        if (before.length < 10) {
          expect(homeBefore).toBeLessThanOrEqual(awayBefore + left('away'));
          expect(awayBefore).toBeLessThanOrEqual(homeBefore + left('home'));
        }
      }),
    );
  });
});
