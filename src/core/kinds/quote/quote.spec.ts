import Big from 'big.js';
import fc from 'fast-check';
import { effectiveEvents, fold, origin, type StoredEvent } from '../../feed/fold.js';
import type { JsonObject } from '../../json/json.js';
import { parseUntrustedConfig, parseUntrustedUpdate } from '../update.js';
import { quote } from './quote.js';

const config: JsonObject = { symbol: 'ACME', currency: 'USD', priceScale: 2, previousClose: '100' };
const feed = { kind: quote, config };
const OPENING = Date.parse('2024-08-08T14:30:00.000Z');

type Written = readonly [type: string, data: JsonObject, more?: Partial<StoredEvent>];

function log(updates: readonly Written[]): StoredEvent[] {
  return updates.map(([type, data, more], index) => {
    const at = new Date(OPENING + index * 1000).toISOString();
    return { seq: index + 1, type, data, at, occurredAt: at, ...more };
  });
}

function stateAfter(...updates: readonly Written[]): JsonObject {
  return fold(feed, origin(feed), log(updates)).state;
}

const trade = (price: string, size: string, more: JsonObject = {}): Written => [
  'trade',
  { price, size, ...more },
];
const at = (seconds: number): Partial<StoredEvent> => ({
  occurredAt: new Date(OPENING + seconds * 1000).toISOString(),
});

describe('a quote feed', () => {
  it('sums trades exactly: 0.1 and 0.2 make 0.3', () => {
    const state = stateAfter(trade('0.1', '0.1'), trade('0.2', '0.2'));
    expect(state).toMatchObject({
      last: '0.2',
      lastSize: '0.2',
      open: '0.1',
      high: '0.2',
      low: '0.1',
      volume: '0.3',
      trades: 2,
      turnover: '0.05',
      vwap: '0.166667',
      change: '-99.8',
      changePercent: '-99.8',
    });
  });

  it('rounds change in percent half-even to four decimals and vwap to four more than the price scale', () => {
    const tie = (last: string): unknown =>
      fold(
        { kind: quote, config: { ...config, previousClose: '200' } },
        { seq: 0, state: quote.initial({ ...config, previousClose: '200' }) },
        log([trade(last, '1')]),
      ).state['changePercent'];
    expect(tie('200.0001')).toBe('0');
    expect(tie('200.0003')).toBe('0.0002');
    expect(tie('199.9997')).toBe('-0.0002');
    expect(stateAfter(trade('1', '1'), trade('2', '2'))['vwap']).toBe('1.666667');
  });

  it('neither rounds nor refuses what is finer than the price scale', () => {
    expect(stateAfter(trade('61837.63000001', '0.00000001'))).toMatchObject({
      last: '61837.63000001',
      volume: '0.00000001',
    });
  });

  it('heeds the flags of a trade, and counts each trade', () => {
    const state = stateAfter(
      trade('10', '1'),
      trade('20', '2', { updatesLast: false }),
      trade('5', '3', { updatesLast: false, updatesHighLow: false }),
      trade('10.5', '4', { updatesVolume: false }),
    );
    expect(state).toMatchObject({ last: '10.5', open: '10', high: '20', low: '10', volume: '6', trades: 4 });
    expect(state['bar']).toMatchObject({
      open: '10',
      close: '10.5',
      high: '20',
      low: '10',
      volume: '6',
      trades: 4,
    });
  });

  it('keeps of a quote what the next one leaves out', () => {
    const state = stateAfter(
      ['quote', { bid: '10', bidSize: '5', ask: '10.1', askSize: '7' }],
      ['quote', { bid: '10.05' }],
    );
    expect(state).toMatchObject({ bid: '10.05', bidSize: '5', ask: '10.1', askSize: '7' });
  });

  it('starts a new day with a session, at which the last price becomes the previous close unless one is given', () => {
    const next = stateAfter(trade('110', '5'), ['session', { date: '2024-08-09', open: '112' }]);
    expect(next).toMatchObject({
      last: '110',
      previousClose: '110',
      change: '0',
      open: '112',
      volume: '0',
      trades: 0,
    });
    for (const gone of ['high', 'low', 'vwap']) expect(next).not.toHaveProperty(gone);
    const official = stateAfter(trade('110', '5'), [
      'session',
      { date: '2024-08-09', previousClose: '109.5' },
    ]);
    expect(official).toMatchObject({ previousClose: '109.5', change: '0.5', changePercent: '0.4566' });
  });

  it('keeps prices through a halt', () => {
    const state = stateAfter(trade('10', '1'), [
      'trading_status',
      { status: 'halted', reason: 'news pending' },
    ]);
    expect(state).toMatchObject({ last: '10', tradingStatus: 'halted', statusReason: 'news pending' });
    expect(quote.isActive(state)).toBe(false);
    expect(quote.statusOf(state)).toBe('halted');
  });

  it('opens and closes its bar by the time of the trades, whatever order they come in', () => {
    const state = stateAfter(
      ['trade', { price: '2', size: '1' }, at(20)],
      ['trade', { price: '1', size: '1' }, at(10)],
      ['trade', { price: '3', size: '1' }, at(30)],
      ['trade', { price: '4', size: '1' }, at(30)],
      ['trade', { price: '9', size: '1' }, at(25)],
      ['trade', { price: '50', size: '1' }, at(-1)],
    );
    expect(state['bar']).toMatchObject({
      start: '2024-08-08T14:30:00.000Z',
      open: '1',
      close: '4',
      high: '9',
      low: '1',
      trades: 5,
    });
    expect(state['last']).toBe('50');
  });

  it('orders trades of one millisecond in its bar by seq, wherever a late one stands in the fold', () => {
    const state = stateAfter(
      ['trade', { price: '1', size: '1' }, at(10)],
      ['trade', { price: '2', size: '1' }, { ...at(10), insertAfter: 0 }],
    );
    expect(state).toMatchObject({ last: '1', bar: { open: '1', openSeq: 1, close: '2', closeSeq: 2 } });
  });

  it('keeps a bar that equals the one recomputed from the trades that hold, through corrections', () => {
    const price = fc.integer({ min: 1, max: 50 }).map((cents) => new Big(cents).div(10).toFixed());
    const write = fc.record({
      price,
      seconds: fc.integer({ min: 0, max: 130 }),
      flags: fc.record({
        updatesLast: fc.boolean(),
        updatesHighLow: fc.boolean(),
        updatesVolume: fc.boolean(),
      }),
      act: fc.constantFrom('trade', 'trade', 'trade', 'amend', 'void', 'insert'),
      at: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 30 }), (writes) => {
        const events: StoredEvent[] = [];
        for (const { price: paid, seconds, flags, act, at: pick } of writes) {
          const seq = events.length + 1;
          const data = { price: paid, size: '1.5', ...flags };
          const plain = {
            seq,
            type: 'trade',
            data,
            at: new Date(OPENING + 200_000 + seq).toISOString(),
            ...at(seconds),
          };
          const event = { ...plain, occurredAt: at(seconds).occurredAt as string };
          const trades = events.filter(({ type }) => type === 'trade');
          const target = trades[pick % Math.max(1, trades.length)]?.seq;
          if (act === 'trade' || target === undefined) events.push(event);
          else if (act === 'insert') events.push({ ...event, insertAfter: target });
          else events.push({ ...event, type: act, target, occurredAtGiven: true });
        }
        expect(fold(feed, origin(feed), events).state['bar']).toEqual(recomputed(events));
      }),
    );
  });
});

