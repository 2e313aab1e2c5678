import { amountText, durationText, megabytesText, msText, percentText } from './number-text.js';

it('shows numbers as a glance takes them in', () => {
  expect([0, 0.42, 21.55, 812.4, 2411, 16_210].map((value) => amountText(value, 'en'))).toEqual([
    '0',
    '0.4',
    '21.6',
    '812',
    '2,411',
    '16.2K',
  ]);
  expect(percentText(0.284, 'en')).toBe('28%');
  expect(megabytesText(214_000_000, 'en')).toBe('214 MB');
  expect([0.42, 9.94, 131.3].map((ms) => msText(ms, 'en'))).toEqual(['0.4 ms', '9.9 ms', '131 ms']);
});

describe('a duration', () => {
  it('is told by its two largest units', () => {
    expect(durationText(5_400, 'en')).toBe('5 sec');
    expect(durationText(3_725_000, 'en')).toBe('1 hr 2 min');
    expect(durationText(3 * 86_400_000 + 60_000, 'en')).toBe('3 days 1 min');
    expect(durationText(90_000, 'de')).toBe('1 Min. 30 Sek.');
  });

  it('is nothing where clocks are apart', () => {
    expect(durationText(-5_000, 'en')).toBe('0 sec');
  });
});
