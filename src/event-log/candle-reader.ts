import type { Kind, KindName } from '../core/kinds/kind.js';
import { baseOf, INTERVAL_SECONDS } from './bar.js';
import { candleRange, selectCandles } from './candle-range.js';
import { baseBars, collect } from './candle-store.js';
import type { Candle, CandleQuery, View } from './event-log.js';
import type { LogReader } from './log-reader.js';
import type { Tx } from './log-transaction.js';

const EARLIEST = '0001-01-01T00:00:00.000Z';
const LATEST = '9999-12-31T23:59:59.999Z';

/** Reads bars: base rows where they are, wider intervals gathered from them, as far as the reader may see. */
export class CandleReader {
  readonly #client: Tx;
  readonly #reader: LogReader;
  readonly #kindOf: (name: KindName) => Kind;

  constructor(client: Tx, reader: LogReader, kindOf: (name: KindName) => Kind) {
    this.#client = client;
    this.#reader = reader;
    this.#kindOf = kindOf;
  }

  async candles(feed: string, query: CandleQuery, view: View): Promise<readonly Candle[]> {
    const range = candleRange(query);
    const seen = await this.#reader.seen(feed, view);
    const kind = this.#kindOf(seen.f.kind);
    if (!kind.tradeOf) return [];
    const seconds = INTERVAL_SECONDS[query.interval];
    // Live, a row that changes between two queries is simply newer; behind a delay it is computed from what may be seen.
    const seq = view.delaySeconds === 0 ? Number.MAX_SAFE_INTEGER : seen.cursor;
    const pages = baseBars(
      this.#client,
      { feed, kind, seq },
      {
        seconds: baseOf(seconds),
        from: range.from === undefined ? EARLIEST : roundUp(range.from, seconds),
        to: range.to === undefined ? LATEST : roundUp(range.to, seconds),
        newestFirst: range.from === undefined,
      },
    );
    const bars = await collect(pages, seconds, query.limit);
    return selectCandles(bars, query, seen.now.getTime() - view.delaySeconds * 1000);
  }
}

/** The first start of a bucket that is not before `time`. */
function roundUp(time: string, seconds: number): string {
  const width = seconds * 1000;
  const rounded = new Date(Math.ceil(Date.parse(time) / width) * width).toISOString();
  return rounded > LATEST || rounded.startsWith('+') ? LATEST : rounded < EARLIEST ? EARLIEST : rounded;
}
