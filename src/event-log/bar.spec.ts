import fc from 'fast-check';
import { barsOf, baseOf, bucketStart, merge, toCandle, widen, type Bar, type TradeAt } from './bar.js';

const NOON = Date.UTC(2024, 0, 1, 12);

const trades = fc
  .array(
    fc.record({
      cents: fc.integer({ min: -500, max: 500 }),
      second: fc.integer({ min: 0, max: 7_300 }),
      updatesLast: fc.boolean(),
      updatesHighLow: fc.boolean(),
      updatesVolume: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) =>
    list.map(({ cents, second, ...flags }, index): TradeAt => {
      const at = new Date(NOON + second * 1000).toISOString();
      return { ...flags, price: (cents / 100).toFixed(2), size: '0.1', seq: index + 1, at };
    }),
  );

function plain(bars: Iterable<Bar>): unknown {
  return [...bars]
    .sort((a, b) => (a.start < b.start ? -1 : 1))
    .map((bar) => ({ ...toCandle(bar, 60, NOON), lastSeq: bar.lastSeq, trades: bar.trades }));
}

describe('bars', () => {
  it('are the same whatever order their trades come in, and however they are grouped', () => {
    fc.assert(
      fc.property(trades, fc.nat(), (list, cut) => {
        const whole = barsOf(list, 3600);
        expect(plain(barsOf([...list].reverse(), 3600).values())).toEqual(plain(whole.values()));
        const half = cut % list.length;
        const parts = [
          ...barsOf(list.slice(0, half), 3600).values(),
          ...barsOf(list.slice(half), 3600).values(),
        ];
        expect(plain(widen(parts, 3600).values())).toEqual(plain(whole.values()));
        const seconds = barsOf(list, 1).values();
        expect(plain(widen(widen(seconds, 60).values(), 3600).values())).toEqual(plain(whole.values()));
      }),
    );
  });

  it('add sizes exactly', () => {
    const at = new Date(NOON).toISOString();
    const all = { updatesLast: true, updatesHighLow: true, updatesVolume: true };
    const [a, b] = ['0.1', '0.2'].map((size, seq) =>
      barsOf([{ ...all, price: '1e2', size, seq, at }], 60).get(at),
    );
    expect(toCandle(merge(a as Bar, b as Bar), 60, NOON)).toMatchObject({
      open: '100',
      volume: '0.3',
      final: false,
    });
  });

  it('begin at multiples of their interval since 1970, also before', () => {
    expect(bucketStart('2024-01-01T12:34:56.789Z', 900)).toBe('2024-01-01T12:30:00.000Z');
    expect(bucketStart('1969-12-31T23:59:59.999Z', 86_400)).toBe('1969-12-31T00:00:00.000Z');
    expect([1, 60, 300, 900, 3_600, 86_400].map(baseOf)).toEqual([1, 60, 60, 60, 3_600, 3_600]);
  });

  it('leave out the prices that no trade of theirs sets, and count all the same', () => {
    const at = new Date(NOON).toISOString();
    const candleOf = (updatesLast: boolean, updatesHighLow: boolean) => {
      const flags = { updatesLast, updatesHighLow, updatesVolume: true };
      const [bar] = barsOf([{ ...flags, price: '1', size: '2', seq: 1, at }], 60).values();
      return toCandle(bar as Bar, 60, NOON);
    };
    const counted = { start: at, volume: '2', trades: 1, final: false };
    expect(candleOf(false, false)).toEqual(counted);
    expect(candleOf(true, false)).toEqual({ ...counted, open: '1', close: '1' });
    expect(candleOf(false, true)).toEqual({ ...counted, high: '1', low: '1' });
  });
});
