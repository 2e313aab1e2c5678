import fc from 'fast-check';
import type { Position } from '../core/protocol/position.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,30}$/);
const position = fc.record({
  epoch: fc.constantFrom('e1', 'x:y,z', 'ünïcode', '%'),
  seq: fc.nat({ max: 2 ** 31 - 1 }).map((seq) => seq * 500),
});
const held = fc.uniqueArray(fc.tuple(id, position), {
  minLength: 1,
  maxLength: 100,
  selector: ([feed]) => feed,
});

function textOf(positions: ReadonlyMap<string, Position>): string {
  return encodeCursor(positions).copy().toString('latin1').slice('id: '.length, -1);
}

describe('the id of a stream of many feeds', () => {
  it('tells the positions that it was made of, in whatever order and among whatever feeds', () => {
    fc.assert(
      fc.property(held, id, (pairs, stranger) => {
        const positions = new Map<string, Position>(pairs);
        fc.pre(!positions.has(stranger));
        const text = textOf(positions);
        expect(text).toMatch(/^[\x21-\x7e]+$/);
        const asked = [...positions.keys()].reverse();
        expect(Object.fromEntries(decodeCursor(text, [stranger, ...asked]) ?? [])).toEqual(
          Object.fromEntries(positions),
        );
        expect(decodeCursor(text, asked.slice(1))?.size).toBe(asked.length - 1);
      }),
    );
  });

  it('moves with a feed, and copies that were sent keep what they said', () => {
    fc.assert(
      fc.property(held, fc.nat(), (pairs, seq) => {
        const positions = new Map<string, Position>(pairs);
        const line = encodeCursor(positions);
        const before = line.copy();
        const [feed, { epoch }] = pairs[0] as [string, Position];
        expect(line.replace(feed, seq)).toBe(true);
        expect(before.equals(encodeCursor(positions).copy())).toBe(true);
        positions.set(feed, { epoch, seq });
        expect(line.copy().equals(encodeCursor(positions).copy())).toBe(true);
      }),
    );
  });

  it('stays below 2 KB for a hundred feeds, so that it fits in a header', () => {
    const feeds = Array.from({ length: 100 }, (_, n) => `${'f'.repeat(120)}${n}`);
    const positions = new Map(feeds.map((feed) => [feed, { epoch: 'Zm9vYmFyYmF6', seq: 2 ** 40 - 1 }]));
    expect(textOf(positions).length).toBeLessThan(2048);
    expect(decodeCursor(textOf(positions), feeds)?.size).toBe(100);
  });

  it('leaves out a feed that it has no room for, which then begins with a snapshot', () => {
    const positions = new Map([
      ['a', { epoch: 'e', seq: 2 ** 40 }],
      ['b', { epoch: 'e', seq: 1 }],
    ]);
    expect([...(decodeCursor(textOf(positions), ['a', 'b']) ?? [])]).toEqual([['b', { epoch: 'e', seq: 1 }]]);
    expect(encodeCursor(positions).replace('b', 2 ** 40)).toBe(false);
  });

  it('takes no text that it did not make for a position, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('m', ':', ',', '%', 'A', '_') })),
        (text) => {
          const positions = decodeCursor(text, ['a']);
          if (positions) expect(text).toMatch(/^m:[^:]+:[A-Za-z0-9_-]+$/);
        },
      ),
    );
  });
});
