import fc from 'fast-check';
import type { StreamedEvent } from '../../../../../src/core/protocol/event.js';
import { beginSeries, readAgain, take, type Candle, type CandleSeries } from './candle-series.js';

const time = (second: number): string => new Date(Date.UTC(2026, 10, 20, 14, 0, second)).toISOString();
const trade = (seq: number, second: number, price: string, size = '1'): StreamedEvent => ({
  seq,
  type: 'trade',
  data: { price, size },
  at: time(second),
  occurredAt: time(second),
});
const correction = (seq: number, target: number, rest: Partial<StreamedEvent> = {}): StreamedEvent => ({
  seq,
  type: 'void',
  data: {},
  target,
  reason: 'busted',
  at: time(200),
  occurredAt: time(200),
  ...rest,
});
const candle = (
  minute: number,
  [open, high, low, close]: readonly string[],
  volume: string,
  trades: number,
) => ({ start: time(minute * 60), open, high, low, close, volume, trades }) as Candle;
const shape = ({ bars }: CandleSeries) =>
  bars.map(({ open, high, low, close, volume, trades }) =>
    [open, high, low, close, volume, trades].join(' '),
  );

describe('CandleSeries', () => {
  it('folds live trades into the running bar and begins the next one', () => {
    const read = { items: [candle(0, ['10', '12', '9', '11'], '5', 3)], from: 3, to: 3 };
    const events = [trade(4, 30, '13', '2'), trade(5, 61, '12.5'), trade(6, 62, '12.25', '3')];
    expect(shape(take(beginSeries('1m', read, []), events))).toEqual([
      '10 13 9 13 7 4',
      '12.5 12.5 12.25 12.25 4 2',
    ]);
  });

  it('counts nothing twice however often the same events are shown', () => {
    const events = [trade(1, 1, '10'), trade(2, 2, '11')];
    const once = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), events);
    expect(shape(take(once, events))).toEqual(shape(once));
  });

  it('lets a trade that may be in the answer already move prices, not volumes, and asks again', () => {
    const read = { items: [candle(0, ['10', '12', '9', '12'], '6', 4)], from: 3, to: 4 };
    const series = beginSeries('1m', read, [trade(4, 30, '12', '1')]);
    expect(shape(series)).toEqual(['10 12 9 12 6 4']);
    expect(series.stale).toBe(true);
    const again = readAgain(series, { items: read.items, from: 4, to: 4 }, [trade(4, 30, '12', '1')]);
    expect([shape(again), again.stale]).toEqual([['10 12 9 12 6 4'], false]);
    expect(again.bars[0]?.revisions).toEqual([]);
  });

  it('asks the log where a print belongs that comes late', () => {
    const series = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), [
      trade(1, 61, '10'),
      trade(2, 5, '11'),
    ]);
    expect(series.stale).toBe(true);
    expect(shape(series)).toEqual(['10 10 10 10 1 1']);
  });

  it('shows what a bar was before a correction, with the reason', () => {
    const events = [trade(1, 1, '10'), trade(2, 2, '99'), trade(3, 61, '11')];
    const begun = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), events);
    const corrected = take(begun, [...events, correction(4, 2)]);
    expect(corrected.stale).toBe(true);
    const items = [candle(0, ['10', '10', '10', '10'], '1', 1), candle(1, ['11', '11', '11', '11'], '1', 1)];
    const read = readAgain(corrected, { items, from: 4, to: 4 }, [...events, correction(4, 2)]);
    expect(read.bars.map(({ revisions }) => revisions)).toMatchObject([
      [{ seq: 4, reason: 'busted', before: { high: '99', close: '99', volume: '2', trades: 2 } }],
      [],
    ]);
    expect([read.stale, read.causes]).toEqual([false, []]);
  });

  it('marks the running bar as revised by a correction, and not because it runs on', () => {
    const events = [trade(1, 1, '10'), trade(2, 2, '99')];
    const begun = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), events);
    const grown = [...events, trade(3, 3, '12')];
    const running = readAgain(
      begun,
      { items: [candle(0, ['10', '99', '10', '12'], '3', 3)], from: 3, to: 3 },
      grown,
    );
    expect(running.bars[0]?.revisions).toEqual([]);
    const all = [...grown, correction(4, 2)];
    const struck = readAgain(
      take(running, all),
      { items: [candle(0, ['10', '12', '10', '12'], '2', 2)], from: 4, to: 4 },
      all,
    );
    expect(struck.bars[0]?.revisions).toMatchObject([{ seq: 4, before: { high: '99' } }]);
  });

  it('keeps a bar visible whose trades were all struck', () => {
    const all = [trade(1, 1, '10'), trade(2, 61, '11'), correction(3, 1)];
    const begun = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), all);
    const items = [candle(1, ['11', '11', '11', '11'], '1', 1)];
    const read = readAgain(begun, { items, from: 3, to: 3 }, all);
    expect(shape(read)).toEqual(['    0 0', '11 11 11 11 1 1']);
    expect(read.bars[0]?.revisions).toMatchObject([{ seq: 3, before: { close: '10' } }]);
    expect(shape(readAgain(read, { items, from: 3, to: 3 }, all))).toEqual(shape(read));
  });

  it('passes over the correction of what is no print, and asks for one whose print is not known', () => {
    const quote: StreamedEvent = { ...trade(1, 1, '1'), type: 'quote', data: {} };
    const begun = take(beginSeries('1m', { items: [], from: 0, to: 0 }, []), [quote]);
    expect(take(begun, [quote, correction(2, 1)]).stale).toBe(false);
    expect(take({ ...begun, seq: 8 }, [correction(9, 3)])).toMatchObject({
      stale: true,
      causes: [{ starts: [] }],
    });
  });

  it('asks again when events are missing', () => {
    const begun = beginSeries('1m', { items: [], from: 4, to: 4 }, []);
    expect(take(begun, [trade(9, 1, '1')]).stale).toBe(true);
  });

  it('gives the same bars in whatever portions the events come', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ step: fc.integer({ min: 0, max: 40 }), price: fc.integer({ min: 1, max: 99 }) }),
          {
            maxLength: 40,
          },
        ),
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 40 }),
        (steps, portions) => {
          let second = 0;
          const events = steps.map(({ step, price }, index) =>
            trade(index + 1, (second += step), (price / 8).toString()),
          );
          const start = beginSeries('1m', { items: [], from: 0, to: 0 }, []);
          let series = start;
          for (let at = 0, turn = 0; at < events.length; turn++) {
            at += portions[turn % portions.length] ?? 1;
            series = take(series, events.slice(0, at));
          }
          expect(shape(series)).toEqual(shape(take(start, events)));
        },
      ),
    );
  });
});
