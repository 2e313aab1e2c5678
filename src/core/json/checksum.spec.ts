import fc from 'fast-check';
import { canonicalJson } from './canonical.js';
import { checksum, crc32 } from './checksum.js';
import type { Json, JsonObject } from './json.js';

/** The reference: bit by bit over the bytes that Node encodes. */
function crcOfBytes(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('canonical JSON', () => {
  it('orders keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const value = JSON.parse(
      '{"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew", "1": "One", "\\ud83d\\ude00": "Emoji", "\\u0080": "Control", "\\u00f6": "o"}',
    ) as JsonObject;
    const keys = canonicalJson(value).match(/"(One|Carriage Return|Control|o|Euro Sign|Emoji|Hebrew)"/g);
    expect(keys).toEqual([
      '"Carriage Return"',
      '"One"',
      '"Control"',
      '"o"',
      '"Euro Sign"',
      '"Emoji"',
      '"Hebrew"',
    ]);
  });

  it.each<[number, string]>([
    [1e21, '1e+21'],
    [1e20, '100000000000000000000'],
    [-0, '0'],
    [1e-7, '1e-7'],
    [1e-6, '0.000001'],
    [333333333.33333329, '333333333.3333333'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [1e-27, '1e-27'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
  ])('writes %d as ECMAScript does', (number, text) => {
    expect(canonicalJson(number)).toBe(text);
  });

  it('sorts deep inside, keeps arrays in order and adds no white space', () => {
    const value: Json = { b: [3, { z: null, a: true }], a: { 10: 1, 9: 2 } };
    expect(canonicalJson(value)).toBe('{"a":{"10":1,"9":2},"b":[3,{"a":true,"z":null}]}');
  });

  it('escapes only what must be escaped', () => {
    expect(canonicalJson('€$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });
});

describe('the checksum', () => {
  it('is CRC-32 with the check value cbf43926', () => {
    expect(crc32('123456789').toString(16)).toBe('cbf43926');
    expect(checksum({})).toBe(crcOfBytes('{}').toString(16).padStart(8, '0'));
  });

  it('takes the UTF-8 bytes of any text', () => {
    for (const text of ['', 'é', 'Ω≈', '😀🏆', 'a😀é', '\u07ff\u0800\uffff\u{10ffff}']) {
      expect(crc32(text)).toBe(crcOfBytes(text));
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => crc32(text) === crcOfBytes(text)));
  });

  it('is the same whatever the order of keys, and always 8 digits', () => {
    expect(checksum({ a: 1, b: 2 })).toBe(checksum({ b: 2, a: 1 }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (state) => /^[0-9a-f]{8}$/.test(checksum(state))),
    );
  });
});
