import { feedExists } from '../core/feed/feed-exists.js';
import type { FeedRecord } from '../core/feed/feed.js';
import type { KindName, Kind } from '../core/kinds/kind.js';
import { kindOf } from '../core/kinds/registry.js';
import { AppError } from '../core/protocol/errors.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Clock } from '../platform/clock/clock.js';
import { barsOf } from './bar.js';
import { selectCandles } from './candle-range.js';
import {
  BY_ID,
  EventLog,
  placeOf,
  type AppendOutcome,
  type AppendRequest,
  type AuthorPage,
  type Candle,
  type CandleQuery,
  type FeedChange,
  type FeedQuery,
  type Head,
  type Hold,
  type LogPage,
  type NewFeed,
  type StateAt,
  type View,
} from './event-log.js';
import {
  byId,
  byPlace,
  changeEntry,
  isOpenFor,
  isTagged,
  matches,
  toRecord,
  unionOf,
} from './feed-catalogue.js';
import { releaseOf, toHold, type HeldUpdate } from './held-update.js';
import { beforeRetention, eventNotFound, parseTime, unavailable } from './log-errors.js';
import { MemoryCommitter } from './memory-committer.js';
import { MemoryFeed } from './memory-feed.js';
import { INTERVAL_SECONDS } from './bar.js';
import { submissionOf } from './submission.js';

export interface MemoryEventLogOptions {
  readonly clock: Clock;
  readonly kindOf?: (name: KindName) => Kind;
  /** Characters of a state as JSON. Default 1 MiB. */
  readonly maxStateSize?: number;
}

const MAX_STATE_SIZE = 1024 * 1024;

/**
 * The log without a database, for tests of whatever stands on it: the same decisions, nothing durable. What is appended in one turn
 * of the event loop commits together. Time is that of the clock it is given.
 */
export class MemoryEventLog extends EventLog {
  readonly #feeds = new Map<string, MemoryFeed>();
  readonly #listeners: ((message: RelayMessage) => void)[] = [];
  readonly #clock: Clock;
  readonly #kindOf: (name: KindName) => Kind;
  readonly #committer: MemoryCommitter;
  #epoch = 1;
  /** What a test sets to see the database gone: everything rejects with `unavailable`. */
  reachable = true;

