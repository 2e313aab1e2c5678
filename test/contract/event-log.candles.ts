import fc from 'fast-check';
import { effectiveEvents } from '../../src/core/feed/fold.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { quote } from '../../src/core/kinds/quote/quote.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { LIVE, type Candle, type Operation } from '../../src/event-log/event-log.js';
import { waitFor } from '../support/wait-for.js';
import { refusal, unlessRefused, committed, type LogHarness } from './event-log.harness.js';

/** Bars of quote feeds. */
export function candlesContract(harness: LogHarness): void {
  const { create, append, all } = harness;

  describe('candles', () => {
    const market = (): Promise<string> =>
      create({ kind: 'quote', config: { symbol: 'ACME', currency: 'USD', priceScale: 2 } });
    const trade = (price: string, occurredAt: string, data: JsonObject = {}): Operation => ({
      op: 'publish',
      type: 'trade',
      data: { price, size: '0.1', ...data },
      occurredAt,
    });
    const bars = (
      feed: string,
      interval: '1s' | '1m' | '5m' | '1h' | '1d',
      view = LIVE,
    ): Promise<readonly Candle[]> => harness.log.candles(feed, { interval, limit: 1_000 }, view);

    it('are exact and bucketed by when the trade happened', async () => {
      const feed = await market();
      await append(feed, trade('10.10', '2024-08-08T14:30:59.999Z'));
      await append(feed, trade('10.3', '2024-08-08T14:31:00.000Z', { size: '0.2' }));
      await append(feed, trade('10.2', '2024-08-08T14:30:00.000Z', { size: '0.20' }));
      expect(await bars(feed, '1m')).toEqual([
        {
          start: '2024-08-08T14:30:00.000Z',
          open: '10.2',
          high: '10.2',
          low: '10.1',
          close: '10.1',
          volume: '0.3',
          trades: 2,
          final: true,
        },
        {
          start: '2024-08-08T14:31:00.000Z',
          open: '10.3',
          high: '10.3',
          low: '10.3',
          close: '10.3',
          volume: '0.2',
          trades: 1,
          final: true,
        },
      ]);
      expect(await bars(feed, '1h')).toMatchObject([
        { open: '10.2', close: '10.3', volume: '0.5', trades: 3 },
      ]);
      expect((await bars(feed, '1s')).map(({ start }) => start.slice(17, 19))).toEqual(['00', '59', '00']);
      expect((await bars(feed, '5m')).map(({ start }) => start)).toEqual(['2024-08-08T14:30:00.000Z']);
      expect((await bars(feed, '1d')).map(({ start }) => start)).toEqual(['2024-08-08T00:00:00.000Z']);
    });

    it('heed what a trade may update', async () => {
      const feed = await market();
      const time = '2024-08-08T14:30:00.000Z';
      await append(feed, trade('10', time));
      await append(feed, trade('99', time, { updatesLast: false, updatesHighLow: false }));
      await append(feed, trade('12', time, { updatesLast: false, updatesVolume: false }));
      expect(await bars(feed, '1m')).toMatchObject([
        { open: '10', close: '10', high: '12', low: '10', volume: '0.2', trades: 3 },
      ]);
    });

    it('leave out what no trade sets, on every interval and like the running bar of the state', async () => {
      const feed = await market();
      const minute = '2024-08-08T14:30';
      const counted = { trades: 1, volume: '0.1' };
      const neither = { updatesLast: false, updatesHighLow: false };
      await append(feed, trade('9', `${minute}:01.000Z`, neither));
      const none = { start: `${minute}:00.000Z`, ...counted, final: true };
      for (const interval of ['1m', '5m'] as const) expect(await bars(feed, interval)).toEqual([none]);
      expect(await bars(feed, '1s')).toMatchObject([counted]);
      expect(await bars(feed, '1h')).toEqual([{ ...none, start: '2024-08-08T14:00:00.000Z' }]);
      await append(feed, trade('8', `${minute}:02.000Z`, { updatesHighLow: false }));
      await append(feed, trade('99', `${minute}:03.000Z`, { updatesLast: false }));
      const [bar] = await bars(feed, '1m');
      expect(bar).toEqual({
        ...none,
        open: '8',
        close: '8',
        high: '99',
        low: '99',
        trades: 3,
        volume: '0.3',
      });
      const running = (await harness.log.feed(feed, LIVE))?.state['bar'];
      expect({ ...(running as object), final: true }).toMatchObject({ ...bar });
      expect(await bars(feed, '1d')).toMatchObject([
        { open: '8', close: '8', high: '99', low: '99', trades: 3 },
      ]);
      await append(feed, { op: 'void', target: 2, reason: 'busted' });
      expect(await bars(feed, '1h')).toEqual([
        { ...none, start: '2024-08-08T14:00:00.000Z', high: '99', low: '99', trades: 2, volume: '0.2' },
      ]);
      expect(Object.keys((await bars(feed, '1m'))[0] ?? {})).not.toContain('open');
    });

    it('are cut to a range: the oldest from a start, else the newest', async () => {
      const feed = await market();
      const minute = (n: number): string => new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString();
      await Promise.all(Array.from({ length: 30 }, (_, n) => append(feed, trade(String(n + 1), minute(n)))));
      const opens = async (query: object): Promise<readonly string[]> =>
        (await harness.log.candles(feed, { interval: '1m', limit: 3, ...query }, LIVE)).map(
          ({ open }) => open ?? 'none',
        );
      expect(await opens({})).toEqual(['28', '29', '30']);
      expect(await opens({ from: minute(5) })).toEqual(['6', '7', '8']);
      expect(await opens({ to: minute(10) })).toEqual(['8', '9', '10']);
      expect(await opens({ from: minute(5), to: minute(7) })).toEqual(['6', '7']);
      expect(await opens({ interval: '5m', from: minute(1), to: minute(11) })).toEqual(['6', '11']);
      expect((await refusal(opens({ from: 'noon' }))).code).toBe('validation_failed');
    });

    it('equal those of the corrected trades, whatever is corrected, for every reader', async () => {
      const second = fc.integer({ min: 0, max: 150 });
      const step = fc.record({
        op: fc.constantFrom('trade', 'trade', 'trade', 'amend', 'void', 'late', 'quote'),
        cents: fc.integer({ min: 1, max: 500 }),
        second,
        of: fc.nat(),
        flags: fc.record({
          updatesLast: fc.boolean(),
          updatesHighLow: fc.boolean(),
          updatesVolume: fc.boolean(),
        }),
        moved: fc.boolean(),
      });
      const at = (s: number): string => new Date(Date.UTC(2024, 0, 1, 9, 59) + s * 1000).toISOString();
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
          const feed = await market();
          for (const [index, { op, cents, second: s, of, flags, moved }] of steps.entries()) {
            const target = (of % (index + 1)) + 1;
            const data: JsonObject = { price: (cents / 100).toFixed(2), size: '1.5', ...flags };
            const operation: Operation =
              op === 'amend'
                ? { op, target, type: 'trade', data, reason: 'r', ...(moved ? { occurredAt: at(s) } : {}) }
                : op === 'void'
                  ? { op, target, reason: 'r' }
                  : op === 'quote'
                    ? { op: 'publish', type: 'quote', data: { bid: '1' }, occurredAt: at(s) }
                    : {
                        ...(trade('1', at(s)) as Extract<Operation, { op: 'publish' }>),
                        data,
                        ...(op === 'late' ? { insertAfter: target - 1 } : {}),
                      };
            await append(feed, operation).catch(unlessRefused);
          }
          const events = await all(feed);
          for (const interval of ['1s', '1m', '1h'] as const) {
            expect(await bars(feed, interval)).toEqual(expectedBars(events, interval));
          }
        }),
        { numRuns: 12 },
      );
    });

    it('show a delayed reader no trade and no correction that is undisclosed', async () => {
      const feed = await market();
      const view = { delaySeconds: 0.8 };
      const time = '2024-08-08T14:30:10.000Z';
      await append(feed, trade('10', time));
      await append(feed, trade('11', '2024-08-08T14:30:20.000Z'));
      const before = await bars(feed, '1h');
      await waitFor(async () => (await harness.log.feed(feed, view))?.seq === 2);
      const third = committed(await append(feed, trade('50', time)));
      await append(feed, { op: 'void', target: 2, reason: 'busted' });
      await append(feed, trade('60', '2024-08-08T16:30:00.000Z'));
      const seen = {
        s: await bars(feed, '1s', view),
        m: await bars(feed, '1m', view),
        h: await bars(feed, '1h', view),
      };
      if (Date.now() - Date.parse(third.at) < 750) {
        expect(seen.h).toEqual(before);
        expect(seen.m).toMatchObject([{ open: '10', high: '11', close: '11', trades: 2, volume: '0.2' }]);
        expect(seen.s.map(({ close }) => close)).toEqual(['10', '11']);
      }
      await waitFor(async () => (await harness.log.feed(feed, view))?.seq === 5);
      expect(await bars(feed, '1h', view)).toEqual(await bars(feed, '1h'));
      expect(await bars(feed, '1m')).toMatchObject([{ high: '50', close: '50', trades: 2 }, { open: '60' }]);
    });
  });
}

