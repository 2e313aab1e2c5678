import { Big } from 'big.js';
import { z } from 'zod';
import { EXIT, Failure } from '../../failure.js';
import type { Format, FormatOptions, ReplayItem, ReplayUpdate } from '../format.js';
import type { Source } from '../source.js';
import { placesOf, trimmed } from './decimal.js';
import { iso } from './local-time.js';

const amount = z.string().regex(/^\d+(\.\d+)?$/);
const trade = z.object({
  e: z.literal('trade'),
  s: z.string(),
  t: z.int(),
  p: amount,
  q: amount,
  T: z.int(),
});
const bookTicker = z.object({ u: z.int(), s: z.string(), b: amount, B: amount, a: amount, A: amount });
const envelope = z.object({ stream: z.string(), data: z.unknown() });

type Message =
  | { readonly is: 'trade'; readonly value: z.infer<typeof trade> }
  | { readonly is: 'quote'; readonly value: z.infer<typeof bookTicker>; readonly at: number };

/** Lines that are looked at before a feed is created, to know how many places its prices have. */
const LOOK_AHEAD = 500;
const CURRENCIES = /(USDT|USDC|FDUSD|TUSD|BUSD|USD|EUR|GBP|TRY|BRL|JPY|BTC|ETH|BNB)$/;

/** A recording of Binance's public streams: `<receive time, ns> <message>` a line. */
export const binance: Format = {
  name: 'binance',
  whole: false,
  async *read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem> {
    const capture = new Capture(options);
    let ahead: Message[] | undefined = [];
    let lines = 0;
    for await (const line of source.lines()) {
      if (line.trim() === '') continue;
      lines++;
      const message = capture.parse(line, lines);
      if (!message) continue;
      if (ahead && ahead.length < LOOK_AHEAD) {
        ahead.push(message);
        continue;
      }
      if (ahead) {
        yield* capture.begin(ahead);
        ahead = undefined;
      }
      yield* capture.take(message);
    }
    if (ahead) yield* capture.begin(ahead);
    yield* capture.end();
  },
};

class Capture {
  readonly #options: FormatOptions;
  readonly #symbols = new Map<string, SymbolReplay>();
  readonly #ignored = new Map<string, number>();

  constructor(options: FormatOptions) {
    this.#options = options;
  }

  parse(line: string, number: number): Message | undefined {
    const found = /^(\d+) (\{.*\})$/.exec(line);
    const content: unknown = found?.[2] === undefined ? undefined : parseJson(found[2]);
    if (!found?.[1] || content === undefined) {
      throw new Failure(`Line ${number} is not "<receive time, ns> <JSON>".`, EXIT.usage);
    }
    const message = envelope.safeParse(content);
    const stream = message.success ? message.data.stream.replace(/^[^@]*@/, '') : 'snapshot';
    if (message.success && stream === 'trade') return { is: 'trade', value: trade.parse(message.data.data) };
    if (message.success && stream === 'bookTicker' && this.#options.quotes !== 'none') {
      const at = Number(BigInt(found[1]) / 1_000_000n);
      return { is: 'quote', value: bookTicker.parse(message.data.data), at };
    }
    this.#ignored.set(stream, (this.#ignored.get(stream) ?? 0) + 1);
    return undefined;
  }

  *begin(ahead: readonly Message[]): Iterable<ReplayItem> {
    const places = new Map<string, number>();
    for (const { value } of ahead) {
      const price = 'p' in value ? value.p : value.b;
      places.set(value.s, Math.max(places.get(value.s) ?? 0, placesOf(price)));
    }
    for (const [symbol, scale] of places) yield* this.#open(symbol, scale);
    for (const message of ahead) yield* this.take(message);
  }

  *take(message: Message): Iterable<ReplayItem> {
    const { s: symbol } = message.value;
    if (!this.#symbols.has(symbol)) {
      yield* this.#open(symbol, placesOf(message.is === 'trade' ? message.value.p : message.value.b));
    }
    const replay = this.#symbols.get(symbol) as SymbolReplay;
    if (message.is === 'trade') yield replay.trade(message.value);
    else yield* replay.quote(message.value, message.at);
  }

