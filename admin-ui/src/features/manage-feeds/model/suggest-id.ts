import type { KindName } from '../../../../../src/core/kinds/kind.js';

const LONGEST = 128;
/** Letters that don't come apart into a plain one and its accent. */
const SPELT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** An id that tells what the feed is: `football.argentina-v-france`. Always one that the server takes; '' while there is no title. */
export function suggestId(kind: KindName, title: string): string {
  const words = title
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => SPELT[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-');
  const slug = words
    .replace(/^-+/, '')
    .slice(0, LONGEST - kind.length - 1)
    .replace(/-+$/, '');
  return slug === '' ? '' : `${kind}.${slug}`;
}
