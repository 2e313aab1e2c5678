import fc from 'fast-check';
import { MAX_ANNOUNCED_FEEDS, viewerCounts, type ViewerCounts } from './announcement.js';
import { PeerViewers } from './peer-viewers.js';
import { ViewerSweep } from './viewer-sweep.js';

function countsOf(peer: PeerViewers): Record<string, number> {
  const counts = new Map<string, number>();
  peer.countInto(counts);
  return Object.fromEntries(counts);
}

describe('announced viewer counts', () => {
  it('reach the others with the next announcement, and are taken back as soon', () => {
    const [sweep, peer] = [new ViewerSweep(), new PeerViewers()];
    const counts = new Map([['a', 2]]);
    peer.take(sweep.next(counts));
    expect(peer.of('a')).toBe(2);
    counts.set('a', 3).set('b', 1);
    peer.take(sweep.next(counts));
    expect(countsOf(peer)).toEqual({ a: 3, b: 1 });
    counts.delete('a');
    peer.take(sweep.next(counts));
    expect(countsOf(peer)).toEqual({ b: 1 });
  });

  it('are bounded, and name every feed within a round, however many change', () => {
    const sweep = new ViewerSweep();
    const feeds = Array.from({ length: 3000 }, (_, n) => `feed-${n}`);
    const named = new Set<string>();
    for (let second = 0; second < 40; second++) {
      const told = sweep.next(new Map(feeds.map((feed) => [feed, second + 1])));
      expect(told.feeds.length).toBeLessThanOrEqual(MAX_ANNOUNCED_FEEDS);
      expect(viewerCounts.safeParse(told).success).toBe(true);
      for (const [feed] of told.feeds) named.add(feed);
    }
    expect(named.size).toBe(feeds.length);
  });

  it('converge whatever is lost on the way', () => {
    const feed = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.record({
      counts: fc.dictionary(feed, fc.integer({ min: 1, max: 9 })),
      lost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const [sweep, peer] = [new ViewerSweep(), new PeerViewers()];
        for (const { counts, lost } of steps) {
          const told = sweep.next(new Map(Object.entries(counts)));
          if (!lost) peer.take(told);
        }
        const last = steps.at(-1)?.counts ?? {};
        for (let second = 0; second < 40; second++) peer.take(sweep.next(new Map(Object.entries(last))));
        expect(countsOf(peer)).toEqual(last);
      }),
    );
  });

  it('are kept for a bounded number of feeds', () => {
    const peer = new PeerViewers();
    for (let page = 0; page < 120; page++) {
      const feeds = Array.from({ length: 500 }, (_, n): [string, number] => [`f-${page}-${n}`, 1]);
      peer.take({ round: 1, feeds } satisfies ViewerCounts);
    }
    expect(Object.keys(countsOf(peer))).toHaveLength(50_000);
  });
});
