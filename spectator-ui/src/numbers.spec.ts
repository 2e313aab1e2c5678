import { amount, directionOf, percent, signed } from './numbers.js';

describe('numbers of the page', () => {
  it('group and pad exact decimals without making them numbers', () => {
    expect(amount('61837.63', 2)).toBe('61\u202f837.63');
    expect(amount('123456789012345678901.5', 2)).toBe(
      '123\u202f456\u202f789\u202f012\u202f345\u202f678\u202f901.50',
    );
    expect(amount('-0.5', 2)).toBe('−0.50');
    expect(amount('12', 0)).toBe('12');
  });

  it('carry a sign, so that direction does not depend on colour', () => {
    expect(signed('1.5', 2)).toBe('+1.50');
    expect(signed('-1.5', 2)).toBe('−1.50');
    expect(signed('0', 2)).toBe('0.00');
    expect(percent('-0.0649')).toBe('−0.06 %');
    expect(percent('2.5')).toBe('+2.50 %');
  });

  it('know a change of nothing', () => {
    expect([
      directionOf('0'),
      directionOf('0.00'),
      directionOf(undefined),
      directionOf('-0.1'),
      directionOf('0.1'),
    ]).toEqual(['flat', 'flat', 'flat', 'down', 'up']);
  });
});
