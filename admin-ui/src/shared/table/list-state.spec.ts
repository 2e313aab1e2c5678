import fc from 'fast-check';
import {
  isFiltered,
  nextPage,
  previousPage,
  readListState,
  toPage,
  withFilters,
  withSort,
  writeListState,
  type ListSchema,
} from './list-state.js';

const schema = {
  filters: { q: 'text', state: ['active', 'expired'] },
  sorts: ['name', 'used'],
  sort: { by: 'name', descending: false },
} as const satisfies ListSchema;
const read = (query: string) => readListState(schema, new URLSearchParams(query));
const written = (query: string) => String(writeListState(schema, read(query)));

describe('what the address says of a list', () => {
  it('is the standard when it says nothing, and then nothing is written', () => {
    expect(read('')).toEqual({
      filters: { q: '', state: '' },
      sort: { by: 'name', descending: false },
      size: 25,
      page: 1,
      cursors: [],
    });
    expect(written('')).toBe('');
  });

  it('comes back as it was written', () => {
    const query = 'q=goal+line&state=expired&sort=-used&size=100&page=3&at=YWE.YWI';
    expect(written(query)).toBe(query);
    expect(read(query)).toEqual({
      filters: { q: 'goal line', state: 'expired' },
      sort: { by: 'used', descending: true },
      size: 100,
      page: 3,
      cursors: ['YWE', 'YWI'],
    });
  });

  it('ignores what makes no sense', () => {
    expect(written('state=burning&sort=colour&size=1000000&page=-4&at=%3Cscript%3E')).toBe('');
    expect(written('page=2.5')).toBe('');
  });

  it('has one address for one view, in whatever order it came about', () => {
    expect(written('sort=-used&state=active&q=a')).toBe('q=a&state=active&sort=-used');
    const before = new URLSearchParams('sort=-used');
    expect(String(writeListState(schema, read('q=a&sort=-used'), before))).toBe('q=a&sort=-used');
  });

  it('leaves the parts of the address to which others belong', () => {
    const others = new URLSearchParams('tab=log&q=old');
    expect(String(writeListState(schema, read('q=new'), others))).toBe('tab=log&q=new');
  });

  it('is read without a fault from any address', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        const once = written(query);
        expect(written(once)).toBe(once);
      }),
    );
  });
});

describe('turning pages', () => {
  it('remembers where each page started, so that the way back is the way there', () => {
    const second = nextPage(read(''), 'YWE');
    const third = nextPage(second, 'YWI');
    expect(third).toMatchObject({ page: 3, cursors: ['YWE', 'YWI'] });
    expect(previousPage(third)).toEqual(second);
    expect(previousPage(second)).toEqual(read(''));
    expect(previousPage(read(''))).toEqual(read(''));
  });

  it('goes by number where no cursor is needed', () => {
    expect(toPage(read(''), 2)).toMatchObject({ page: 2, cursors: [] });
    expect(toPage(read('page=2'), 0)).toEqual(read(''));
  });

  it('bounds the way back in the address and then leads to the first page', () => {
    let state = read('');
    for (let page = 2; page <= 40; page++) state = nextPage(state, `c${page}`);
    expect(state.cursors).toHaveLength(20);
    while (state.cursors.length > 1) state = previousPage(state);
    expect(state.page).toBe(21);
    expect(previousPage(state)).toMatchObject({ page: 1, cursors: [] });
  });

  it('starts anew when the filter or the order changes', () => {
    const deep = read('page=3&at=YWE.YWI&q=a');
    expect(withFilters(deep, { state: 'active' })).toMatchObject({
      filters: { q: 'a', state: 'active' },
      page: 1,
      cursors: [],
    });
    expect(withSort(deep, 'used')).toMatchObject({ page: 1, cursors: [] });
  });
});

describe('sorting', () => {
  it('turns the order at the second press, and starts upwards at another column', () => {
    const once = withSort(read(''), 'used');
    expect(once.sort).toEqual({ by: 'used', descending: false });
    const twice = withSort(once, 'used');
    expect(twice.sort).toEqual({ by: 'used', descending: true });
    expect(withSort(twice, 'name').sort).toEqual({ by: 'name', descending: false });
  });
});

it('knows whether something is filtered away', () => {
  expect(isFiltered(read(''))).toBe(false);
  expect(isFiltered(read('state=active'))).toBe(true);
});
