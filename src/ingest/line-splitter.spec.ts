import fc from 'fast-check';
import { LineSplitter, type Line } from './line-splitter.js';

function linesOf(splitter: LineSplitter, chunks: readonly Buffer[]): (string | 'too_long')[] {
  const lines: Line[] = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  const last = splitter.end();
  if (last) lines.push(last);
  return lines.map((line) => (line === 'too_long' ? line : line.bytes.toString('utf8')));
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index]));
}

describe('the line splitter', () => {
  it('gives the same lines however the bytes are cut into chunks', () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text)),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat()), fc.boolean(), (lines, places, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(linesOf(new LineSplitter(10_000), cut(Buffer.from(text), places))).toEqual(expected);
      }),
    );
  });

  it('reports a line beyond the bound and goes on with the next', () => {
    const chunks = ['aa\nbbb', 'bbb', 'b\ncc\n', 'dddddd'].map((text) => Buffer.from(text));
    expect(linesOf(new LineSplitter(5), chunks)).toEqual(['aa', 'too_long', 'cc', 'too_long']);
  });

  it('takes a line of exactly the bound', () => {
    expect(linesOf(new LineSplitter(3), [Buffer.from('abc\n'), Buffer.from('abc')])).toEqual(['abc', 'abc']);
  });

  it('counts neither end of a line, LF nor CRLF, nor a CRLF that comes in two chunks', () => {
    const chunks = ['abc\r\nabc\r', '\nabc', '\r\nabcd\r\nabcd', '\r\na\rb\n'].map((text) =>
      Buffer.from(text),
    );
    expect(linesOf(new LineSplitter(3), chunks)).toEqual([
      'abc',
      'abc',
      'abc',
      'too_long',
      'too_long',
      'a\rb',
    ]);
  });

  it('takes a carriage return within a line for no end of it', () => {
    const chunks = ['abc\r', 'd\n', 'abc\r\r\n'].map((text) => Buffer.from(text));
    expect(linesOf(new LineSplitter(3), chunks)).toEqual(['too_long', 'too_long']);
  });
});
