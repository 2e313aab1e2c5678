import { clockValueMs, footballMinute, minuteLabel } from './match-clock.js';

const ANCHOR = '2026-01-01T12:00:00.000Z';
const NOW = Date.parse(ANCHOR) + 90_000;

describe('the clock of a match', () => {
  it('counts on from its anchor, up or down, without a message', () => {
    const clock = { direction: 'up', running: true, anchorAt: ANCHOR, valueMs: 60_000 };
    expect(clockValueMs({ clock }, NOW)).toBe(150_000);
    expect(clockValueMs({ clock: { ...clock, direction: 'down' } }, NOW)).toBe(0);
  });

  it('stands when it is stopped, and is absent when there is none', () => {
    const clock = { direction: 'up', running: false, anchorAt: ANCHOR, valueMs: 60_000 };
    expect(clockValueMs({ clock }, NOW)).toBe(60_000);
    expect(clockValueMs({}, NOW)).toBeUndefined();
  });

  it('does not run backwards for a page whose clock is behind', () => {
    const clock = { direction: 'up', running: true, anchorAt: ANCHOR, valueMs: 60_000 };
    expect(clockValueMs({ clock }, Date.parse(ANCHOR) - 5_000)).toBe(60_000);
  });

  it.each([
    [0, 'first_half', "1'"],
    [22 * 60_000, 'first_half', "23'"],
    [45 * 60_000, 'first_half', "45+1'"],
    [45 * 60_000, 'second_half', "46'"],
    [93 * 60_000 + 59_999, 'second_half', "90+4'"],
    [121 * 60_000, 'et_second_half', "120+2'"],
    [95 * 60_000, undefined, "96'"],
  ])('shows %i ms of the %s as %s', (valueMs, period, shown) => {
    expect(footballMinute(valueMs, period)).toBe(shown);
  });

  it('labels minutes as publishers give them', () => {
    expect(minuteLabel({ minute: 90, stoppage: 4 })).toBe("90+4'");
    expect(minuteLabel({ minute: 23 })).toBe("23'");
    expect(minuteLabel({})).toBe('');
  });
});
