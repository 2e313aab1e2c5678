import { matchesWords, readWhole, sliceOf, sorted } from './list-page.js';

describe('a whole list', () => {
  const pages = [{ items: [1, 2], nextCursor: 'b' }, { items: [], nextCursor: 'c' }, { items: [3] }];
  const load = (cursor: string | undefined) =>
    Promise.resolve(pages[cursor === undefined ? 0 : cursor === 'b' ? 1 : 2] ?? { items: [] });

  it('is read page after page, empty ones in between included', async () => {
    expect(await readWhole(load, 10)).toEqual({ items: [1, 2, 3], cut: false });
  });

  it('is cut at its bound, and says so', async () => {
    expect(await readWhole(load, 1)).toEqual({ items: [1], cut: true });
    expect(await readWhole(load, 2)).toEqual({ items: [1, 2], cut: true });
  });
});

describe('a page of it', () => {
  const rows = [1, 2, 3, 4, 5];

  it('holds its rows and knows whether more follow', () => {
    expect(sliceOf(rows, 1, 2)).toEqual({ rows: [1, 2], page: 1, hasNext: true });
    expect(sliceOf(rows, 3, 2)).toEqual({ rows: [5], page: 3, hasNext: false });
  });

  it('is the last one when the list became shorter', () => {
    expect(sliceOf(rows, 9, 2)).toEqual({ rows: [5], page: 3, hasNext: false });
    expect(sliceOf([], 9, 2)).toEqual({ rows: [], page: 1, hasNext: false });
  });
});

describe('sorting', () => {
  it('compares numbers as numbers and words as people do', () => {
    expect(sorted([10, 9, 1], (row) => row, false)).toEqual([1, 9, 10]);
    expect(sorted(['key 10', 'Key 9', 'éa', 'eb'], (row) => row, false, 'en')).toEqual([
      'éa',
      'eb',
      'Key 9',
      'key 10',
    ]);
  });

  it('keeps what has no value at the end in both orders', () => {
    const rows = [{ at: 2 }, {}, { at: 1 }] as readonly { readonly at?: number }[];
    expect(sorted(rows, ({ at }) => at, false)).toEqual([{ at: 1 }, { at: 2 }, {}]);
    expect(sorted(rows, ({ at }) => at, true)).toEqual([{ at: 2 }, { at: 1 }, {}]);
  });

  it('leaves equals in the order in which they came', () => {
    const rows = ['b1', 'a1', 'b2', 'a2'];
    expect(sorted(rows, (row) => row[0], true)).toEqual(['b1', 'b2', 'a1', 'a2']);
  });
});

it('finds all words anywhere, in any case', () => {
  expect(matchesWords('  TEAM one', ['Team sheet', undefined, 'number one'])).toBe(true);
  expect(matchesWords('team two', ['Team sheet', 'number one'])).toBe(false);
});