const SECONDS = { '1s': 1, '1m': 60, '1h': 3_600 } as const;

/** Bars as the protocol words them, computed in the plainest way. Prices have two decimals here. */
function expectedBars(events: readonly LoggedEvent[], interval: keyof typeof SECONDS): readonly Candle[] {
  const width = SECONDS[interval] * 1000;
  const buckets = new Map<number, { seq: number; time: number; price: number; flags: JsonObject }[]>();
  for (const event of effectiveEvents(events)) {
    const trade = quote.tradeOf?.(event);
    if (!trade) continue;
    const time = Date.parse(event.occurredAt);
    const start = Math.floor(time / width) * width;
    const flags = { last: trade.updatesLast, range: trade.updatesHighLow, volume: trade.updatesVolume };
    const row = { seq: event.seq, time, price: Number(trade.price), flags };
    buckets.set(start, [...(buckets.get(start) ?? []), row]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .flatMap(([start, trades]) => {
      const ordered = [...trades].sort((a, b) => a.time - b.time || a.seq - b.seq);
      const last = ordered.filter(({ flags }) => flags['last']).map(({ price }) => String(price));
      const range = ordered.filter(({ flags }) => flags['range']).map(({ price }) => price);
      const [open, close] = [last[0], last.at(-1)];
      return [
        {
          start: new Date(start).toISOString(),
          ...(open === undefined ? {} : { open }),
          ...(close === undefined ? {} : { close }),
          ...(range.length === 0
            ? {}
            : { high: String(Math.max(...range)), low: String(Math.min(...range)) }),
          volume: String(1.5 * ordered.filter(({ flags }) => flags['volume']).length),
          trades: trades.length,
          final: true,
        },
      ];
    });
}
