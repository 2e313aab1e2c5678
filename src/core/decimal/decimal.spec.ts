import Big from 'big.js';
import fc from 'fast-check';
import { add, compare, decimalFault, divide, multiply, normalForm, subtract } from './decimal.js';

const SCALE = 12;
const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
/** An integer as a decimal with up to SCALE places, in normal form. */
const decimal = fc.tuple(digits, fc.integer({ min: 0, max: SCALE })).map(([value, places]) => ({
  text: new Big(value.toString()).div(new Big(10).pow(places)).toFixed(),
  exact: value * 10n ** BigInt(SCALE - places),
}));

/** The integer behind `text` at `places` decimals. */
function unscale(text: string, places: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}

beforeAll(() => {
  Big.DP = SCALE;
});

describe('decimals', () => {
  it('add, subtract, multiply and compare exactly as integers do', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(unscale(add(a.text, b.text), SCALE)).toBe(a.exact + b.exact);
        expect(unscale(subtract(a.text, b.text), SCALE)).toBe(a.exact - b.exact);
        expect(unscale(multiply(a.text, b.text), 2 * SCALE)).toBe(a.exact * b.exact);
        const order = a.exact === b.exact ? 0 : a.exact > b.exact ? 1 : -1;
        expect(Math.sign(compare(a.text, b.text))).toBe(order);
      }),
    );
  });

  it('divide half-even as big.js does', () => {
    const Reference = Big();
    Reference.RM = Big.roundHalfEven;
    fc.assert(
      fc.property(decimal, decimal, fc.integer({ min: 0, max: 20 }), (a, b, places) => {
        fc.pre(b.exact !== 0n);
        Reference.DP = places;
        const expected = new Reference(a.text).div(new Reference(b.text)).toFixed();
        expect(divide(a.text, b.text, places)).toBe(normalForm(expected));
      }),
    );
    expect(['0.5', '1.5', '2.5', '-0.5', '-1.5', '-2.5'].map((half) => divide(half, '1', 0))).toEqual([
      '0',
      '2',
      '2',
      '0',
      '-2',
      '-2',
    ]);
    expect(divide('1', '3', 4)).toBe('0.3333');
    expect(divide('1', '0', 4)).toBeUndefined();
    expect(divide('1', '0.000', 4)).toBeUndefined();
  });

  it('are always in normal form, however large', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        for (const result of [add(a.text, b.text), subtract(a.text, b.text), multiply(a.text, b.text)]) {
          expect(result).toMatch(/^(0|-?(0\.[0-9]*[1-9]|[1-9][0-9]*(\.[0-9]*[1-9])?))$/);
        }
      }),
    );
    expect(multiply('9'.repeat(38), '9'.repeat(38))).toBe((BigInt('9'.repeat(38)) ** 2n).toString());
    expect(subtract('0.00000001', '0.00000001')).toBe('0');
  });

  it('lose trailing zeros, and nothing else, in normal form', () => {
    const cases = {
      '100': '100',
      '1.00': '1',
      '1.50': '1.5',
      '0.0': '0',
      '-0': '0',
      '-0.00': '0',
      '-1.10': '-1.1',
      '10.01': '10.01',
    };
    for (const [text, expected] of Object.entries(cases)) expect(normalForm(text)).toBe(expected);
  });

  it('have a form and at most 38 digits', () => {
    expect(decimalFault('-12345678901234567890123456789012345.678')).toBeUndefined();
    expect(decimalFault(`0.${'1'.repeat(37)}`)).toBeUndefined();
    for (const text of [`0.${'1'.repeat(38)}`, '1'.repeat(39)])
      expect(decimalFault(text)).toContain('38 digits');
    for (const text of ['1e3', 'NaN', '', '-', '1.', '.1', '00', '--1', '1.2.3'])
      expect(decimalFault(text)).toContain('decimal string');
  });
});
