import fc from 'fast-check';
import { fold, origin, type StoredEvent } from '../../feed/fold.js';
import type { JsonObject } from '../../json/json.js';
import { parseUntrustedConfig } from '../update.js';
import { tennis } from './tennis.js';

type Team = 'home' | 'away';
type Written = readonly [type: string, data: JsonObject, more?: Partial<StoredEvent>];
type Set = { readonly home: number; readonly away: number };

function configOf(bestOf: 3 | 5, finalSet?: string): JsonObject {
  const players = { home: { name: 'Novak Djokovic' }, away: { name: 'Roger Federer' } };
  return { ...players, bestOf, ...(finalSet ? { finalSet } : {}) };
}

function stateAfter(config: JsonObject, updates: readonly Written[]): JsonObject {
  const feed = { kind: tennis, config };
  const events = updates.map(([type, data, more], index) => {
    const at = new Date(Date.UTC(2019, 6, 14, 13, 0, index)).toISOString();
    return { seq: index + 1, type, data, at, occurredAt: at, ...more };
  });
  return fold(feed, origin(feed), events).state;
}

const point = (winner: Team): Written => ['point', { winner }];
const points = (text: string): Written[] => [...text].map((who) => point(who === 'h' ? 'home' : 'away'));
const game = (winner: Team): Written[] => Array.from({ length: 4 }, () => point(winner));

/** The games of a set in an order in which nobody wins it before its last game. A tie-break is its last game. */
function gameOrder({ home, away }: Set): Team[] {
  const winner: Team = home > away ? 'home' : 'away';
  const loser: Team = winner === 'home' ? 'away' : 'home';
  const order: Team[] = [];
  let [won, lost] = [Math.max(home, away) - 1, Math.min(home, away)];
  while (won > 0 || lost > 0) {
    if (lost > 0) order.push(loser);
    if (won > 0) order.push(winner);
    won--;
    lost--;
  }
  return [...order, winner];
}

/** Points of a set, whose last game is a tie-break of `tiebreakTo` points if there is one. */
function pointsOf(set: Set, tiebreakTo?: number): Written[] {
  const order = gameOrder(set);
  const last = order.pop() as Team;
  const end = tiebreakTo === undefined ? game(last) : Array.from({ length: tiebreakTo }, () => point(last));
  return [...order.flatMap(game), ...end];
}

type FinalSet = 'tiebreak' | 'advantage' | 'tiebreak10';
const TIGHT: Set = { home: 7, away: 6 };

/** The first of `drawn` that make a match, with a last set that its rule allows. */
function matchOf(drawn: readonly Set[], bestOf: number, finalSet: FinalSet) {
  const sets: Record<Team, number> = { home: 0, away: 0 };
  const games: Record<string, Set> = {};
  const written: Written[] = [];
  for (const set of drawn) {
    if (Math.max(sets.home, sets.away) > bestOf / 2) break;
    const winner: Team = set.home > set.away ? 'home' : 'away';
    const last = sets.home + sets.away === bestOf - 1;
    const tiebreak = set[winner] === 7 && set.home + set.away === 13;
    const byLead = last && tiebreak && finalSet === 'advantage';
    const played = byLead ? { ...set, [winner]: 8 } : set;
    const to = last && finalSet === 'tiebreak10' ? 10 : 7;
    written.push(...pointsOf(played, tiebreak && !byLead ? to : undefined));
    sets[winner] += 1;
    games[String(sets.home + sets.away)] = played;
  }
  return { sets, games, written };
}

