import { verify } from './verify.js';

describe('verify', () => {
  const state = { score: { home: 2, away: 1 }, status: 'final', last: '10.5' };

  it('finds nothing when the state holds what is expected', () => {
    expect(
      verify('a', state, [{ what: 'score', values: { 'score.home': 2, 'score.away': 1, last: '10.5' } }]),
    ).toEqual([]);
  });

  it('names the path and both values of a difference', () => {
    expect(verify('a', state, [{ what: 'score', values: { 'score.home': 3 } }])).toEqual([
      { feed: 'a', what: 'score', path: 'score.home', expected: '3', actual: '2' },
    ]);
  });

  it('takes an absent count for 0, but not for anything else', () => {
    const values = { 'scoreByPeriod.first_half.home': 0, 'scoreByPeriod.first_half.away': 1, winner: 'draw' };
    expect(verify('a', state, [{ what: 'x', values }]).map(({ path }) => path)).toEqual([
      'scoreByPeriod.first_half.away',
      'winner',
    ]);
  });

  it('reports what should not be there', () => {
    const found = verify('a', { shootout: { home: 1, away: 0 } }, [
      { what: 'x', values: { 'shootout.home': undefined } },
    ]);
    expect(found).toMatchObject([{ expected: '(absent)', actual: '1' }]);
  });
});
