import {
  BLANK_TRADE,
  doubtsOfQuote,
  doubtsOfTrade,
  isFiner,
  readQuote,
  readSession,
  readTrade,
  tradeDraftOf,
  wereAsked,
} from './drafts.js';

describe('a trade', () => {
  it('is published as exactly what was written', () => {
    expect(readTrade({ ...BLANK_TRADE, price: '0.10', size: '300', tradeId: ' T7 ' })).toEqual({
      data: { price: '0.1', size: '300', tradeId: 'T7' },
    });
  });

  it('names the field that is wrong', () => {
    expect(readTrade({ ...BLANK_TRADE, price: '1,5' })).toEqual({
      faults: { price: 'comma', size: 'missing' },
    });
    expect(readTrade({ ...BLANK_TRADE, price: '1', size: '-2' })).toEqual({ faults: { size: 'negative' } });
  });

  it('says only the flags that are off, and keeps those of what it corrects', () => {
    const data = { price: '1', size: '2', updatesLast: false };
    expect(readTrade(tradeDraftOf(data))).toEqual({ data });
    expect(tradeDraftOf(data).flags).toEqual({
      updatesLast: false,
      updatesHighLow: true,
      updatesVolume: true,
    });
  });

  it('is doubted when it is far from the last price, empty, or printed during a halt', () => {
    const state = { last: '100', tradingStatus: 'trading' };
    expect(doubtsOfTrade({ price: '101', size: '1' }, state)).toEqual([]);
    expect(doubtsOfTrade({ price: '150', size: '0' }, { ...state, tradingStatus: 'halted' })).toEqual([
      { kind: 'far', field: 'price', percent: '50' },
      { kind: 'empty', field: 'size' },
      { kind: 'halted' },
    ]);
  });

  it('is asked about once, however the market moves on, and again when there is more to ask', () => {
    const asked = doubtsOfTrade({ price: '150', size: '1' }, { last: '100' });
    expect(wereAsked(doubtsOfTrade({ price: '150', size: '1' }, { last: '100.5' }), asked)).toBe(true);
    expect(wereAsked(doubtsOfTrade({ price: '150', size: '1' }, { last: '150' }), asked)).toBe(true);
    const halted = doubtsOfTrade({ price: '150', size: '1' }, { last: '100', tradingStatus: 'halted' });
    expect(wereAsked(halted, asked)).toBe(false);
  });
});

describe('a quote', () => {
  it('leaves out what was left empty', () => {
    expect(readQuote({ bid: '10', bidSize: '', ask: '', askSize: '5' })).toEqual({
      data: { bid: '10', askSize: '5' },
    });
    expect(readQuote({})).toEqual({ faults: { bid: 'neither' } });
    expect(readQuote({ bid: 'x', askSize: '-1' })).toEqual({ faults: { bid: 'form', askSize: 'negative' } });
  });

  it('is doubted when it crosses, also against the side that stays', () => {
    expect(doubtsOfQuote({ bid: '11' }, { ask: '10.9', last: '10.8' })).toEqual([{ kind: 'crossed' }]);
    expect(doubtsOfQuote({ bid: '10', ask: '10' }, {})).toEqual([]);
    expect(doubtsOfQuote({ ask: '20' }, { last: '10' })).toEqual([
      { kind: 'far', field: 'ask', percent: '100' },
    ]);
  });
});

describe('a session', () => {
  it('begins on a real day', () => {
    expect(readSession({ date: '2026-11-20', open: '', previousClose: '9.50' })).toEqual({
      data: { date: '2026-11-20', previousClose: '9.5' },
    });
    expect(readSession({ date: '2026-02-30', open: 'x' })).toEqual({
      faults: { date: 'date', open: 'form' },
    });
  });
});

it('a price can be finer than the feed shows', () => {
  expect([isFiner('1.234', 2), isFiner('1.23', 2), isFiner('1', 0), isFiner('0.5', 0)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
