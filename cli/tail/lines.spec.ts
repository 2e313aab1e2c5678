import { eventLine, stateLine } from './lines.js';

const AT = '2026-01-02T20:14:03.120Z';

describe('lines of tail', () => {
  it('show seq, time, type and data of an event', () => {
    expect(eventLine({ seq: 12, type: 'goal', data: { team: 'home' }, at: AT, occurredAt: AT })).toBe(
      '#12 20:14:03.120 goal {"team":"home"}',
    );
  });

  it('name the target and the reason of a correction', () => {
    const event = { seq: 13, type: 'void', data: {}, at: AT, occurredAt: AT, target: 12, reason: 'offside' };
    expect(eventLine(event)).toBe('#13 20:14:03.120 void #12 {} (offside)');
  });

  it('cut what no terminal shows', () => {
    const line = stateLine(1, { text: 'x'.repeat(1000) });
    expect(line.length).toBeLessThan(420);
    expect(line.endsWith('…')).toBe(true);
  });
});
