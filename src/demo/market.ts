import type { Logger } from 'pino';
import type { FeedRecord } from '../core/feed/feed.js';
import { AppError } from '../core/protocol/errors.js';
import type { NewFeed } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { DEMO_TAG, type DemoLog } from './demo-log.js';
import { pause } from './pause.js';
import { hundredths, price, PriceWalk, type MarketUpdate } from './price-walk.js';
import type { Random } from './random.js';
import { SYMBOLS, type DemoSymbol } from './symbols.js';

const MARKET_TAG = 'demo-market';
/** Mean time between two updates of the whole market: about twenty a second. */
const MEAN_GAP_MS = 50;
/** How much slower when the budget is scarce. */
const SCARCE_FACTOR = 5;
/** One of so many updates of a symbol is a halt. */
const STEPS_PER_HALT = 2_500;
const HALT_MS: readonly [number, number] = [15_000, 40_000];
const BUDGET_CHECK_MS = 60_000;
const TOTAL_WEIGHT = SYMBOLS.reduce((sum, { weight }) => sum + weight, 0);

function symbolFeed(symbol: DemoSymbol): NewFeed {
  return {
    id: `demo.${symbol.symbol}`,
    kind: 'quote',
    title: symbol.title,
    tags: [DEMO_TAG, MARKET_TAG],
    config: {
      symbol: symbol.symbol,
      exchange: 'Demo',
      currency: symbol.currency,
      priceScale: 2,
      previousClose: price(symbol.startPrice),
    },
    publicDelaySeconds: 0,
    holdSeconds: 0,
    expectedIntervalSeconds: 60,
  };
}

/**
 * A market that never closes: each symbol walks on its own and waits for the commit of its last update, so that at most one update
 * a symbol is under way, whatever the database does.
 */
export class Market {
  #keys = 0;

  constructor(
    private readonly log: DemoLog,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly logger: Logger,
    private readonly signal: AbortSignal,
    /** Sets this process apart in idempotency keys. */
    private readonly life: string,
  ) {}

  /** One promise a symbol; each goes on until aborted. */
  run(): readonly Promise<void>[] {
    return SYMBOLS.map((symbol) => this.#runSymbol(symbol));
  }

  async #runSymbol(symbol: DemoSymbol): Promise<void> {
    try {
      const record = await this.log.ensure(symbolFeed(symbol));
      if (record.archivedAt !== undefined) return;
      const walk = new PriceWalk(symbol, this.random, hundredths(record.state.last));
      await this.#reopen(record);
      await this.#trade(symbol, record, walk);
    } catch (error) {
      // Archived by somebody, or changed so that it no longer fits: the others go on.
      if (!(error instanceof AppError)) throw error;
      this.logger.info(
        { symbol: symbol.symbol, code: error.code, detail: error.detail },
        'a demo symbol stops',
      );
    }
  }

  async #trade(symbol: DemoSymbol, { id, state }: FeedRecord, walk: PriceWalk): Promise<void> {
    let day = typeof state.sessionDate === 'string' ? state.sessionDate : undefined;
    let steppedAt = this.clock.now();
    for (;;) {
      await this.#wait(symbol);
      const today = new Date(this.clock.now()).toISOString().slice(0, 10);
      if (day !== today) {
        day = today;
        await this.#publish(id, {
          type: 'session',
          data: { date: day, open: walk.price, previousClose: walk.price },
        });
      }
      const now = this.clock.now();
      await this.#publish(id, walk.step((now - steppedAt) / 1000));
      steppedAt = now;
      if (this.random.whole(1, STEPS_PER_HALT) === 1) await this.#halt(id);
    }
  }

  /** Exponentially distributed, so that symbols do not march in step. */
  async #wait(symbol: DemoSymbol): Promise<void> {
    const { budget } = this.log;
    while (budget.spent) await pause(this.clock, BUDGET_CHECK_MS, this.signal);
    const mean = ((MEAN_GAP_MS * TOTAL_WEIGHT) / symbol.weight) * (budget.scarce ? SCARCE_FACTOR : 1);
    const gap = Math.min(10 * mean, -Math.log(1 - this.random.next()) * mean);
    await pause(this.clock, gap, this.signal);
  }

  async #halt(id: string): Promise<void> {
    await this.#publish(id, {
      type: 'trading_status',
      data: { status: 'halted', reason: 'Volatility pause (simulated)' },
    });
    await pause(this.clock, this.random.whole(...HALT_MS), this.signal);
    await this.#publish(id, { type: 'trading_status', data: { status: 'trading' } });
  }

  /** A process that ended during a halt leaves its symbol halted. */
  async #reopen({ id, state }: FeedRecord): Promise<void> {
    if (state.tradingStatus !== 'halted') return;
    await this.#publish(id, { type: 'trading_status', data: { status: 'trading' } });
  }

  async #publish(feed: string, { type, data }: MarketUpdate): Promise<void> {
    this.#keys++;
    await this.log.publish(feed, type, data, `${this.life}:${this.#keys.toString(36)}`);
  }
}
