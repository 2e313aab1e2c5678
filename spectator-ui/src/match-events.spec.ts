import { tell } from './match-events.js';

const AT = '2026-01-01T12:00:00.000Z';
const NAMES = { home: 'Argentina', away: 'France' };
const event = (type: string, data: Record<string, string | number>, more = {}) => ({
  seq: 1,
  type,
  data,
  at: AT,
  occurredAt: AT,
  ...more,
});

describe('events in words', () => {
  it('announce goals with scorer and kind', () => {
    const told = tell(event('goal', { team: 'home', player: 'Messi', kind: 'penalty', minute: 23 }), NAMES);
    expect(told).toEqual({
      sort: 'goal',
      when: "23'",
      text: 'Goal for Argentina: Messi (penalty)',
      announce: true,
    });
  });

  it('show bookings and changes without reading them out', () => {
    expect(tell(event('card', { team: 'away', color: 'yellow' }), NAMES)).toMatchObject({
      text: 'Yellow card, France',
      announce: false,
    });
    expect(tell(event('card', { team: 'away', color: 'red', player: 'X' }), NAMES)).toMatchObject({
      sort: 'red',
      announce: true,
    });
    expect(tell(event('substitution', { team: 'away', in: 'A', out: 'B' }), NAMES)?.text).toBe('A on for B');
  });

  it('say why something was corrected', () => {
    expect(tell(event('void', {}, { target: 3, reason: 'offside' }), NAMES)?.text).toBe('Corrected: offside');
  });

  it('leave out what is only seen, and types of which they know nothing', () => {
    expect(tell(event('clock', { valueMs: 1 }), NAMES)).toBeUndefined();
    expect(tell(event('constructor', {}), NAMES)).toBeUndefined();
  });
});