  constructor(options: MemoryEventLogOptions) {
    super();
    this.#clock = options.clock;
    this.#kindOf = options.kindOf ?? kindOf;
    this.#committer = new MemoryCommitter({
      feeds: this.#feeds,
      maxStateSize: options.maxStateSize ?? MAX_STATE_SIZE,
      reachable: () => this.reachable,
      now: () => this.#now(),
      epoch: () => this.#epochName,
      emit: (message) => this.#emit(message),
    });
  }

  onCommitted(listener: (message: RelayMessage) => void): void {
    this.#listeners.push(listener);
  }

  async createFeed(feed: NewFeed): Promise<FeedRecord> {
    await this.ping();
    if (this.#feeds.has(feed.id)) throw feedExists(feed.id);
    const created = new MemoryFeed(feed, this.#kindOf(feed.kind), this.#now());
    this.#feeds.set(feed.id, created);
    this.#announce(created, feed.tags);
    return this.#record(created, created.seq);
  }

  async feed(id: string, view: View): Promise<FeedRecord | undefined> {
    return (await this.feedsById([{ id, view }]))[0];
  }

  async feedsById(
    requests: readonly { readonly id: string; readonly view: View }[],
  ): Promise<readonly FeedRecord[]> {
    await this.ping();
    return requests.flatMap(({ id, view }) => {
      const feed = this.#feeds.get(id);
      return feed ? [this.#record(feed, this.#cursor(feed, view.delaySeconds))] : [];
    });
  }

  async feeds(query: FeedQuery): Promise<{ readonly items: readonly FeedRecord[]; readonly more: boolean }> {
    await this.ping();
    const items: FeedRecord[] = [];
    const { order = BY_ID, after } = query;
    const compare = byPlace(order);
    const listed = [...this.#feeds.values()].map(({ entry }) => ({ entry, place: placeOf(entry, order) }));
    for (const { entry, place } of listed.sort((a, b) => compare(a.place, b.place))) {
      if (after !== undefined && compare(place, after) <= 0) continue;
      const fits = matches(entry, { ...query, archived: true });
      const view = fits ? query.viewOf(entry.publicDelaySeconds, entry.id) : undefined;
      if (!view || !(query.archived || isOpenFor(view, this.#msSince(entry.archivedAt)))) continue;
      const record = await this.feed(entry.id, view);
      if (!record) continue;
      if (query.status !== undefined && this.#kindOf(record.kind).statusOf(record.state) !== query.status)
        continue;
      if (items.length === query.limit) return { items, more: true };
      items.push(record);
    }
    return { items, more: false };
  }

  async changeFeed(id: string, change: FeedChange): Promise<FeedRecord> {
    await this.ping();
    const feed = this.#committer.feed(id);
    const before = feed.entry;
    feed.entry = changeEntry(before, change, { kind: feed.kind, seq: feed.seq, now: this.#now() });
    if (feed.entry !== before) {
      feed.resetOrigin();
      this.#announce(feed, unionOf(before.tags, feed.entry.tags));
    }
    return this.#record(feed, feed.seq);
  }

  async archiveFeed(id: string): Promise<FeedRecord> {
    await this.ping();
    const feed = this.#committer.feed(id);
    if (feed.entry.archivedAt === undefined) {
      const now = this.#now();
      feed.entry = { ...feed.entry, archivedAt: now, changedAt: now, revision: feed.entry.revision + 1 };
      this.#announce(feed, feed.entry.tags);
    }
    return this.#record(feed, feed.seq);
  }

  async heartbeat(id: string): Promise<void> {
    await this.ping();
    const feed = this.#committer.feed(id);
    const at = this.#now();
    feed.entry = { ...feed.entry, heartbeatAt: at };
    this.#emit({ type: 'heartbeat', feed: id, at });
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    return this.#committer.submit(submissionOf(request));
  }

  async read(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<LogPage> {
    await this.ping();
    const found = this.#committer.feed(feed);
    const head = this.#cursor(found, query.view.delaySeconds);
    const { firstSeq } = found.entry;
    const until = Math.min(head, query.after + query.limit);
    const events = query.after + 1 < firstSeq ? [] : found.events(query.after, until);
    return { epoch: this.#epochName, head, firstSeq, revision: found.entry.revision, events };
  }

  async authors(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<AuthorPage> {
    const { epoch, head, firstSeq, events } = await this.read(feed, query);
    const found = this.#committer.feed(feed);
    return { epoch, head, firstSeq, events: events.map(({ seq }) => ({ seq, actor: found.actor(seq) })) };
  }

  async event(feed: string, seq: number, view: View): Promise<LoggedEvent> {
    await this.ping();
    const found = this.#committer.feed(feed);
    if (seq > 0 && seq < found.entry.firstSeq) throw beforeRetention(feed, found.entry.firstSeq);
    const event = seq <= this.#cursor(found, view.delaySeconds) ? found.event(seq) : undefined;
    if (!event) throw eventNotFound(feed, seq);
    return event;
  }

  async state(
    feed: string,
    when: { readonly seq?: number; readonly at?: string },
    view: View,
  ): Promise<StateAt> {
    await this.ping();
    const found = this.#committer.feed(feed);
    const head = this.#cursor(found, view.delaySeconds);
    const asked = when.at === undefined ? when.seq : found.cursor(parseTime('at', when.at));
    const seq = when.at === undefined ? (asked ?? head) : Math.min(asked as number, head);
    const { firstSeq, createdAt } = found.entry;
    if (seq > head || seq < 0) throw eventNotFound(feed, seq);
    if (seq < firstSeq - 1) throw beforeRetention(feed, firstSeq);
    const seen = found.seen(seq);
    return { feed, epoch: this.#epochName, seq, state: seen.state, at: seen.headAt ?? createdAt };
  }

  async heads(
    requests: readonly { readonly feed: string; readonly delaySeconds: number }[],
  ): Promise<readonly Head[]> {
    await this.ping();
    return requests.flatMap(({ feed: id, delaySeconds }) => {
      const feed = this.#feeds.get(id);
      if (!feed) return [];
      const { revision, archivedAt, heartbeatAt } = feed.entry;
      const seq = this.#cursor(feed, delaySeconds);
      return [
        {
          feed: id,
          delaySeconds,
          epoch: this.#epochName,
          seq,
          revision,
          ...(archivedAt === undefined ? {} : { archivedAt }),
          ...(heartbeatAt === undefined ? {} : { heartbeatAt }),
        },
      ];
    });
  }

  async tagged(
    tag: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly publicDelaySeconds: number | null; readonly revision: number }[]
  > {
    await this.ping();
    return [...this.#feeds.values()]
      .map(({ entry }) => entry)
      .filter(
        (entry) =>
          matches(entry, { tag, archived: true }) && isTagged(entry, this.#msSince(entry.archivedAt)),
      )
      .sort(byId)
      .slice(0, limit)
      .map(({ id, publicDelaySeconds, revision }) => ({ id, publicDelaySeconds, revision }));
  }

  async candles(feed: string, query: CandleQuery, view: View): Promise<readonly Candle[]> {
    await this.ping();
    const found = this.#committer.feed(feed);
    const trades = found.trades(this.#cursor(found, view.delaySeconds));
    const bars = barsOf(trades, INTERVAL_SECONDS[query.interval]);
    return selectCandles(bars.values(), query, this.#clock.now() - view.delaySeconds * 1000);
  }

  async holds(feed: string): Promise<readonly Hold[]> {
    await this.ping();
    return this.#committer.feed(feed).pending().map(toHold);
  }

  async publishHold(feed: string, holdId: string, actor: string): Promise<LoggedEvent> {
    await this.ping();
    const held = this.#committer.pending(feed, holdId);
    const outcome = await this.#committer.submit(releaseOf(held, actor));
    if (outcome.status === 'held') throw new Error('A release cannot be held.');
    return outcome.event;
  }

  async cancelHold(feed: string, holdId: string, actor: string): Promise<void> {
    await this.ping();
    this.#committer.pending(feed, holdId);
    this.#committer.feed(feed).closeHold(holdId, 'cancelled', `cancelled by ${actor}`);
  }

  async releaseDueHolds(): Promise<string | undefined> {
    await this.ping();
    const now = this.#now();
    let next: string | undefined;
    for (const feed of this.#feeds.values()) {
      for (const held of feed.pending()) {
        if (held.releaseAt > now) {
          if (next === undefined || held.releaseAt < next) next = held.releaseAt;
          break;
        }
        await this.#release(feed, held);
      }
    }
    return next;
  }

  async applyRetention(before: string): Promise<number> {
    await this.ping();
    const limit = Date.parse(parseTime('before', before));
    let removed = 0;
    for (const feed of this.#feeds.values()) {
      const disclosed = this.#clock.now() - (feed.entry.publicDelaySeconds ?? 0) * 1000;
      removed += feed.cut(feed.cursor(new Date(Math.min(limit - 1, disclosed)).toISOString()));
    }
    return removed;
  }

  async epoch(): Promise<string> {
    await this.ping();
    return this.#epochName;
  }

  async newEpoch(): Promise<string> {
    await this.ping();
    this.#epoch++;
    return this.#epochName;
  }

  async ping(): Promise<void> {
    if (!this.reachable) throw unavailable();
  }

  get #epochName(): string {
    return `memory-${this.#epoch}`;
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  #msSince(time: string | undefined): number | undefined {
    return time === undefined ? undefined : this.#clock.now() - Date.parse(time);
  }

  #cursor(feed: MemoryFeed, delaySeconds: number): number {
    if (delaySeconds === 0) return feed.seq;
    return feed.cursor(new Date(this.#clock.now() - delaySeconds * 1000).toISOString());
  }

  #record(feed: MemoryFeed, seq: number): FeedRecord {
    return toRecord(feed.entry, feed.seen(seq), this.#epochName);
  }

  async #release(feed: MemoryFeed, held: HeldUpdate): Promise<void> {
    try {
      await this.#committer.submit(releaseOf(held));
    } catch (error) {
      if (!(error instanceof AppError) || error.retryable) throw error;
      feed.closeHold(held.id, 'dropped', error.detail);
    }
  }

  #announce({ entry }: MemoryFeed, tags: readonly string[]): void {
    this.#emit({ type: 'feed', feed: entry.id, revision: entry.revision, tags });
  }

  #emit(message: RelayMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}
