import {
  clockAt,
  clockFieldText,
  clockText,
  durationText,
  footballMinute,
  minuteLabel,
  parseClock,
} from './clock.js';

const at = Date.parse('2026-06-11T18:00:00.000Z');
const clock = (rest: object) => ({
  clock: { direction: 'up', running: true, anchorAt: '2026-06-11T18:00:00.000Z', valueMs: 60_000, ...rest },
});

describe('a clock that is an anchor', () => {
  it('counts from its anchor while it runs, and only then', () => {
    expect(clockAt(clock({}), at + 5_000)?.valueMs).toBe(65_000);
    expect(clockAt(clock({ running: false }), at + 5_000)?.valueMs).toBe(60_000);
    expect(clockAt(clock({ direction: 'down' }), at + 90_000)?.valueMs).toBe(0);
    expect(clockAt(clock({}), at - 5_000)?.valueMs).toBe(60_000);
    expect(clockAt({}, at)).toBeUndefined();
  });

  it('shows minutes and seconds, and tenths in the last minute of one that counts down', () => {
    expect(clockText({ valueMs: 45 * 60_000 + 7_900, direction: 'up' })).toBe('45:07');
    expect(clockText({ valueMs: 0, direction: 'up' })).toBe('00:00');
    expect(clockText({ valueMs: 7 * 60_000, direction: 'down' })).toBe('7:00');
    expect(clockText({ valueMs: 9_870, direction: 'down' })).toBe('0:09.8');
  });

  it('reads what editors write, and nothing else', () => {
    expect(parseClock(' 45:00 ')).toBe(2_700_000);
    expect(parseClock('105:09')).toBe(6_309_000);
    expect(parseClock('0:07.4')).toBe(7_400);
    expect(parseClock('7,4')).toBe(7_400);
    for (const wrong of ['45', '45:60', ':30', '4500', 'x', '1:2:3', '7.44', '.4'])
      expect(parseClock(wrong)).toBeUndefined();
  });
});

describe('a clock in a form', () => {
  it('is read as it was shown, to the tenth', () => {
    for (const valueMs of [0, 400, 7_400, 59_900, 60_000, 2_707_000]) {
      expect(parseClock(clockFieldText(valueMs))).toBe(valueMs);
    }
    expect(clockFieldText(2_707_000)).toBe('45:07');
  });
});

describe('a duration', () => {
  it('counts hours', () => {
    expect(durationText(0)).toBe('0:00:00');
    expect(durationText(3_907_900)).toBe('1:05:07');
    expect(durationText(36_000_000)).toBe('10:00:00');
  });
});

describe('the minute of a football match', () => {
  it('is the one that runs, and stands still beside the regular end', () => {
    expect(footballMinute(0, 'first_half')).toEqual({ minute: 1 });
    expect(footballMinute(44 * 60_000 + 59_999, 'first_half')).toEqual({ minute: 45 });
    expect(footballMinute(46 * 60_000, 'first_half')).toEqual({ minute: 45, stoppage: 2 });
    expect(footballMinute(46 * 60_000, 'second_half')).toEqual({ minute: 47 });
    expect(footballMinute(93 * 60_000, 'second_half')).toEqual({ minute: 90, stoppage: 4 });
  });

  it('is none where no period runs, and in a shoot-out', () => {
    expect(footballMinute(46 * 60_000, undefined)).toBeUndefined();
    expect(footballMinute(0, 'shootout')).toBeUndefined();
  });

  it('is written as publishers give it', () => {
    expect(minuteLabel({ minute: 45, stoppage: 2 })).toBe("45+2'");
    expect(minuteLabel({ minute: 23 })).toBe("23'");
    expect(minuteLabel({})).toBe('');
  });
});
