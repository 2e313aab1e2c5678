import { kindOf } from '../core/kinds/registry.js';
import { GOALS, SUBSTITUTIONS } from './final-2022.js';
import { matchScript } from './match-script.js';

const START = Date.UTC(2026, 0, 1);

describe('matchScript', () => {
  const script = matchScript();
  const football = kindOf('football');

  it('holds only what a football feed accepts', () => {
    const refused = script.flatMap(({ type, data }) => {
      const parsed = football.parseUpdate(type, data, {});
      return parsed.ok ? [] : parsed.issues;
    });
    expect(refused).toEqual([]);
  });

  it('tells every goal and change, in order of time, in less than six minutes', () => {
    const times = script.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(6 * 60_000);
    expect(script.filter(({ type }) => type === 'goal')).toHaveLength(GOALS.length);
    expect(script.filter(({ type }) => type === 'substitution')).toHaveLength(SUBSTITUTIONS.length);
  });

  it('has the score of each stage in its place and the clock near the minute of each goal', () => {
    let state = football.initial({});
    for (const [index, { atMs, type, data }] of script.entries()) {
      const occurredAt = new Date(START + atMs).toISOString();
      state = football.reduce(state, { seq: index + 1, type, data, occurredAt }, {});
      if (type !== 'goal') continue;
      const { valueMs } = state['clock'] as { valueMs: number };
      expect(Math.ceil((valueMs + 1) / 60_000)).toBe(data['minute']);
    }
    expect(state['scoreByPeriod']).toEqual({
      first_half: { home: 2, away: 0 },
      second_half: { home: 0, away: 2 },
      et_first_half: { home: 0, away: 0 },
      et_second_half: { home: 1, away: 1 },
    });
    expect(state['cards']).toEqual({ home: { yellow: 5, red: 0 }, away: { yellow: 3, red: 0 } });
  });
});
