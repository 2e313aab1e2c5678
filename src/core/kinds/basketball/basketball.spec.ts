import { fold, origin, type StoredEvent } from '../../feed/fold.js';
import type { JsonObject } from '../../json/json.js';
import { parseUntrustedConfig, parseUntrustedUpdate } from '../update.js';
import { basketball } from './basketball.js';

type Written = readonly [type: string, data: JsonObject, more?: Partial<StoredEvent>];

const nba: JsonObject = {
  home: { name: 'Toronto Raptors' },
  away: { name: 'New Orleans Pelicans' },
  rules: 'nba',
};
const fiba: JsonObject = { ...nba, rules: 'fiba' };

function stateAfter(config: JsonObject, ...updates: readonly Written[]): JsonObject {
  const feed = { kind: basketball, config };
  const events = updates.map(([type, data, more], index) => {
    const parsed = more?.target === undefined ? basketball.parseUpdate(type, data, config) : undefined;
    if (parsed && !parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const at = new Date(Date.UTC(2019, 9, 23, 0, 0, index)).toISOString();
    return { seq: index + 1, type, data, at, occurredAt: at, ...more };
  });
  return fold(feed, origin(feed), events).state;
}

const start = (period: number): Written => ['period_start', { period: String(period) }];
const end = (period: number): Written => ['period_end', { period: String(period) }];
const foul = (team: string, kind = 'personal'): Written => ['foul', { team, kind }];

/** `points` as baskets of three, two and one. */
function baskets(team: string, points: number): Written[] {
  const made: Written[] = [];
  for (let left = points; left > 0; left -= 3) made.push(['basket', { team, points: Math.min(3, left) }]);
  return made;
}

describe('a basketball match', () => {
  it('tells an NBA overtime: Toronto 130, New Orleans 122 on 22 October 2019', () => {
    const scores: readonly (readonly [number, number])[] = [
      [27, 30],
      [29, 31],
      [32, 25],
      [29, 31],
      [13, 5],
    ];
    const play = scores.flatMap(([home, away], index) => [
      start(index + 1),
      ...baskets('home', home),
      ...baskets('away', away),
      end(index + 1),
    ]);
    const state = stateAfter(nba, ['status', { status: 'live' }], ...play, ['status', { status: 'final' }]);
    expect(state).toMatchObject({
      score: { home: 130, away: 122 },
      winner: 'home',
      decidedBy: 'extra_time',
      timeoutsLeft: { home: 2, away: 2 },
    });
    expect(state['scoreByPeriod']).toEqual(
      Object.fromEntries(scores.map(([home, away], index) => [String(index + 1), { home, away }])),
    );
  });

  it('corrects a two to a three by an amend', () => {
    const state = stateAfter(
      nba,
      start(1),
      ['basket', { team: 'home', points: 2 }],
      ['amend', { team: 'home', points: 3 }, { target: 2, reason: 'foot behind the line' }],
    );
    expect(state).toMatchObject({ score: { home: 3, away: 0 }, scoreByPeriod: { 1: { home: 3, away: 0 } } });
  });

  it('counts down from the length of the period, from the first touch on', () => {
    expect(stateAfter(nba, start(1))['clock']).toMatchObject({
      direction: 'down',
      running: false,
      valueMs: 720_000,
    });
    expect(stateAfter(fiba, start(1))['clock']).toMatchObject({ valueMs: 600_000 });
    expect(stateAfter(nba, start(5))['clock']).toMatchObject({ valueMs: 300_000 });
    const stopped = stateAfter(nba, start(1), ['clock', { running: true, valueMs: 720_000 }], end(1));
    expect(stopped['clock']).toMatchObject({ running: false, valueMs: 719_000 });
    const never = stateAfter(
      nba,
      ['clock', { running: true, valueMs: 400 }],
      ['status', { status: 'break' }],
    );
    expect(never['clock']).toMatchObject({ running: false, valueMs: 0 });
  });

  it('puts the other team into the bonus with the fifth foul, and counts anew each period', () => {
    const four = [start(1), foul('home'), foul('home'), foul('home'), foul('home')];
    expect(stateAfter(nba, ...four)).toMatchObject({
      fouls: { home: 4, away: 0 },
      bonus: { home: false, away: false },
    });
    expect(stateAfter(nba, ...four, foul('home'))).toMatchObject({
      fouls: { home: 5 },
      bonus: { home: false, away: true },
    });
    expect(stateAfter(nba, ...four, foul('home'), start(2))).toMatchObject({
      fouls: { home: 0, away: 0 },
      bonus: { home: false, away: false },
    });
    expect(stateAfter(nba, ...four, foul('home', 'offensive'))).toMatchObject({ fouls: { home: 4 } });
    expect(stateAfter(fiba, ...four, foul('home', 'offensive'))).toMatchObject({ fouls: { home: 5 } });
  });

  it('counts overtime fouls anew, with a bonus from the fourth in the NBA, and from the fifth since the fourth period under FIBA', () => {
    const fourth = [start(4), foul('away'), foul('away'), foul('away'), foul('away'), end(4), start(5)];
    expect(stateAfter(nba, ...fourth)).toMatchObject({ fouls: { away: 0 }, bonus: { home: false } });
    const three = [foul('home'), foul('home'), foul('home')];
    expect(stateAfter(nba, ...fourth, ...three)).toMatchObject({ bonus: { away: false } });
    expect(stateAfter(nba, ...fourth, ...three, foul('home'))).toMatchObject({ bonus: { away: true } });
    expect(stateAfter(nba, ...fourth)).not.toHaveProperty('carriedFouls');
    expect(stateAfter(fiba, ...fourth)).toMatchObject({
      fouls: { home: 0, away: 0 },
      carriedFouls: { home: 0, away: 4 },
      bonus: { home: false, away: false },
    });
    expect(stateAfter(fiba, ...fourth, foul('away'))).toMatchObject({
      fouls: { away: 1 },
      bonus: { home: true, away: false },
    });
    const second = [...fourth, foul('away'), foul('home'), end(5), start(6)];
    expect(stateAfter(fiba, ...second)).toMatchObject({
      fouls: { home: 0, away: 0 },
      carriedFouls: { home: 1, away: 5 },
      bonus: { home: true, away: false },
    });
    expect(stateAfter(fiba, ...second, ...three)).toMatchObject({
      fouls: { home: 3 },
      bonus: { away: false },
    });
    expect(stateAfter(fiba, ...second, ...three, foul('home'))).toMatchObject({ bonus: { away: true } });
    expect(stateAfter(fiba, ...second, start(4))).toMatchObject({
      fouls: { away: 0 },
      bonus: { home: false },
    });
    expect(stateAfter(fiba, ...second, start(4))).not.toHaveProperty('carriedFouls');
  });

  it('keeps fouls when a period that runs is started once more', () => {
    expect(stateAfter(nba, start(1), foul('home'), start(1))).toMatchObject({ fouls: { home: 1, away: 0 } });
  });

  it('takes timeouts off what the rules give, never below none', () => {
    const timeout: Written = ['timeout', { team: 'home' }];
    expect(stateAfter(nba, timeout)).toMatchObject({ timeoutsLeft: { home: 6, away: 7 } });
    expect(stateAfter(nba, start(4))).toMatchObject({ timeoutsLeft: { home: 4, away: 4 } });
    expect(stateAfter(fiba, timeout, timeout, timeout)).toMatchObject({ timeoutsLeft: { home: 0, away: 2 } });
    expect(stateAfter(fiba, timeout, start(3))).toMatchObject({ timeoutsLeft: { home: 3, away: 3 } });
    expect(stateAfter(fiba, start(5))).toMatchObject({ timeoutsLeft: { home: 1, away: 1 } });
  });

  it('knows who has the ball', () => {
    expect(stateAfter(nba, ['possession', { team: 'away' }])).toMatchObject({ possession: 'away' });
  });

  it('refuses other periods, points and rules', () => {
    expect(parseUntrustedUpdate(basketball, 'basket', { team: 'home', points: 4 }, nba)).toEqual({
      ok: false,
      issues: [{ path: 'data.points', message: 'must be one of 1, 2, 3' }],
    });
    expect(parseUntrustedUpdate(basketball, 'period_start', { period: 'first_half' }, nba).ok).toBe(false);
    expect(parseUntrustedUpdate(basketball, 'period_start', { period: '0' }, nba).ok).toBe(false);
    expect(parseUntrustedUpdate(basketball, 'period_start', { period: '12' }, nba).ok).toBe(true);
    expect(parseUntrustedConfig(basketball, { ...nba, rules: 'ncaa' })).toMatchObject({
      issues: [{ path: 'config.rules', message: 'must be one of nba, fiba' }],
    });
    expect(basketball.configChangesState(nba, fiba)).toBe(true);
  });
});
