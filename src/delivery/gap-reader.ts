import type { Logger } from 'pino';
import type { EventLog, LogPage } from '../event-log/event-log.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { DeliveryMetrics } from './metrics.js';
import type { HubOptions } from './options.js';
import type { ReadQueue } from '../platform/turns/read-queue.js';

/** What the reader needs of a channel. */
export interface GapOwner {
  readonly feed: string;
  readonly delaySeconds: number;
  readonly seq: number;
  /** Whether something that may be seen is missing. */
  readonly behind: boolean;
  readonly closed: boolean;
  /** Takes a page; resolves whether that brought it on. `headBefore` is the head that was known when the page was asked for. */
  takePage(page: LogPage, headBefore: number): Promise<boolean>;
  /** The head as far as it is known. */
  readonly head: number;
}

export interface GapContext {
  readonly log: Pick<EventLog, 'read'>;
  readonly clock: Clock;
  readonly reads: ReadQueue;
  readonly options: HubOptions;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

/**
 * Fills what the relay lost from the log. A gap first waits a little, since most are a message overtaking another; then one read at a
 * time runs until nothing is missing. A read that fails is repeated with growing waits for as long as the channel lives.
 */
export class GapReader {
  #timer: Timer | undefined;
  #reading = false;
  #failures = 0;

  constructor(
    readonly owner: GapOwner,
    readonly context: GapContext,
  ) {}

  get busy(): boolean {
    return this.#reading || this.#timer !== undefined;
  }

  /** Something is missing. `cause` tells whether an event or a head check showed it. */
  notice(cause: 'gap' | 'head', waitMs: number): void {
    if (this.#timer || this.#reading) return;
    this.#timer = this.context.clock.after(waitMs, () => {
      this.#timer = undefined;
      void this.#fill(cause);
    });
  }

  /** The gap closed by itself. */
  settle(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #fill(cause: 'gap' | 'head'): Promise<void> {
    const { owner, context } = this;
    this.#reading = true;
    if (cause === 'head') context.metrics.headCheckRepairs.inc();
    try {
      while (owner.behind && !owner.closed && (await this.#readPage()));
      this.#failures = owner.behind ? this.#failures + 1 : 0;
    } catch (error) {
      if (this.#failures === 0) {
        context.logger.warn({ feed: owner.feed, err: error }, 'gap read failed, trying again');
      }
      context.metrics.logFailures.inc({ read: 'gap' });
      this.#failures++;
    } finally {
      this.#reading = false;
    }
    if (owner.behind && !owner.closed) this.notice(cause, this.#backoffMs());
  }

  async #readPage(): Promise<boolean> {
    const { owner, context } = this;
    const { pageEvents } = context.options;
    const headBefore = owner.head;
    context.metrics.gapReads.inc();
    const page = await context.reads.run(() =>
      context.log.read(owner.feed, {
        after: owner.seq,
        limit: pageEvents,
        view: { delaySeconds: owner.delaySeconds },
      }),
    );
    return owner.closed ? false : owner.takePage(page, headBefore);
  }

  #backoffMs(): number {
    const { retryMs, retryMaxMs } = this.context.options;
    return Math.min(retryMaxMs, retryMs * 2 ** Math.min(Math.max(this.#failures - 1, 0), 16));
  }
}
