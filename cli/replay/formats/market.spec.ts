import { binance } from './binance.js';
import { decimal } from './decimal.js';
import { equityCsv } from './equity-csv.js';
import { folded } from './folded.spec-support.js';
import { ndjson } from './ndjson.js';

const RECEIVED = '1723161254087000000';
const trade = (t: number, p: string, q: string, T: number): string =>
  `${RECEIVED} ${JSON.stringify({ stream: 'abcusdt@trade', data: { e: 'trade', E: T, s: 'ABCUSDT', t, p, q, T, m: true } })}`;
const book = (u: number, ms: number, b: string, a: string): string =>
  `${ms}000000 ${JSON.stringify({ stream: 'abcusdt@bookTicker', data: { u, s: 'ABCUSDT', b, B: '1.50000000', a, A: '2.00000000' } })}`;

describe('binance', () => {
  const lines = [
    trade(1, '100.10000000', '0.50000000', 1_723_161_255_342),
    book(1, 1_723_161_255_400, '100.09000000', '100.11000000'),
    `${RECEIVED} ${JSON.stringify({ stream: 'abcusdt@depth@100ms', data: { b: [] } })}`,
    trade(2, '99.95000000', '1.25000000', 1_723_161_256_001),
    `${RECEIVED} ${JSON.stringify({ lastUpdateId: 5, bids: [] })}`,
  ];

  it('publishes trades with the time of the exchange and exact numbers', async () => {
    const { feeds, mismatches, refused } = await folded(binance, lines.join('\n'));
    const { feed, state, updates } = feeds.get('binance.abcusdt') ?? {};
    expect(refused).toEqual([]);
    expect(mismatches).toEqual([]);
    expect(feed?.config).toEqual({ symbol: 'ABCUSDT', exchange: 'BINANCE', currency: 'USDT', priceScale: 2 });
    expect(updates?.[0]).toMatchObject({
      key: 'trade:1',
      occurredAt: '2024-08-08T23:54:15.342Z',
      data: { price: '100.10000000', size: '0.50000000', tradeId: '1' },
    });
    expect(state).toMatchObject({ last: '99.95', volume: '1.75', trades: 2, bid: '100.09', askSize: '2' });
  });

  it('says what it left out', async () => {
    const { notes } = await folded(binance, lines.join('\n'));
    expect(notes[0]?.text).toContain('1 depth@100ms, 1 snapshot');
  });

  it('conflates quotes to a rate, keeps the last one, and can leave them out', async () => {
    const quotes = Array.from({ length: 21 }, (_, index) =>
      book(index, 1_723_161_255_000 + index * 10, `${100 + index}.5`, '300'),
    );
    const { feeds, notes } = await folded(binance, quotes.join('\n'), { quotes: 10 });
    const bids = feeds.get('binance.abcusdt')?.updates.map(({ data }) => data['bid']);
    expect(bids).toEqual(['100.5', '110.5', '120.5']);
    expect(notes.some(({ text }) => text.includes('18 quotes were conflated'))).toBe(true);
    const waiting = await folded(binance, quotes.slice(0, 15).join('\n'), { quotes: 10 });
    expect(waiting.feeds.get('binance.abcusdt')?.updates.map(({ data }) => data['bid'])).toEqual([
      '100.5',
      '110.5',
      '114.5',
    ]);
    const none = await folded(binance, lines.join('\n'), { quotes: 'none' });
    expect(none.feeds.get('binance.abcusdt')?.updates.map(({ type }) => type)).toEqual(['trade', 'trade']);
  });

  it('names the line that does not fit', async () => {
    await expect(folded(binance, `${lines[0]}\nnonsense`)).rejects.toThrow('Line 2');
  });
});

