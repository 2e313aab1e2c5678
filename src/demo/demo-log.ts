import type { FeedRecord } from '../core/feed/feed.js';
import type { JsonObject } from '../core/json/json.js';
import { AppError } from '../core/protocol/errors.js';
import { LIVE, type EventLog, type FeedPlace, type NewFeed } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import type { Budget } from './budget.js';
import { pause } from './pause.js';

export const DEMO_TAG = 'demo';

const PAGE = 200;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/** The log as the demo uses it: what fails because the database is gone is tried again, with the same key, until it is told to stop. */
export class DemoLog {
  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    readonly budget: Budget,
    private readonly signal: AbortSignal,
    private readonly onRetry: (error: AppError) => void,
  ) {}

  /** Whether no feed was ever created. */
  isEmpty(): Promise<boolean> {
    return this.#persist(async () => (await this.#page({ limit: 1 })).items.length === 0);
  }

  /** All feeds of the demo, archived ones too, in id order. */
  async feeds(): Promise<readonly FeedRecord[]> {
    const found: FeedRecord[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await this.#persist(() =>
        this.#page({ tag: DEMO_TAG, limit: PAGE, ...(after === undefined ? {} : { after: { id: after } }) }),
      );
      found.push(...page.items);
      after = page.items.at(-1)?.id;
      more = page.more && after !== undefined;
    }
    return found;
  }

  /** Creates it unless it is there. */
  async ensure(feed: NewFeed): Promise<FeedRecord> {
    return this.#persist(
      async () => (await this.log.feed(feed.id, LIVE)) ?? (await this.log.createFeed(feed)),
    );
  }

  async archive(id: string): Promise<void> {
    await this.#persist(() => this.log.archiveFeed(id));
  }

  async publish(
    feed: string,
    type: string,
    data: JsonObject,
    key: string,
  ): Promise<'committed' | 'replayed'> {
    const outcome = await this.#persist(() =>
      this.log.append({
        feed,
        operation: { op: 'publish', type, data },
        idempotencyKey: key,
        actor: DEMO_TAG,
      }),
    );
    if (outcome.status !== 'committed') return 'replayed';
    this.budget.spend();
    return 'committed';
  }

  #page(query: { readonly tag?: string; readonly limit: number; readonly after?: FeedPlace }) {
    return this.log.feeds({ ...query, archived: true, viewOf: () => LIVE });
  }

  async #persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(LONGEST_RETRY_MS, wait * 2)) {
      this.signal.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof AppError) || !error.retryable) throw error;
        this.onRetry(error);
        await pause(this.clock, wait, this.signal);
      }
    }
  }
}
