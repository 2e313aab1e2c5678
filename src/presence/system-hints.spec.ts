import { hintsOf, type Circumstances } from './system-hints.js';

const GOOD: Circumstances = {
  database: 'postgresql',
  relay: 'classic',
  trustsProxies: true,
  privateWebhooks: false,
  plainWebhooks: false,
  forwarded: true,
  clockAheadMs: 20,
};
const codes = (change: Partial<Circumstances>) => hintsOf({ ...GOOD, ...change }).map(({ code }) => code);

describe('hints for the operator', () => {
  it('are none where nothing is worth a change', () => {
    expect(codes({})).toEqual([]);
  });

  it('tell of a proxy that is not believed, only when there is one', () => {
    expect(codes({ trustsProxies: false })).toEqual(['proxy_not_trusted']);
    expect(codes({ trustsProxies: false, forwarded: false })).toEqual([]);
  });

  it('tell of clocks that are apart, whichever is ahead', () => {
    expect(codes({ clockAheadMs: 1500 })).toEqual(['clocks_apart']);
    expect(codes({ clockAheadMs: -1500 })).toEqual(['clocks_apart']);
  });

  it('call a single node one, with the remedy that comes first', () => {
    expect(codes({ relay: 'local' })).toEqual(['single_node']);
    expect(codes({ relay: 'local', database: 'embedded' })).toEqual(['embedded_database']);
  });

  it('name the variable to set', () => {
    const all = hintsOf({
      database: 'embedded',
      relay: 'local',
      trustsProxies: false,
      privateWebhooks: true,
      plainWebhooks: true,
      forwarded: true,
    });
    expect(all.length).toBe(4);
    for (const { detail } of all) expect(detail).toMatch(/[A-Z]+_[A-Z_]+/);
  });
});
