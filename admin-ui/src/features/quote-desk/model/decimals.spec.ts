import fc from 'fast-check';
import {
  amountText,
  directionOf,
  distancePercent,
  isCrossed,
  isFar,
  readDecimal,
  readSize,
  signedText,
  spreadOf,
} from './decimals.js';

describe('readDecimal', () => {
  it.each([
    ['101.25', '101.25'],
    [' 1 234.50 ', '1234.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['−3.20', '-3.2'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
  ])('takes %j as exactly %s', (written, value) => {
    expect(readDecimal(written)).toEqual({ value });
  });

  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['101,25', 'comma'],
    ['1,234.5', 'comma'],
    ['1e5', 'form'],
    ['+5', 'form'],
    ['12a', 'form'],
    ['1'.repeat(39), 'digits'],
  ])('refuses %j: %s', (written, fault) => {
    expect(readDecimal(written)).toEqual({ fault });
  });

  it('reads back exactly what the page shows, whatever its length', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{0,20}\.[0-9]{0,14}[1-9]$/);
    fc.assert(
      fc.property(digits, fc.boolean(), (text, negative) => {
        const value = negative ? `-${text}` : text;
        expect(readDecimal(amountText(value, 2))).toEqual({ value });
      }),
    );
  });

  it('takes no negative size', () => {
    expect(readSize('-1')).toEqual({ fault: 'negative' });
    expect(readSize('1')).toEqual({ value: '1' });
  });
});

describe('prices', () => {
  it('are shown with at least the decimals of the feed, grouped, with a sign where they are changes', () => {
    expect(amountText('1234567.5', 2)).toBe('1\u202f234\u202f567.50');
    expect(amountText('0.12345', 2)).toBe('0.12345');
    expect(signedText('0.5', 2)).toBe('+0.50');
    expect(signedText('-0.5', 2)).toBe('\u22120.50');
    expect(signedText('0', 2)).toBe('0.00');
    expect([directionOf('0.00'), directionOf('-1'), directionOf('1'), directionOf(undefined)]).toEqual([
      'flat',
      'down',
      'up',
      'flat',
    ]);
  });

  it('differ exactly', () => {
    expect(spreadOf('0.1', '0.3')).toBe('0.2');
    expect(spreadOf(undefined, '0.3')).toBeUndefined();
    expect(isCrossed('9', '10')).toBe(false);
    expect(isCrossed('10.1', '10')).toBe(true);
  });

  it('are far from the last one beyond a tenth of it', () => {
    expect(distancePercent('112', '100')).toBe('12');
    expect(distancePercent('88', '100')).toBe('-12');
    expect(distancePercent('1', undefined)).toBeUndefined();
    expect(distancePercent('1', '0')).toBeUndefined();
    expect(distancePercent('-36', '-40')).toBe('10');
    expect([isFar('10'), isFar('10.1'), isFar('-12'), isFar(undefined)]).toEqual([false, true, true, false]);
  });
});
