import type { JsonObject } from '../../../../../../src/core/json/json.js';
import { en } from '../../../../shared/i18n/en.js';
import { translator } from '../../../../shared/i18n/translate.js';
import type { Entry } from '../../../../shared/press/timeline.js';
import { factsOf, flowOf } from '../flow.js';
import { replay } from '../replay.js';
import type { Does } from '../sport.js';
import { tallyOf } from '../tally.js';
import { basketball } from './basketball.js';

const config: JsonObject = { rules: 'fiba' };
const line = { home: 20, away: 20 };
const next = (state: JsonObject) => flowOf(basketball, { state, config, now: 0 });
const entry = (seq: number, type: string, data: JsonObject, rest: Partial<Entry> = {}): Entry => ({
  seq,
  fact: { type, data },
  at: '',
  occurredAt: new Date(seq * 1_000).toISOString(),
  amendments: [],
  inserted: false,
  ...rest,
});

describe('the flow of a basketball game', () => {
  const played = (count: number): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index + 1), line]));

  it('goes from quarter to quarter, and on while the score is level', () => {
    expect(next({ status: 'scheduled', scoreByPeriod: {} }).next).toEqual({ kind: 'start', period: '1' });
    expect(next({ status: 'live', period: '2', scoreByPeriod: played(2) }).next).toEqual({
      kind: 'end',
      period: '2',
    });
    expect(next({ status: 'break', scoreByPeriod: played(4), score: line }).next).toEqual({
      kind: 'start',
      period: '5',
    });
    const decided = next({ status: 'break', scoreByPeriod: played(4), score: { home: 81, away: 80 } });
    expect(decided).toEqual({ next: { kind: 'ended' }, others: [{ kind: 'start', period: '5' }] });
  });

  it('leaves the clock to the first touch when play goes on', () => {
    const clock = { direction: 'down', running: false, anchorAt: '', valueMs: 9_000 };
    expect(factsOf(basketball, { kind: 'resume' }, { status: 'interrupted', clock })).toHaveLength(1);
  });

  it('doubts the end of a quarter that has time left', () => {
    const clock = { direction: 'down', running: false, anchorAt: '', valueMs: 1 };
    const end = { kind: 'end', period: '1' } as const;
    expect(basketball.doubts?.(end, { state: { clock }, config, now: 0 })).toBe('basketball.endsEarly');
    const out = { ...clock, valueMs: 0 };
    expect(basketball.doubts?.(end, { state: { clock: out }, config, now: 0 })).toBeUndefined();
  });
});

describe('the actions of a basketball game', () => {
  const doesOf = (id: string): Does | undefined => basketball.actions.find((one) => one.id === id)?.does;

  it('ask for the first possession, and turn it from then on', () => {
    const does = doesOf('possession');
    if (does?.kind !== 'now') throw new Error('Possession is published at once.');
    expect(does.facts({ state: {}, config, now: 0 })).toBeUndefined();
    expect(does.facts({ state: { possession: 'away' }, config, now: 0 })).toEqual([
      { type: 'possession', data: { team: 'home' } },
    ]);
  });

  it('offer the fouls that the rules know', () => {
    const does = doesOf('foul');
    const offered = (rules: string) =>
      does?.kind === 'play' ? does.play.option?.({ rules }).values.map(({ value }) => value) : [];
    expect(offered('nba')).toContain('flagrant');
    expect(offered('nba')).not.toContain('unsportsmanlike');
    expect(offered('fiba')).toContain('unsportsmanlike');
    expect(offered('fiba')).not.toContain('flagrant');
  });
});

describe('the timeline of a basketball game', () => {
  const entries = [
    entry(1, 'period_start', { period: '1' }),
    entry(2, 'clock', { running: true, valueMs: 600_000 }),
    entry(5, 'basket', { team: 'home', points: 2, player: 'A' }),
    entry(6, 'basket', { team: 'home', points: 3, player: 'A' }, { voided: { seq: 9, at: '', reason: '' } }),
    entry(7, 'foul', { team: 'home', player: 'A' }),
    entry(8, 'basket', { team: 'away', points: 3 }),
  ];

  it('bears the clock of the game and the score, without what was voided', () => {
    const around = replay(basketball.fold as NonNullable<typeof basketball.fold>, entries, config);
    const marks = entries.map((one) => {
      const here = around.get(one.seq);
      return here && basketball.markOf?.(one, here, translator(en, 'en'));
    });
    expect(marks.slice(2)).toEqual([
      { when: 'Q1 9:57', score: '2–0' },
      undefined,
      { when: 'Q1 9:55' },
      { when: 'Q1 9:54', score: '2–3' },
    ]);
  });

  it('counts what each player scored and fouled', () => {
    expect([...tallyOf(entries)]).toEqual([['home A', { points: 2, fouls: 1 }]]);
  });
});
