import { canonicalJson } from './canonical.js';
import type { JsonObject } from './json.js';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function step(crc: number, byte: number): number {
  return (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
}

/** CRC-32 (IEEE) of the UTF-8 bytes of `text`, encoded on the fly: core has no TextEncoder. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      crc = step(crc, code);
      continue;
    }
    if (code < 0x800) {
      crc = step(crc, 0xc0 | (code >> 6));
    } else {
      if (code >= 0xd800 && code < 0xdc00) {
        code = 0x10000 + ((code - 0xd800) << 10) + (text.charCodeAt(++index) - 0xdc00);
        crc = step(crc, 0xf0 | (code >> 18));
        crc = step(crc, 0x80 | ((code >> 12) & 0x3f));
      } else {
        crc = step(crc, 0xe0 | (code >> 12));
      }
      crc = step(crc, 0x80 | ((code >> 6) & 0x3f));
    }
    crc = step(crc, 0x80 | (code & 0x3f));
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** What a client compares to know that it holds the server's state: 8 lower-case hex digits. */
export function checksum(state: JsonObject): string {
  return crc32(canonicalJson(state)).toString(16).padStart(8, '0');
}
