import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import type { AppError } from '../core/protocol/errors.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { Budget } from './budget.js';
import { DemoLog } from './demo-log.js';
import { Market } from './market.js';
import { MatchPlayer } from './match-player.js';
import { Random } from './random.js';
import { SYMBOLS } from './symbols.js';

export interface DemoOptions {
  /** `on`, `off`, or undefined: only on an embedded database that was empty when the demo first came. */
  readonly mode: 'on' | 'off' | undefined;
  readonly embedded: boolean;
  readonly seed?: number;
  /** Events of the demo that the log may hold. */
  readonly maxEvents?: number;
}

const MAX_EVENTS = 1_000_000;
const RECOUNT_MS = 600_000;
const RETRY_LOG_MS = 30_000;

/**
 * A match in fast motion and a dozen invented symbols, so that a fresh server has something to show. It publishes to the log like
 * anybody else, fills it up to a bound, and goes on where it was after a restart.
 */
export class Demo {
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #lastRetryLogAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly options: DemoOptions,
  ) {}

  /** Returns at once; what goes wrong later is logged and ends the demo, nothing else. */
  start(): void {
    if (this.options.mode === 'off' || (this.options.mode === undefined && !this.options.embedded)) return;
    this.#running ??= this.#run().catch((error: unknown) => {
      if (!this.#abort.signal.aborted) this.logger.error({ err: error }, 'the demo stops');
      this.#abort.abort();
    });
  }

  /** Resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    // Each symbol and the match wait for it, one listener each.
    setMaxListeners(SYMBOLS.length + 2, signal);
    const budget = new Budget(this.options.maxEvents ?? MAX_EVENTS);
    const log = new DemoLog(this.log, this.clock, budget, signal, (error) => this.#retrying(error));
    const feeds = await log.feeds();
    const wanted =
      this.options.mode === 'on' || feeds.some((feed) => !feed.archivedAt) || (await log.isEmpty());
    if (!wanted) return;
    budget.count(held(feeds));
    this.logger.info({ events: budget.used, limit: budget.limit }, 'the demo plays');
    const recount = this.clock.every(RECOUNT_MS, () => void this.#recount(log, recount));
    const now = this.clock.now();
    const random = new Random(this.options.seed ?? now);
    const tasks = [
      new MatchPlayer(log, this.clock, this.logger, signal).play(feeds),
      ...new Market(log, this.clock, random, this.logger, signal, now.toString(36)).run(),
    ];
    try {
      await Promise.all(tasks);
    } finally {
      this.#abort.abort();
      recount.cancel();
      await Promise.allSettled(tasks);
    }
  }

  async #recount(log: DemoLog, timer: Timer): Promise<void> {
    try {
      log.budget.count(held(await log.feeds()));
      if (log.budget.spent)
        this.logger.warn({ limit: log.budget.limit }, 'the demo rests: its share of the log is full');
    } catch (error) {
      timer.cancel();
      if (!this.#abort.signal.aborted) this.logger.error({ err: error }, 'the demo cannot be counted');
    }
  }

  #retrying(error: AppError): void {
    if (this.clock.now() - this.#lastRetryLogAt < RETRY_LOG_MS) return;
    this.#lastRetryLogAt = this.clock.now();
    this.logger.warn({ code: error.code, detail: error.detail }, 'the demo waits for the log');
  }
}

function held(feeds: readonly { readonly seq: number; readonly firstSeq: number }[]): number {
  return feeds.reduce((sum, { seq, firstSeq }) => sum + Math.max(0, seq - firstSeq + 1), 0);
}
