import type { Logger } from 'pino';
import type { FeedRecord } from '../core/feed/feed.js';
import type { FeedMeta } from '../core/protocol/messages.js';
import type { Clock } from '../platform/clock/clock.js';
import type { DeliveryMetrics } from './metrics.js';
import type { HubOptions } from './options.js';
import type { RecordLoader } from './record-loader.js';

export interface Fetched {
  readonly record: FeedRecord;
  /** Of an archived feed: the seq after which nothing follows. */
  readonly finalSeq: number | undefined;
}

export interface RecordContext {
  readonly records: RecordLoader;
  readonly clock: Clock;
  readonly options: HubOptions;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

export function metaOf({ kind, title, tags, config, startsAt }: FeedRecord): FeedMeta {
  return { kind, title, tags, config, ...(startsAt === undefined ? {} : { startsAt }) };
}

/** Where a channel gets the record of its feed, in the view of its audience. */
export class RecordSource {
  constructor(
    readonly feed: string,
    readonly delaySeconds: number,
    readonly context: RecordContext,
  ) {}

  /** Undefined when there is no such feed. */
  async fetch(): Promise<Fetched | undefined> {
    const { records } = this.context;
    const record = await records.load(this.feed, this.delaySeconds);
    if (!record) return undefined;
    if (record.archivedAt === undefined) return { record, finalSeq: undefined };
    // A delayed audience still sees the rest of an archived feed as it is released, and its end only then.
    const live = this.delaySeconds === 0 ? record : await records.load(this.feed, 0);
    return { record, finalSeq: live?.seq ?? record.seq };
  }

  /** The same, tried again for as long as `wanted` says so. */
  async fetchWhile(wanted: () => boolean): Promise<Fetched | undefined> {
    const { clock, options, metrics, logger } = this.context;
    for (let waitMs = options.retryMs; ; waitMs = Math.min(waitMs * 2, options.retryMaxMs)) {
      try {
        return await this.fetch();
      } catch (error) {
        if (!wanted()) return undefined;
        metrics.logFailures.inc({ read: 'reload' });
        logger.warn({ feed: this.feed, err: error }, 'feed not loaded again, trying again');
        await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      }
    }
  }
}