describe('equity-csv', () => {
  const head = ',Date,Open,High,Low,Close,Volume,ExDividend,SplitRatio,AdjClose,Stock';
  const rows = [
    '0,2017-03-14,101.5,103.25,100.0,102.75,5000.0,0.0,1.0,102.75,"ABC"',
    '1,2017-03-13,50.5,51.0,49.99900000000001,50.75,4000.0,0.0,2.0,50.75,ABC',
    '2,2017-03-10,100.0,101.0,99.0,100.5,3000.0,0.63,1.0,50.25,ABC',
  ];

  it('orders days by date and knows the change against the close before', async () => {
    const { feeds, mismatches, refused } = await folded(equityCsv, [head, ...rows].join('\n'));
    const { state, updates } = feeds.get('equity.abc') ?? {};
    expect(refused).toEqual([]);
    expect(mismatches).toEqual([]);
    expect(updates?.[0]).toMatchObject({
      type: 'session',
      data: { date: '2017-03-10', open: '100' },
      occurredAt: '2017-03-10T14:30:00.000Z',
    });
    expect(state).toMatchObject({
      last: '102.75',
      open: '101.5',
      high: '103.25',
      low: '100',
      volume: '5000',
      previousClose: '50.75',
      change: '52',
      tradingStatus: 'closed',
    });
  });

  it('follows daylight saving time and compares in new shares on the day of a split', async () => {
    const { feeds, notes } = await folded(equityCsv, [head, ...rows].join('\n'));
    const sessions = feeds.get('equity.abc')?.updates.filter(({ type }) => type === 'session');
    expect(sessions?.[1]).toMatchObject({
      occurredAt: '2017-03-13T13:30:00.000Z',
      data: { previousClose: '50.25' },
    });
    expect(notes.map(({ text }) => text).join()).toContain(
      '1 dividends, 0.63 a share; 1 splits (2 on 2017-03-13)',
    );
  });

  it('takes the noise of binary fractions away and keeps real decimals', async () => {
    const { feeds } = await folded(equityCsv, [head, ...rows].join('\n'));
    const low = feeds.get('equity.abc')?.updates.find(({ key }) => key === '2017-03-13:low');
    expect(low?.data['price']).toBe('49.999');
    expect(decimal('171.46099999999998')).toBe('171.461');
    expect(decimal('238.6701')).toBe('238.6701');
    expect(decimal('25643711.0')).toBe('25643711');
    expect(decimal('n/a')).toBeUndefined();
  });

  it('names a missing column and a value that is no number', async () => {
    await expect(folded(equityCsv, 'Date,Open,High,Low,Close\n')).rejects.toThrow('no column volume');
    await expect(folded(equityCsv, `${head}\n0,2017-03-14,x,1,1,1,1,0,1,1,ABC`)).rejects.toThrow(
      'Line 2: open "x"',
    );
  });
});

describe('ndjson', () => {
  const read = async (content: string) => {
    const items = [];
    const { TextSource } = await import('../source.js');
    for await (const item of ndjson.read(new TextSource('a fixture', content), {
      prefix: '',
      tags: [],
      quotes: 'all',
    }))
      items.push(item);
    return items;
  };

  it('passes updates on and asks once that each feed is there', async () => {
    const items = await read(
      '{"feed":"a","type":"t","data":{"x":1}}\n\n{"feed":"a","type":"t","data":{},"idempotencyKey":"k"}\n',
    );
    expect(items.map(({ item }) => item)).toEqual(['feed', 'update', 'update']);
    expect(items[0]).toMatchObject({ create: false });
    expect(items[2]).toMatchObject({ key: 'k' });
  });

  it('gives a line without a key the same key at every run, and equal lines different ones', async () => {
    const line = '{"feed":"a","type":"t","data":{}}';
    const keys = async () =>
      (await read(`${line}\n${line}`)).flatMap((item) => (item.item === 'update' ? [item.key] : []));
    const first = await keys();
    expect(new Set(first).size).toBe(2);
    expect(await keys()).toEqual(first);
  });

  it.each([
    ['{"feed":"a b","type":"t","data":{}}', 'Line 1: feed'],
    ['{"feed":"a","type":"t","data":[]}', 'Line 1: data'],
    ['{"feed":"a","type":"t","data":{},"more":1}', 'Line 1'],
    ['nonsense', 'Line 1 is not JSON'],
  ])('refuses %s', async (line, message) => {
    await expect(read(line)).rejects.toThrow(message);
  });
});
