import { LRUCache } from 'lru-cache';
import type { LoggedEvent } from '../core/protocol/event.js';
import { streamed } from '../core/stream/streamed.js';
import { countWithin, eventWeight } from '../core/stream/weight.js';
import type { EventLog } from '../event-log/event-log.js';
import type { FeedChannel } from './feed-channel.js';
import { Frame } from './frame.js';
import type { DeliveryMetrics } from './metrics.js';
import type { HubOptions } from './options.js';
import { ReadQueue } from '../platform/turns/read-queue.js';

/** A part of a page that makes one message. */
interface Portion {
  readonly events: readonly LoggedEvent[];
  frame?: Frame<'feed.events'>;
}

/** A run of events of one feed, shared by all who need it, and so are the messages that carry it. */
export class HistoryPage {
  #portions: readonly Portion[] | undefined;

  constructor(
    readonly feed: string,
    readonly epoch: string,
    readonly firstSeq: number,
    /** Of the feed when it was read. */
    readonly revision: number,
    readonly events: readonly LoggedEvent[],
    readonly messageBytes: number,
  ) {}

  /** The events after `seq` if they start right behind it; else none. */
  after(seq: number): readonly LoggedEvent[] {
    const first = this.events[0];
    if (!first || first.seq > seq + 1) return [];
    return first.seq === seq + 1 ? this.events : this.events.slice(seq + 1 - first.seq);
  }

  /** The message with the first events after `seq`; there must be some. Whoever stands at the same place gets the same one. */
  frameAfter(seq: number): Frame<'feed.events'> {
    const portion = this.#divided().find(({ events }) => (events.at(-1)?.seq ?? 0) > seq) as Portion;
    const skipped = seq + 1 - (portion.events[0]?.seq ?? 0);
    if (skipped > 0) return this.#build(portion.events.slice(skipped));
    return (portion.frame ??= this.#build(portion.events));
  }

  #divided(): readonly Portion[] {
    if (this.#portions) return this.#portions;
    const portions: Portion[] = [];
    for (let rest = this.events; rest.length > 0;) {
      const count = countWithin(rest, this.messageBytes);
      portions.push({ events: rest.slice(0, count) });
      rest = rest.slice(count);
    }
    return (this.#portions = portions);
  }

  #build(events: readonly LoggedEvent[]): Frame<'feed.events'> {
    return new Frame('feed.events', { feed: this.feed, events: events.map(streamed) });
  }
}

interface Dependencies {
  readonly log: Pick<EventLog, 'read'>;
  readonly options: HubOptions;
  readonly metrics: DeliveryMetrics;
}

/**
 * Reads history for clients that come back. Pages start at multiples of their size, so that clients with different positions share
 * reads: thousands that return at once cost a handful of queries. At most `catchUpReads` run at a time.
 */
export class HistoryReader {
  readonly #reads: ReadQueue;
  readonly #running = new Map<string, Promise<HistoryPage>>();
  readonly #pages: LRUCache<string, HistoryPage>;

  constructor(readonly dependencies: Dependencies) {
    const { options, metrics } = dependencies;
    this.#reads = new ReadQueue(options.catchUpReads, (length) => metrics.catchUpQueue.set(length));
    this.#pages = new LRUCache({
      maxSize: options.historyBytes,
      ttl: options.historyTtlMs,
      sizeCalculation: (page) => page.events.reduce((sum, event) => sum + eventWeight(event), 200),
    });
  }

  /** A page with the events after `seq` in this channel's view, as far as they exist. Rejects when the log can't be read. */
  async read(channel: FeedChannel, seq: number): Promise<HistoryPage> {
    const { pageEvents } = this.dependencies.options;
    const shared = await this.#page(channel, Math.floor(seq / pageEvents) * pageEvents, seq);
    if (shared.after(seq).length > 0) return shared;
    // Retention may have removed the beginning of a shared page and left what is asked for.
    return this.#page(channel, seq, seq);
  }

  #page(channel: FeedChannel, from: number, seq: number): Promise<HistoryPage> {
    const { metrics } = this.dependencies;
    const key = `${channel.delaySeconds} ${channel.timeline.epoch} ${from} ${channel.feed}`;
    const cached = this.#pages.get(key);
    if (cached && cached.after(seq).length > 0) {
      metrics.catchUpReads.inc({ result: 'shared' });
      return Promise.resolve(cached);
    }
    const running = this.#running.get(key);
    if (running) {
      metrics.catchUpReads.inc({ result: 'shared' });
      return running;
    }
    const page = this.#load(channel, from, key).finally(() => this.#running.delete(key));
    this.#running.set(key, page);
    return page;
  }

  async #load({ feed, delaySeconds }: FeedChannel, from: number, key: string): Promise<HistoryPage> {
    const { log, options, metrics } = this.dependencies;
    metrics.catchUpReads.inc({ result: 'read' });
    const read = await this.#reads.run(() =>
      log.read(feed, { after: from, limit: options.pageEvents, view: { delaySeconds } }),
    );
    const page = new HistoryPage(
      feed,
      read.epoch,
      read.firstSeq,
      read.revision,
      read.events,
      options.messageBytes,
    );
    if (page.events.length > 0) this.#pages.set(key, page);
    return page;
  }
}
