import { linesOf, sortIssues } from './faults.js';

describe('what the server objects to', () => {
  it('stands at the field, entries of a list included', () => {
    const { faults, rest } = sortIssues(
      [
        { path: 'name', message: 'is required' },
        { path: 'feeds.1', message: 'must be a pattern' },
        { path: 'feeds', message: 'are too many' },
      ],
      ['name', 'feeds'],
    );
    expect(faults).toEqual({ name: 'is required', feeds: '1: must be a pattern; are too many' });
    expect(rest).toEqual([]);
  });

  it('stands at the deepest field that it belongs to', () => {
    const issues = [
      { path: 'config.home.name', message: 'is required' },
      { path: 'config.homeland', message: 'is unknown' },
    ];
    expect(sortIssues(issues, ['config', 'config.home', 'title'])).toEqual({
      faults: { 'config.home': 'name: is required', config: 'homeland: is unknown' },
      rest: [],
    });
  });

  it('is told beside the form where it has no such field', () => {
    expect(
      sortIssues(
        [
          { path: 'colour', message: 'is unknown' },
          { path: '', message: 'must be an object' },
        ],
        ['name'],
      ),
    ).toEqual({ faults: {}, rest: ['colour: is unknown', 'must be an object'] });
  });
});

it('takes entries by line, comma or space, each once', () => {
  expect(linesOf(' football.*\n quote.A, quote.B  football.*\n')).toEqual([
    'football.*',
    'quote.A',
    'quote.B',
  ]);
  expect(linesOf(' \n')).toEqual([]);
});
