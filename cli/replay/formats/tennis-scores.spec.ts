import type { JsonObject } from '../../../src/core/json/json.js';
import { kindOf } from '../../../src/core/kinds/registry.js';
import { parseSets, setPoints } from './tennis-scores.spec-support.js';

const tennis = kindOf('tennis');

function played(score: string, bestOf: 3 | 5, finalSet: string, pointsShort = 0): JsonObject {
  const parsed = tennis.parseConfig({ home: { name: 'A' }, away: { name: 'B' }, bestOf, finalSet });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const config = parsed.value;
  const sets = parseSets(score);
  const points = sets.flatMap((set, index) =>
    setPoints(set, index === bestOf - 1 && finalSet === 'tiebreak10' ? 10 : 7),
  );
  let state = tennis.initial(config);
  for (const [index, winner] of points.slice(0, points.length - pointsShort).entries()) {
    const event = { seq: index + 1, type: 'point', data: { winner }, occurredAt: '2024-01-01T00:00:00.000Z' };
    state = tennis.reduce(state, event, config);
  }
  return state;
}

function games(score: string): JsonObject {
  return Object.fromEntries(
    parseSets(score).map(({ home, away }, index) => [String(index + 1), { home, away }]),
  );
}

/** Matches that were played under each rule of the final set. */
const MATCHES: readonly (readonly [string, string, 3 | 5, string, string])[] = [
  ['New York 2020, final', '2-6 4-6 6-4 6-3 7-6(6)', 5, 'tiebreak', 'home'],
  ['Melbourne 2012, final', '5-7 6-4 6-2 6-7(5) 7-5', 5, 'advantage', 'home'],
  ['Wimbledon 2010, the longest', '6-4 3-6 6-7(7) 7-6(3) 70-68', 5, 'advantage', 'home'],
  ['Wimbledon 2022, fourth round', '2-6 5-7 7-6(3) 6-4 7-6(6)', 5, 'tiebreak10', 'home'],
  ['in straight sets', '6-3 6-4 6-2', 5, 'tiebreak', 'home'],
  ['best of three, lost in the last', '6-0 6-7(11) 6-7(8)', 3, 'tiebreak10', 'away'],
  ['best of three, 8-6 in the last', '4-6 6-3 6-8', 3, 'advantage', 'away'],
];

describe('tennis, point by point', () => {
  it.each(MATCHES)('%s ends %s', (_name, score, bestOf, finalSet, winner) => {
    const state = played(score, bestOf, finalSet);
    const sets = parseSets(score);
    expect(state).toMatchObject({
      status: 'ended',
      winner,
      games: games(score),
      sets: {
        home: sets.filter(({ home, away }) => home > away).length,
        away: sets.filter(({ home, away }) => away > home).length,
      },
    });
  });

  it.each(MATCHES)('%s (%s) is not over one point before', (_name, score, bestOf, finalSet) => {
    const state = played(score, bestOf, finalSet, 1);
    expect(state['status']).not.toBe('ended');
    expect(state['winner']).toBeUndefined();
  });

  it('plays a final set of 6-6 on by games under advantage, by 7 or 10 points else', () => {
    const level = '6-0 0-6 6-6';
    for (const [finalSet, text] of [
      ['advantage', '30'],
      ['tiebreak', '2'],
      ['tiebreak10', '2'],
    ] as const) {
      const config = { home: { name: 'A' }, away: { name: 'B' }, bestOf: 3, finalSet };
      let state = played(level, 3, finalSet);
      for (const seq of [1000, 1001]) {
        const event = {
          seq,
          type: 'point',
          data: { winner: 'home' },
          occurredAt: '2024-01-01T00:00:00.000Z',
        };
        state = tennis.reduce(state, event, config);
      }
      expect(state['points']).toEqual({ home: text, away: '0' });
    }
  });
});
