import fc from 'fast-check';
import { kindOf } from '../core/kinds/registry.js';
import { hundredths, price, PriceWalk } from './price-walk.js';
import { Random } from './random.js';
import { SYMBOLS } from './symbols.js';

describe('PriceWalk', () => {
  it('writes hundredths as exact decimals that it reads back', () => {
    expect([price(100), price(105), price(110), price(1)]).toEqual(['1', '1.05', '1.1', '0.01']);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (value) => {
        expect(hundredths(price(value))).toBe(value);
      }),
    );
    expect(hundredths('12.345')).toBeUndefined();
    expect(hundredths(undefined)).toBeUndefined();
  });

  it('walks the same way from the same seed, always within what a quote feed accepts', () => {
    const quote = kindOf('quote');
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...SYMBOLS), (seed, symbol) => {
        const [walk, again] = [
          new PriceWalk(symbol, new Random(seed)),
          new PriceWalk(symbol, new Random(seed)),
        ];
        for (let step = 0; step < 50; step++) {
          const update = walk.step(1);
          expect(again.step(1)).toEqual(update);
          expect(quote.parseUpdate(update.type, update.data, {})).toMatchObject({ ok: true });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the bid below the ask and stays in sight of where it began', () => {
    const symbol = SYMBOLS[6] as (typeof SYMBOLS)[number];
    const walk = new PriceWalk(symbol, new Random(3));
    for (let step = 0; step < 20_000; step++) {
      const { type, data } = walk.step(5);
      if (type === 'quote') expect(Number(data['bid'])).toBeLessThan(Number(data['ask']));
    }
    const ratio = (hundredths(walk.price) ?? 0) / symbol.startPrice;
    expect(ratio).toBeGreaterThan(0.05);
    expect(ratio).toBeLessThan(20);
  });
});