  *end(): Iterable<ReplayItem> {
    for (const replay of this.#symbols.values()) yield* replay.end();
    const ignored = [...this.#ignored].map(([stream, count]) => `${count} ${stream}`).join(', ');
    if (ignored)
      yield {
        item: 'note',
        level: 'info',
        text: `Not published: ${ignored} messages (there is no order book).`,
      };
    const dropped = [...this.#symbols.values()].reduce((sum, replay) => sum + replay.dropped, 0);
    if (dropped > 0)
      yield {
        item: 'note',
        level: 'info',
        text: `${dropped} quotes were conflated (--quotes ${this.#options.quotes}).`,
      };
  }

  *#open(symbol: string, priceScale: number): Iterable<ReplayItem> {
    const id = `${this.#options.prefix}binance.${symbol.toLowerCase()}`;
    const currency = CURRENCIES.exec(symbol)?.[1] ?? 'USDT';
    this.#symbols.set(symbol, new SymbolReplay(id, this.#options.quotes));
    yield {
      item: 'feed',
      create: true,
      feed: {
        id,
        kind: 'quote',
        title: `${symbol.slice(0, -currency.length) || symbol} / ${currency}`,
        tags: ['crypto', ...this.#options.tags],
        config: { symbol, exchange: 'BINANCE', currency, priceScale },
      },
    };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class SymbolReplay {
  readonly #id: string;
  readonly #minGapMs: number;
  #lastQuoteAt = Number.NEGATIVE_INFINITY;
  #waiting: ReplayUpdate | undefined;
  #trades = 0;
  #volume = new Big(0);
  #high: Big | undefined;
  #low: Big | undefined;
  #last: string | undefined;
  dropped = 0;

  constructor(id: string, quotes: FormatOptions['quotes']) {
    this.#id = id;
    this.#minGapMs = typeof quotes === 'number' ? 1000 / quotes : 0;
  }

  trade({ t, p, q, T }: z.infer<typeof trade>): ReplayUpdate {
    const price = new Big(p);
    this.#trades++;
    this.#volume = this.#volume.plus(q);
    this.#high = this.#high === undefined || price.gt(this.#high) ? price : this.#high;
    this.#low = this.#low === undefined || price.lt(this.#low) ? price : this.#low;
    this.#last = p;
    return this.#update(`trade:${t}`, 'trade', { price: p, size: q, tradeId: String(t) }, T);
  }

  /** The stream carries no time of its own, so that of its receipt is used. */
  *quote(value: z.infer<typeof bookTicker>, at: number): Iterable<ReplayUpdate> {
    const data = { bid: value.b, bidSize: value.B, ask: value.a, askSize: value.A };
    const update = this.#update(`quote:${value.u}`, 'quote', data, at);
    if (at - this.#lastQuoteAt < this.#minGapMs) {
      if (this.#waiting) this.dropped++;
      this.#waiting = update;
      return;
    }
    if (this.#waiting) this.dropped++;
    this.#waiting = undefined;
    this.#lastQuoteAt = at;
    yield update;
  }

  *end(): Iterable<ReplayItem> {
    if (this.#waiting) yield this.#waiting;
    if (this.#last === undefined) return;
    yield {
      item: 'expect',
      feed: this.#id,
      expectations: [
        {
          what: 'trades',
          values: {
            last: trimmed(this.#last),
            trades: this.#trades,
            volume: this.#volume.toFixed(),
            high: this.#high?.toFixed(),
            low: this.#low?.toFixed(),
          },
        },
      ],
    };
  }

  #update(key: string, type: string, data: ReplayUpdate['data'], at: number): ReplayUpdate {
    return { item: 'update', feed: this.#id, key, type, data, occurredAt: iso(at), paceMs: at };
  }
}
