import fc from 'fast-check';
import type { Json } from '../json/json.js';
import { eventWeight, weight } from './weight.js';

describe('the weight of a value', () => {
  it('stays near the length of its JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const length = JSON.stringify(value).length;
        expect(weight(value as Json)).toBeGreaterThanOrEqual(length / 8);
        expect(weight(value as Json)).toBeLessThanOrEqual(length * 8 + 8);
      }),
    );
  });

  it('counts data, patch and reason of an event', () => {
    const data = { text: 'x'.repeat(1000) };
    const plain = eventWeight({ data });
    expect(eventWeight({ data, patch: data })).toBeGreaterThan(plain + 1000);
    expect(eventWeight({ data, reason: 'x'.repeat(500) })).toBe(plain + 500);
  });
});