/** By definition: all effective trades of the newest minute, sorted. */
function recomputed(events: readonly StoredEvent[]): JsonObject | undefined {
  const trades = effectiveEvents(events);
  const start = trades
    .map(({ occurredAt }) => `${occurredAt.slice(0, 16)}:00.000Z`)
    .sort()
    .at(-1);
  if (start === undefined) return undefined;
  const inBar = trades
    .filter(({ occurredAt }) => occurredAt.slice(0, 16) === start.slice(0, 16))
    .sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.seq - b.seq);
  const priced = inBar.filter(({ data }) => data['updatesLast']);
  const ranged = inBar
    .filter(({ data }) => data['updatesHighLow'])
    .map(({ data }) => new Big(data['price'] as string));
  const volume = inBar.filter(({ data }) => data['updatesVolume']).length * 1.5;
  const bar: JsonObject = { start, volume: String(volume), trades: inBar.length };
  const [first, last] = [priced[0], priced.at(-1)];
  if (first && last) {
    const ms = (event: typeof first): number => Date.parse(event.occurredAt) - Date.parse(start);
    Object.assign(bar, { open: first.data['price'], openMs: ms(first), openSeq: first.seq });
    Object.assign(bar, { close: last.data['price'], closeMs: ms(last), closeSeq: last.seq });
  }
  if (ranged.length > 0) {
    bar['high'] = ranged.reduce((a, b) => (a.gt(b) ? a : b)).toFixed();
    bar['low'] = ranged.reduce((a, b) => (a.lt(b) ? a : b)).toFixed();
  }
  return bar;
}

describe('what a quote feed accepts', () => {
  const faults = (type: string, data: JsonObject): unknown => {
    const parsed = parseUntrustedUpdate(quote, type, data, config);
    return parsed.ok ? parsed.value : parsed.issues.map(({ path }) => path);
  };

  it('brings decimals into normal form', () => {
    expect(faults('trade', { price: '61837.63000000', size: '1.0' })).toEqual({
      price: '61837.63',
      size: '1',
    });
    expect(faults('trade', { price: '-0.00', size: '-0' })).toEqual({ price: '0', size: '0' });
    expect(faults('trade', { price: '-37.63', size: '10' })).toEqual({ price: '-37.63', size: '10' });
    const widest = `1234567890123456789012345678.${'9'.repeat(10)}`;
    expect(faults('trade', { price: widest, size: '1' })).toEqual({ price: widest, size: '1' });
  });

  it.each([
    'NaN',
    'Infinity',
    '1e5',
    '',
    ' 1',
    '+1',
    '01',
    '.5',
    '1.',
    '0x10',
    '١',
    '1,5',
    '9'.repeat(39),
    '0'.repeat(1000),
  ])('refuses %j as a price', (price) => {
    expect(faults('trade', { price, size: '1' })).toEqual(['data.price']);
  });

  it('refuses numbers as prices, negative sizes and dates that do not exist', () => {
    expect(faults('trade', { price: 1.5, size: '-1' })).toEqual(['data.price', 'data.size']);
    expect(faults('quote', { bid: null, askSize: '-0.1' })).toEqual(['data.bid', 'data.askSize']);
    expect(faults('session', { date: '2023-02-29' })).toEqual(['data.date']);
    expect(faults('session', { date: '2024-02-29' })).toEqual({ date: '2024-02-29' });
  });

  it('keeps its price scale and previous close once events exist, and lets its names change', () => {
    expect(quote.configChangesState(config, { ...config, symbol: 'ACME2' })).toBe(false);
    expect(quote.configChangesState(config, { ...config, priceScale: 3 })).toBe(true);
    expect(parseUntrustedConfig(quote, { symbol: 'X', currency: 'USD', priceScale: 2.5 }).ok).toBe(false);
  });
});