describe('a tennis match', () => {
  it('counts 15, 30, 40, deuce and advantage', () => {
    const after = (text: string): unknown => stateAfter(configOf(3), points(text))['points'];
    expect(after('')).toEqual({ home: '0', away: '0' });
    expect(after('h')).toEqual({ home: '15', away: '0' });
    expect(after('hhaah')).toEqual({ home: '40', away: '30' });
    expect(after('hhhaaa')).toEqual({ home: '40', away: '40' });
    expect(after('hhhaaaa')).toEqual({ home: '40', away: 'A' });
    expect(after('hhhaaaah')).toEqual({ home: '40', away: '40' });
    const won = stateAfter(configOf(3), points('hhhaaahh'));
    expect(won).toMatchObject({ games: { 1: { home: 1, away: 0 } }, points: { home: '0', away: '0' } });
  });

  it('tells a five-set final: 7-6 1-6 7-6 4-6 and a long last set by advantage, 13-11', () => {
    const state = stateAfter(configOf(5, 'advantage'), [
      ['status', { status: 'live' }],
      ...pointsOf({ home: 7, away: 6 }, 7),
      ...pointsOf({ home: 1, away: 6 }),
      ...pointsOf({ home: 7, away: 6 }, 7),
      ...pointsOf({ home: 4, away: 6 }),
      ...pointsOf({ home: 13, away: 11 }),
    ]);
    expect(state).toMatchObject({
      status: 'ended',
      sets: { home: 3, away: 2 },
      score: { home: 3, away: 2 },
      winner: 'home',
      decidedBy: 'regulation',
    });
    expect(state['games']).toEqual({
      1: { home: 7, away: 6 },
      2: { home: 1, away: 6 },
      3: { home: 7, away: 6 },
      4: { home: 4, away: 6 },
      5: { home: 13, away: 11 },
    });
    expect(state['scoreByPeriod']).toEqual(state['games']);
    expect(state['tiebreaks']).toEqual({ 1: { home: 7, away: 0 }, 3: { home: 7, away: 0 } });
  });

  it.each([
    ['tiebreak', 7],
    [undefined, 7],
    ['tiebreak10', 10],
  ])('decides a last set under %s at 6-6 by a tie-break to %i, two points ahead', (finalSet, to) => {
    const config = configOf(3, finalSet);
    const level = [
      ...pointsOf({ home: 6, away: 0 }),
      ...pointsOf({ home: 0, away: 6 }),
      ...Array.from({ length: 6 }, () => [...game('home'), ...game('away')]).flat(),
    ];
    const even = [...level, ...points('ha'.repeat(to - 1))];
    expect(stateAfter(config, even)).toMatchObject({
      points: { home: String(to - 1), away: String(to - 1) },
    });
    const ahead = stateAfter(config, [...even, point('home')]);
    expect(ahead).toMatchObject({ points: { home: String(to), away: String(to - 1) } });
    expect(ahead).not.toHaveProperty('winner');
    expect(stateAfter(config, [...even, point('home'), point('home')])).toMatchObject({
      sets: { home: 2, away: 1 },
      games: { 3: { home: 7, away: 6 } },
      tiebreaks: { 3: { home: to + 1, away: to - 1 } },
      winner: 'home',
    });
  });

  it('plays an ordinary tie-break in earlier sets whatever the last set is', () => {
    const state = stateAfter(configOf(3, 'advantage'), pointsOf({ home: 6, away: 7 }, 7));
    expect(state).toMatchObject({
      sets: { home: 0, away: 1 },
      games: { 1: { home: 6, away: 7 } },
      period: '2',
    });
  });

  it('plays on at 6-6 in a last set by advantage', () => {
    const even = Array.from({ length: 8 }, () => [...game('home'), ...game('away')]).flat();
    const config = configOf(3, 'advantage');
    const start = [...pointsOf({ home: 6, away: 0 }), ...pointsOf({ home: 0, away: 6 }), ...even];
    expect(stateAfter(config, start)).toMatchObject({ games: { 3: { home: 8, away: 8 } } });
    expect(stateAfter(config, [...start, ...game('away'), ...game('away')])).toMatchObject({
      games: { 3: { home: 8, away: 10 } },
      winner: 'away',
    });
  });

  it('comes to the sets and games of any possible match, whatever the rule of its last set', () => {
    const scores: readonly Set[] = [
      ...[0, 1, 2, 3, 4].map((away) => ({ home: 6, away })),
      { home: 7, away: 5 },
      TIGHT,
    ];
    const set = fc
      .tuple(fc.constantFrom(...scores), fc.boolean())
      .map(([score, swap]) => (swap ? { home: score.away, away: score.home } : score));
    const rule = fc.constantFrom<FinalSet>('tiebreak', 'advantage', 'tiebreak10');
    const five = fc.array(set, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom<3 | 5>(3, 5), rule, five, (bestOf, finalSet, drawn) => {
        const { sets, games, written } = matchOf(drawn, bestOf, finalSet);
        const state = stateAfter(configOf(bestOf, finalSet), written);
        expect(state).toMatchObject({ sets, score: sets, games, status: 'ended' });
        expect(state['winner']).toBe(sets.home > sets.away ? 'home' : 'away');
      }),
      { numRuns: 60 },
    );
  });

  it('changes the server each game, and in a tie-break after one point and then each second', () => {
    const serving = (...updates: readonly Written[]): unknown =>
      stateAfter(configOf(3), [['serve', { team: 'home' }], ...updates])['server'];
    expect(serving()).toBe('home');
    expect(serving(...game('away'))).toBe('away');
    const level = Array.from({ length: 6 }, () => [...game('home'), ...game('away')]).flat();
    const order = Array.from({ length: 7 }, (_, played) =>
      serving(...level, ...points('hahahah'.slice(0, played))),
    );
    expect(order).toEqual(['home', 'away', 'away', 'home', 'home', 'away', 'away']);
    for (const tiebreak of ['hhhhhhh', 'ahhhhhhh', 'aahhhhhhh', 'aaahhhhhhh', 'ahahahahahahhh']) {
      expect(serving(...level, ...points(tiebreak))).toBe('away');
    }
  });

  it('undoes a game, a set and the match when their last point is corrected', () => {
    const won = [...pointsOf({ home: 6, away: 0 }), ...pointsOf({ home: 6, away: 0 })];
    expect(stateAfter(configOf(3), won)).toMatchObject({ status: 'ended', winner: 'home' });
    const corrected = stateAfter(configOf(3), [
      ['status', { status: 'live' }],
      ...won,
      ['amend', { winner: 'away' }, { target: won.length + 1, reason: 'overruled' }],
    ]);
    expect(corrected).toMatchObject({
      status: 'live',
      sets: { home: 1, away: 0 },
      games: { 2: { home: 5, away: 0 } },
      points: { home: '40', away: '15' },
    });
    expect(corrected).not.toHaveProperty('winner');
  });

  it('ignores points after the end, and gives a retirement to the other player', () => {
    const won = [...pointsOf({ home: 6, away: 0 }), ...pointsOf({ home: 6, away: 0 })];
    expect(stateAfter(configOf(3), [...won, point('away')])).toEqual(stateAfter(configOf(3), won));
    const retired = stateAfter(configOf(3), [...points('hh'), ['retire', { team: 'home' }], point('home')]);
    expect(retired).toMatchObject({
      status: 'ended',
      retired: 'home',
      winner: 'away',
      decidedBy: 'retirement',
    });
    expect(retired['points']).toEqual({ home: '30', away: '0' });
    const final = stateAfter(configOf(3), [
      ['retire', { team: 'home' }],
      ['status', { status: 'final' }],
    ]);
    expect(final).toMatchObject({ winner: 'away', decidedBy: 'retirement' });
  });

  it('goes on from sets that an editor states', () => {
    const state = stateAfter(configOf(3), [
      ...game('home'),
      ['score_set', { home: 1, away: 1, reason: 'joined late' }],
      ...game('away'),
    ]);
    expect(state).toMatchObject({ sets: { home: 1, away: 1 }, games: { 3: { home: 0, away: 1 } } });
    const over = stateAfter(configOf(3), [['score_set', { home: 2, away: 0, reason: 'result only' }]]);
    expect(over).toMatchObject({ status: 'ended', winner: 'home' });
  });

  it('keeps the elapsed time running from set to set and stops it with the match', () => {
    const clock: Written = ['clock', { running: true, valueMs: 0 }];
    const set: Written = ['period_start', { period: '2' }];
    expect(stateAfter(configOf(3), [clock, set])['clock']).toMatchObject({ direction: 'up', running: true });
    const ended = stateAfter(configOf(3), [clock, set, ['retire', { team: 'home' }]]);
    expect(ended['clock']).toMatchObject({ running: false, valueMs: 2_000 });
  });

  it('wants to know how many sets are played', () => {
    expect(
      parseUntrustedConfig(tennis, { home: { name: 'A' }, away: { name: 'B' }, finalSet: 'none' }),
    ).toMatchObject({
      issues: [
        { path: 'config.bestOf', message: 'is required: one of 3, 5' },
        { path: 'config.finalSet', message: 'must be one of tiebreak, advantage, tiebreak10' },
      ],
    });
  });
});
