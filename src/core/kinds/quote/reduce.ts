import { add, compare, divide, multiply, subtract, type Decimal } from '../../decimal/decimal.js';
import type { JsonObject } from '../../json/json.js';
import { change } from '../change.js';
import type { FoldEvent, Trade } from '../kind.js';
import { addToBar, emptyBar, type Bar } from './bar.js';
import { TRADING_STATUSES, type TradingStatus } from './schema.js';
import { decimalIn, tradeOf } from './trade.js';

export type QuoteState = {
  readonly last?: Decimal;
  readonly lastSize?: Decimal;
  readonly lastAt?: string;
  readonly bid?: Decimal;
  readonly bidSize?: Decimal;
  readonly ask?: Decimal;
  readonly askSize?: Decimal;
  readonly open?: Decimal;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly volume: Decimal;
  /** All trades of the session, also those that update nothing. */
  readonly trades: number;
  /** Sum of price x size of what `volume` counts, exact: what vwap is made of. */
  readonly turnover: Decimal;
  readonly vwap?: Decimal;
  readonly previousClose?: Decimal;
  readonly change?: Decimal;
  readonly changePercent?: Decimal;
  readonly tradingStatus: TradingStatus;
  readonly statusReason?: string;
  readonly sessionDate?: string;
  /** The running bar of one minute: the newest minute that saw a trade. */
  readonly bar?: Bar;
};

type Draft = { -readonly [K in keyof QuoteState]: QuoteState[K] };

const VWAP_EXTRA_DECIMALS = 4;
const PERCENT_DECIMALS = 4;
const MINUTE_TEXT = 16;

/** change and changePercent follow from last and previousClose. */
function withChange(state: Draft): QuoteState {
  const { last, previousClose } = state;
  if (last === undefined || previousClose === undefined) {
    delete state.change;
    delete state.changePercent;
    return state;
  }
  state.change = subtract(last, previousClose);
  const percent = divide(`${multiply(state.change, '100')}`, previousClose, PERCENT_DECIMALS);
  if (percent === undefined) delete state.changePercent;
  else state.changePercent = percent;
  return state;
}

/** A trade of an earlier minute belongs to no running bar. */
function runningBar(bar: Bar | undefined, trade: Trade, { seq, occurredAt }: FoldEvent): Bar | undefined {
  const minute = occurredAt.slice(0, MINUTE_TEXT);
  const running = bar?.start.slice(0, MINUTE_TEXT);
  if (running !== undefined && minute < running) return bar;
  const ms = Number(occurredAt.slice(17, 19)) * 1_000 + Number(occurredAt.slice(20, 23));
  const into = bar && running === minute ? bar : emptyBar(`${minute}:00.000Z`);
  return addToBar(into, trade, { seq, ms });
}

function trade(state: QuoteState, event: FoldEvent, priceScale: number): QuoteState {
  const traded = tradeOf(event);
  if (!traded) return state;
  const { price, size } = traded;
  const next: Draft = { ...state, trades: state.trades + 1 };
  if (traded.updatesLast) {
    next.last = price;
    next.lastSize = size;
    next.lastAt = event.occurredAt;
    next.open ??= price;
    if (price !== state.last) withChange(next);
  }
  if (traded.updatesHighLow) {
    if (state.high === undefined || compare(price, state.high) > 0) next.high = price;
    if (state.low === undefined || compare(price, state.low) < 0) next.low = price;
  }
  if (traded.updatesVolume && size !== '0') {
    next.volume = add(state.volume, size);
    next.turnover = add(state.turnover, multiply(price, size));
    const vwap = divide(next.turnover, next.volume, priceScale + VWAP_EXTRA_DECIMALS);
    if (vwap !== undefined) next.vwap = vwap;
  }
  const bar = runningBar(state.bar, traded, event);
  if (bar) next.bar = bar;
  return next;
}

/** What a quote leaves out stays. */
function quote(state: QuoteState, data: JsonObject): QuoteState {
  const next: Draft = { ...state };
  let changed = false;
  for (const key of ['bid', 'bidSize', 'ask', 'askSize'] as const) {
    const value = decimalIn(data, key);
    if (value === undefined || value === state[key]) continue;
    next[key] = value;
    changed = true;
  }
  return changed ? next : state;
}

function tradingStatus(state: QuoteState, data: JsonObject): QuoteState {
  const status = TRADING_STATUSES.find((known) => known === data['status']);
  if (!status) return state;
  const { reason } = data;
  return change(state, {
    tradingStatus: status,
    statusReason: typeof reason === 'string' ? reason : undefined,
  });
}

/** A new day: its sums start anew. Where no official close is given, the last trade's price is the previous close. */
function session(state: QuoteState, data: JsonObject): QuoteState {
  const next: Draft = { ...state, volume: '0', trades: 0, turnover: '0' };
  for (const key of ['high', 'low', 'vwap', 'open', 'sessionDate'] as const) delete next[key];
  const open = decimalIn(data, 'open');
  if (open !== undefined) next.open = open;
  const previousClose = decimalIn(data, 'previousClose') ?? state.last;
  if (previousClose !== undefined) next.previousClose = previousClose;
  if (typeof data['date'] === 'string') next.sessionDate = data['date'];
  return withChange(next);
}

function step(state: QuoteState, event: FoldEvent, config: JsonObject): QuoteState {
  switch (event.type) {
    case 'trade':
      return trade(state, event, Number(config['priceScale']));
    case 'quote':
      return quote(state, event.data);
    case 'trading_status':
      return tradingStatus(state, event.data);
    case 'session':
      return session(state, event.data);
    default:
      return state;
  }
}

export function reduce(state: JsonObject, event: FoldEvent, config: JsonObject): JsonObject {
  return step(state as unknown as QuoteState, event, config) as unknown as JsonObject;
}

export function initial(config: JsonObject): QuoteState {
  const previousClose = decimalIn(config, 'previousClose');
  return {
    volume: '0',
    trades: 0,
    turnover: '0',
    tradingStatus: 'trading',
    ...(previousClose === undefined ? {} : { previousClose }),
  };
}
