import { fold, origin, type StoredEvent } from '../../feed/fold.js';
import type { JsonObject } from '../../json/json.js';
import { parseUntrustedConfig, parseUntrustedUpdate } from '../update.js';
import { football } from './football.js';

const config: JsonObject = {
  home: { name: 'Argentina', code: 'ARG', color: '#75aadb' },
  away: { name: 'France' },
};
const feed = { kind: football, config };
const KICK_OFF = Date.parse('2022-12-18T15:00:00.000Z');

type Written = readonly [type: string, data: JsonObject, more?: Partial<StoredEvent>];

function time(second: number): string {
  return new Date(KICK_OFF + second * 1000).toISOString();
}

function log(updates: readonly Written[]): StoredEvent[] {
  return updates.map(([type, data, more], index) => {
    const parsed = more?.target === undefined ? football.parseUpdate(type, data, config) : undefined;
    if (parsed && !parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const at = time(index * 60);
    return { seq: index + 1, type, data, at, occurredAt: at, ...more };
  });
}

function stateAfter(...updates: readonly Written[]): JsonObject {
  return fold(feed, origin(feed), log(updates)).state;
}

const live: Written = ['status', { status: 'live' }];
const start = (period: string): Written => ['period_start', { period }];
const end = (period: string): Written => ['period_end', { period }];
const goal = (team: string, player: string, minute: number, kind = 'open_play'): Written => [
  'goal',
  { team, player, minute, kind },
];
const kick = (team: string, outcome: string): Written => ['shootout_kick', { team, outcome }];

/** The public facts of 18 December 2022 at Lusail. */
const FINAL_2022: readonly Written[] = [
  live,
  start('first_half'),
  goal('home', 'Lionel Messi', 23, 'penalty'),
  goal('home', 'Ángel Di María', 36),
  end('first_half'),
  start('second_half'),
  goal('away', 'Kylian Mbappé', 80, 'penalty'),
  goal('away', 'Kylian Mbappé', 81),
  end('second_half'),
  start('et_first_half'),
  end('et_first_half'),
  start('et_second_half'),
  goal('home', 'Lionel Messi', 108),
  goal('away', 'Kylian Mbappé', 118, 'penalty'),
  end('et_second_half'),
  start('shootout'),
  kick('away', 'scored'),
  kick('home', 'scored'),
  kick('away', 'saved'),
  kick('home', 'scored'),
  kick('away', 'missed'),
  kick('home', 'scored'),
  kick('away', 'scored'),
  kick('home', 'scored'),
  end('shootout'),
];

describe('a football match', () => {
  it('starts scheduled, level and without what does not apply yet', () => {
    expect(football.initial(config)).toEqual({
      status: 'scheduled',
      score: { home: 0, away: 0 },
      scoreByPeriod: {},
      goals: {},
      cards: { home: { yellow: 0, red: 0 }, away: { yellow: 0, red: 0 } },
    });
  });

  it('tells the 2022 World Cup final: 3-3, 4-2 on penalties, Argentina', () => {
    const state = stateAfter(...FINAL_2022, ['status', { status: 'ended' }]);
    expect(state).toMatchObject({
      status: 'ended',
      score: { home: 3, away: 3 },
      scoreByPeriod: {
        first_half: { home: 2, away: 0 },
        second_half: { home: 0, away: 2 },
        et_first_half: { home: 0, away: 0 },
        et_second_half: { home: 1, away: 1 },
      },
      shootout: { home: 4, away: 2 },
      winner: 'home',
      decidedBy: 'shootout',
    });
    expect(state['scoreByPeriod']).not.toHaveProperty('shootout');
    expect(Object.keys(state['goals'] as JsonObject)).toEqual(['3', '4', '7', '8', '13', '14']);
  });

  it('has neither winner nor decision before it has ended, and loses both when it is reopened', () => {
    const before = stateAfter(...FINAL_2022);
    expect(before).not.toHaveProperty('winner');
    expect(before).not.toHaveProperty('decidedBy');
    const reopened = stateAfter(
      ...FINAL_2022,
      ['status', { status: 'final' }],
      ['status', { status: 'live', reason: 'protest' }],
    );
    expect(reopened).not.toHaveProperty('winner');
    expect(reopened).toMatchObject({ status: 'live', statusReason: 'protest' });
  });

  it('takes a goal that VAR overturned out of score, period and goals, and credits an own goal as published', () => {
    const state = stateAfter(
      start('first_half'),
      goal('home', 'A', 10),
      goal('away', 'B', 12, 'own_goal'),
      ['var', { phase: 'start', subject: 'goal' }],
      ['var', { phase: 'end', subject: 'goal', outcome: 'overturned' }],
      ['void', {}, { target: 2, reason: 'var' }],
    );
    expect(state).toMatchObject({
      score: { home: 0, away: 1 },
      scoreByPeriod: { first_half: { home: 0, away: 1 } },
    });
    expect(state['goals']).toEqual({ 3: { team: 'away', player: 'B', minute: 12, kind: 'own_goal' } });
  });

  it('counts an inserted goal in the period of its place, under its own seq', () => {
    const state = stateAfter(start('first_half'), end('first_half'), start('second_half'), [
      'goal',
      { team: 'away' },
      { insertAfter: 1 },
    ]);
    expect(state['scoreByPeriod']).toEqual({
      first_half: { home: 0, away: 1 },
      second_half: { home: 0, away: 0 },
    });
    expect(state['goals']).toEqual({ 4: { team: 'away' } });
  });

  it('counts a goal in the score only while no period runs', () => {
    const state = stateAfter(start('first_half'), end('first_half'), goal('home', 'A', 45));
    expect(state).toMatchObject({
      score: { home: 1, away: 0 },
      scoreByPeriod: { first_half: { home: 0, away: 0 } },
    });
    expect(state).not.toHaveProperty('period');
  });

  it('keeps an amended goal under its seq and moves it to the other side', () => {
    const state = stateAfter(start('first_half'), goal('home', 'A', 10), [
      'amend',
      { team: 'away', player: 'A', kind: 'own_goal' },
      { target: 2, reason: 'own goal' },
    ]);
    expect(state).toMatchObject({ score: { home: 0, away: 1 }, goals: { 2: { team: 'away' } } });
  });

  it('anchors the clock at the time of the event, counts on from half to half and stops with the period', () => {
    const running = stateAfter(['clock', { running: true, valueMs: 5_000 }, { occurredAt: time(-3) }]);
    expect(running['clock']).toEqual({ direction: 'up', running: true, anchorAt: time(-3), valueMs: 5_000 });
    const ended = stateAfter(start('second_half'), ['comment', { text: 'on it goes' }], end('second_half'));
    const stoppedAt = 45 * 60_000 + 120_000;
    expect(ended['clock']).toEqual({
      direction: 'up',
      running: false,
      anchorAt: time(120),
      valueMs: stoppedAt,
    });
    expect(stateAfter(start('second_half'), start('shootout'))).not.toHaveProperty('clock');
  });

  it('keeps the clock right when a wrong press is replaced later', () => {
    const state = stateAfter(
      ['clock', { running: false, valueMs: 0 }],
      ['comment', { text: 'noticed' }],
      ['amend', { running: true, valueMs: 0 }, { target: 1, reason: 'pressed wrongly' }],
    );
    expect(state['clock']).toEqual({ direction: 'up', running: true, anchorAt: time(0), valueMs: 0 });
  });

  it('counts cards a side: a second yellow sends off', () => {
    const state = stateAfter(
      ['card', { team: 'home', color: 'yellow' }],
      ['card', { team: 'home', color: 'second_yellow' }],
      ['card', { team: 'away', color: 'red' }],
    );
    expect(state['cards']).toEqual({ home: { yellow: 1, red: 1 }, away: { yellow: 0, red: 1 } });
  });

  it('books a stated score in the running period, and later goals count from there', () => {
    const state = stateAfter(
      start('first_half'),
      goal('home', 'A', 10),
      ['score_set', { home: 2, away: 1, reason: 'missed two goals' }],
      goal('away', 'B', 40),
    );
    expect(state).toMatchObject({
      score: { home: 2, away: 2 },
      scoreByPeriod: { first_half: { home: 2, away: 2 } },
    });
  });

  it('keeps what was played beside an awarded result', () => {
    const state = stateAfter(
      start('first_half'),
      goal('away', 'B', 10),
      end('first_half'),
      ['score_set', { home: 3, away: 0, reason: 'awarded' }],
      ['status', { status: 'awarded', reason: 'ineligible player' }],
      ['status', { status: 'final' }],
    );
    expect(state).toMatchObject({
      status: 'final',
      winner: 'home',
      decidedBy: 'award',
      scoreByPeriod: { first_half: { home: 0, away: 1 } },
    });
  });

  it('keeps a stated decision until another is stated, and derives anew when the score changes', () => {
    const stated = stateAfter(
      ['status', { status: 'ended', decidedBy: 'extra_time' }],
      ['status', { status: 'final' }],
    );
    expect(stated).toMatchObject({ winner: 'draw', decidedBy: 'extra_time' });
    const late = stateAfter(['status', { status: 'ended' }], goal('home', 'A', 90));
    expect(late).toMatchObject({ winner: 'home', decidedBy: 'regulation' });
  });

  it('lets a shoot-out decide before the score, as after two legs', () => {
    const state = stateAfter(goal('home', 'A', 10), kick('home', 'missed'), kick('away', 'scored'), [
      'status',
      { status: 'ended' },
    ]);
    expect(state).toMatchObject({ score: { home: 1, away: 0 }, winner: 'away', decidedBy: 'shootout' });
    expect(stateAfter(kick('home', 'missed'))['shootout']).toEqual({ home: 0, away: 0 });
  });

  it('ignores play that a correction has put behind the final whistle', () => {
    const state = stateAfter(
      ['status', { status: 'final' }],
      ['status', { status: 'live', reason: 'protest' }],
      goal('home', 'A', 90),
      ['void', {}, { target: 2, reason: 'the protest was void' }],
    );
    expect(state).toMatchObject({ status: 'final', score: { home: 0, away: 0 }, goals: {} });
  });

  it('is locked once final: only a status with a reason is accepted', () => {
    const final = stateAfter(['status', { status: 'final' }]);
    expect(football.refuses(final, { type: 'goal', data: { team: 'home' } })).toContain('locked');
    expect(football.refuses(final, { type: 'amend', data: {}, reason: 'late' })).toContain('locked');
    expect(football.refuses(final, { type: 'status', data: { status: 'live' } })).toContain('locked');
    expect(
      football.refuses(final, { type: 'status', data: { status: 'live', reason: 'protest' } }),
    ).toBeUndefined();
    expect(football.refuses(stateAfter(live), { type: 'void', data: {} })).toBeUndefined();
  });
});

describe('what football accepts', () => {
  const issuesOf = (type: string, data: JsonObject): unknown => {
    const parsed = parseUntrustedUpdate(football, type, data, config);
    return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
  };

  it('names each faulty field with the remedy', () => {
    expect(issuesOf('goal', { team: 'left', player: '', minute: 1.5, wrong: 1 })).toEqual([
      'data.team: must be one of home, away',
      'data.player: must not be empty',
      'data.minute: must be a whole number',
      'data.wrong: is unknown: known are team, kind, player, assist, minute, stoppage',
    ]);
    expect(issuesOf('goal', {})).toEqual(['data.team: is required: one of home, away']);
    expect(issuesOf('comment', { text: 'x'.repeat(2_001) })).toEqual([
      'data.text: must be at most 2000 characters long',
    ]);
    expect(issuesOf('period_start', { period: '1' })).toEqual([
      'data.period: must be one of first_half, second_half, et_first_half, et_second_half, shootout',
    ]);
  });

  it('names an unknown and a reserved type', () => {
    expect(issuesOf('touchdown', {})).toEqual([
      expect.stringMatching(/^type: is unknown to this kind: known are/),
    ]);
    expect(issuesOf('void', {})).toEqual([expect.stringMatching(/^type: is reserved/)]);
    expect(issuesOf('Goal', { team: 'home' })).toEqual([expect.stringMatching(/^type: must be/)]);
    expect(issuesOf('constructor', {})).toEqual([expect.stringMatching(/^type: is unknown/)]);
  });

  it('takes squads by name and number, and names what does not fit in them', () => {
    const away = { name: 'France' };
    const players: JsonObject[] = [{ number: 10, name: 'Lionel Messi' }, { name: 'Ángel Di María' }];
    const squads: JsonObject = { home: { name: 'Argentina', players }, away };
    expect(parseUntrustedConfig(football, squads)).toEqual({ ok: true, value: squads });
    expect(
      parseUntrustedConfig(football, { home: { name: 'Argentina', players: [{ number: 10 }] }, away }),
    ).toEqual({
      ok: false,
      issues: [{ path: 'config.home.players.0.name', message: 'is required' }],
    });
  });

  it('wants both teams by name and knows no other configuration', () => {
    const parsed = parseUntrustedConfig(football, { home: { name: '' }, foo: 1 });
    expect(parsed).toEqual({
      ok: false,
      issues: [
        { path: 'config.home.name', message: 'must not be empty' },
        { path: 'config.away', message: 'is required' },
        { path: 'config.foo', message: 'is unknown: known are home, away, competition, venue' },
      ],
    });
  });
});
