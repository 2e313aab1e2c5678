import fc from 'fast-check';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { tennis } from './sports/tennis.js';
import type { Fold } from './replay.js';
import { stakesOf } from './stakes.js';

const fold = tennis.fold as Fold;
const sides = fc.constantFrom('home', 'away');

function play(config: JsonObject, points: readonly string[]): JsonObject {
  return points.reduce<JsonObject>(
    (state, winner, index) =>
      fold.reduce(state, { seq: index + 1, type: 'point', data: { winner }, occurredAt: '' }, config),
    fold.reduce(
      fold.initial(config),
      { seq: 0, type: 'serve', data: { team: 'home' }, occurredAt: '' },
      config,
    ),
  );
}

const wins = (...runs: readonly (readonly [string, number])[]): readonly string[] =>
  runs.flatMap(([side, count]) => Array.from({ length: count }, () => side));

describe('what the next point may decide', () => {
  const config: JsonObject = { bestOf: 3 };

  it('is nothing at first, and a break when the one who returns is ahead', () => {
    expect(stakesOf(fold, play(config, []), config)).toEqual([]);
    expect(stakesOf(fold, play(config, wins(['away', 3])), config)).toEqual([
      { kind: 'break', side: 'away' },
    ]);
    expect(stakesOf(fold, play(config, wins(['home', 3])), config)).toEqual([]);
  });

  it('is a set, then the match, and of one point both sides’ stakes', () => {
    expect(stakesOf(fold, play(config, wins(['home', 23])), config)).toEqual([{ kind: 'set', side: 'home' }]);
    expect(stakesOf(fold, play(config, wins(['home', 47])), config)).toEqual([
      { kind: 'match', side: 'home' },
    ]);
    const sixAll = Array.from({ length: 6 }, () => [...wins(['home', 4]), ...wins(['away', 4])]).flat();
    const tiebreak = play({ bestOf: 1 }, [...sixAll, ...wins(['home', 6], ['away', 5])]);
    expect(stakesOf(fold, tiebreak, config)).toEqual([{ kind: 'set', side: 'home' }]);
  });

  it('is nothing after the last point', () => {
    const over = play(config, wins(['home', 48]));
    expect(over['status']).toBe('ended');
    expect(stakesOf(fold, over, config)).toEqual([]);
  });

  it('comes true with the next point, whatever was played', () => {
    fc.assert(
      fc.property(fc.array(sides, { maxLength: 150 }), sides, (points, winner) => {
        const before = play(config, points);
        const after = play(config, [...points, winner]);
        const stake = stakesOf(fold, before, config).find(({ side }) => side === winner)?.kind;
        const ends = after['status'] === 'ended' && before['status'] !== 'ended';
        expect(stake === 'match').toBe(ends);
        if (stake === 'set') expect(after['sets']).not.toEqual(before['sets']);
        if (stake === 'break') expect(after['games']).not.toEqual(before['games']);
      }),
      { numRuns: 200 },
    );
  });
});
