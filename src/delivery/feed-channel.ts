import type { FeedRecord, Health } from '../core/feed/feed.js';
import { equal } from '../core/json/merge-patch.js';
import type { Json } from '../core/json/json.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { FeedMeta, SnapshotReason } from '../core/protocol/messages.js';
import { Timeline } from '../core/stream/timeline.js';
import type { EventLog, Head, LogPage } from '../event-log/event-log.js';
import { ChannelHealth } from './channel-health.js';
import type { ChannelObserver } from './channel-observer.js';
import { checksumOf } from './checksums.js';
import { Frame } from './frame.js';
import { GapReader, type GapOwner } from './gap-reader.js';
import type { ReadQueue } from '../platform/turns/read-queue.js';
import { RecordKeeper, type RecordOwner } from './record-keeper.js';
import { metaOf, RecordSource, type Fetched, type RecordContext } from './record-source.js';
import { Waiters } from './waiters.js';

export interface ChannelContext extends RecordContext {
  readonly log: Pick<EventLog, 'read' | 'state'>;
  readonly reads: ReadQueue;
  /** Asks for a head check of this channel soon. */
  readonly checkSoon: (channel: FeedChannel) => void;
  /** A record was read: the newest one decides who may see what. */
  readonly onRecord: (record: FeedRecord) => void;
}

/**
 * One feed as one audience sees it.
 *
 * Invariants: observers hear of each event once, in order, +1 each, at the latest in the microtask after it arrived; nothing beyond the
 * timeline's head is told. For the live audience an event that the relay brought proves the head, because only what is committed is
 * relayed. For a delayed one only the log's own answer in that view does: the release is a matter of the database's clock, so that
 * relayed events merely wait. And nothing is told that was committed under a newer record than the one held: it may be for fewer eyes.
 */
export class FeedChannel implements GapOwner, RecordOwner {
  readonly timeline: Timeline;
  #archivedTold = false;
  /** Counts replacements of the state, so that whoever waits sees that its place is gone. */
  #generation = 0;
  #resetReason: SnapshotReason = 'resync';
  /** While true, the relay's events are only kept. */
  #loading = true;
  #earlyEpoch: string | undefined;
  #closed = false;
  #flushing = false;
  readonly #gap: GapReader;
  readonly #health: ChannelHealth;
  readonly #source: RecordSource;
  readonly #keeper: RecordKeeper;
  readonly #waiters: Waiters;
  readonly #observers = new Set<ChannelObserver>();

  constructor(
    readonly feed: string,
    readonly delaySeconds: number,
    readonly context: ChannelContext,
  ) {
    const { ringEvents, ringBytes, reorderEvents, reorderBytes } = context.options;
    this.timeline = new Timeline({
      recentEvents: ringEvents,
      recentWeight: ringBytes,
      reorderEvents,
      reorderWeight: reorderBytes,
    });
    this.#gap = new GapReader(this, context);
    this.#health = new ChannelHealth(delaySeconds);
    this.#source = new RecordSource(feed, delaySeconds, context);
    this.#keeper = new RecordKeeper(this, this.#source);
    this.#waiters = new Waiters(context.clock);
  }

  get record(): FeedRecord {
    const { record } = this.#keeper;
    if (!record) throw new Error(`channel ${this.feed} is not loaded`);
    return record;
  }

  get ready(): boolean {
    return !this.#loading && !this.#closed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get seq(): number {
    return this.timeline.seq;
  }

  get head(): number {
    return this.timeline.head;
  }

  get behind(): boolean {
    return !this.#loading && this.timeline.behind;
  }

  /** Whether the record that decides who may see what has a newer revision than the one held: what comes is kept until that was read. */
  get unsure(): boolean {
    return this.#keeper.unsure;
  }

  get generation(): number {
    return this.#generation;
  }

  get resetReason(): SnapshotReason {
    return this.#resetReason;
  }

  /** Archived, as this audience may know by now, and everything was delivered: nothing will follow. */
  get finished(): boolean {
    const { finalSeq, record } = this.#keeper;
    if (finalSeq === undefined || this.timeline.seq < finalSeq) return false;
    if (this.delaySeconds === 0 || record?.archivedAt === undefined) return true;
    return Date.parse(record.archivedAt) + this.delaySeconds * 1000 <= this.context.clock.now();
  }

  get meta(): FeedMeta {
    return metaOf(this.record);
  }

  /** Whether anybody said how often the source speaks; else its health is never worth a word. */
  get watched(): boolean {
    return this.#keeper.record?.expectedIntervalSeconds !== undefined || this.#health.told !== 'ok';
  }

  get health(): Health {
    return this.#health.current(this.record, this.timeline, this.context.clock.now());
  }

  /** Of a delayed audience: whether something that it can't see yet waits here and is probably due. */
  dueAt(now: number): boolean {
    if (this.delaySeconds === 0 || this.#closed || this.timeline.waiting === 0) return false;
    const next = this.timeline.next;
    return next === undefined || Date.parse(next.at) + this.delaySeconds * 1000 <= now;
  }

  observe(observer: ChannelObserver): void {
    this.#observers.add(observer);
  }

  unobserve(observer: ChannelObserver): void {
    this.#observers.delete(observer);
  }

  /** Once. Resolves to false when there is no such feed; rejects when the log can't be read. */
  async load(): Promise<boolean> {
    const fetched = await this.#source.fetch();
    if (!fetched || this.#closed) return false;
    this.#adopt(fetched);
    this.#drain('gap');
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#gap.settle();
    this.timeline.forgetEarly();
    this.#observers.clear();
    this.#waiters.wake();
  }

  /** Something speaks of this revision of the record. */
  hear(revision: number): void {
    this.#keeper.hear(revision);
  }

  /** What the relay brought. @param revision of the record when they were committed, where the sender told */
  accept(epoch: string, events: readonly LoggedEvent[], revision = 0): void {
    if (this.#closed) return;
    if (this.#loading) {
      if (epoch !== this.#earlyEpoch) this.timeline.forgetEarly();
      this.#earlyEpoch = epoch;
    } else if (epoch !== this.timeline.epoch) {
      this.context.checkSoon(this);
      return;
    }
    this.hear(revision);
    for (const event of events) this.#offer(event);
    if (!this.#loading) this.#drain('gap');
  }

  /** Resolves whether the page brought the channel on. */
  takePage(page: LogPage, headBefore: number): Promise<boolean> {
    if (!this.ready) return Promise.resolve(false);
    if (page.epoch !== this.timeline.epoch) return this.#reload('epoch_changed');
    if (page.firstSeq > this.seq + 1 && this.behind) return this.#reload('retention');
    if (this.delaySeconds === 0 && page.head < headBefore) return this.#reload('resync');
    this.hear(page.revision);
    if (this.unsure) return Promise.resolve(false);
    const before = this.seq;
    this.timeline.reveal(page.head);
    this.takeEvents(page.events);
    return Promise.resolve(this.seq > before);
  }

  /** Events that somebody read from the log in this audience's view: of this channel's epoch, and so to be seen. */
  takeEvents(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.timeline.reveal(event.seq);
      this.timeline.offer(event);
    }
    this.#drain('gap');
  }

  /** What the log says of this feed; `seqBefore` is where the channel was when the log was asked. */
  onHead(head: Head, seqBefore: number): void {
    if (!this.ready) return;
    if (head.epoch !== this.timeline.epoch) {
      void this.#reload('epoch_changed');
      return;
    }
    // What was committed stays: a log that knows less than it once told is the one of a database that was put back.
    if (this.delaySeconds === 0 && head.seq < seqBefore) {
      void this.#reload('resync');
      return;
    }
    if (head.heartbeatAt !== undefined) this.heartbeat(head.heartbeatAt);
    this.hear(head.revision);
    if (this.unsure || head.revision !== this.record.revision) void this.#keeper.refresh();
    if (head.seq > this.head && !this.unsure) this.timeline.reveal(head.seq);
    else if (!this.finished) return;
    this.#drain('head');
  }

  heartbeat(at: string): void {
    this.#health.heartbeat(at);
    if (this.#health.told !== 'ok') this.checkHealth();
  }

  checkHealth(): void {
    if (!this.ready) return;
    const health = this.#health.transition(this.health);
    if (!health) return;
    const frame = new Frame('feed.health', { feed: this.feed, ...health });
    for (const observer of this.#observers) observer.onHealth(frame);
  }

  /** Tells the observers what is new, now: nothing that arrived before follows later. */
  flush(): void {
    if (!this.ready) return;
    if (this.timeline.hasFresh) {
      const events = this.timeline.takeFresh();
      for (const observer of this.#observers) observer.onEvents(events);
      if (this.#health.told !== 'ok') this.checkHealth();
    }
    if (this.finished && !this.#archivedTold) {
      this.#archivedTold = true;
      for (const observer of this.#observers) observer.onArchived();
    }
  }

  /** Resolves as soon as nothing is missing that is known to exist, or after `timeoutMs`. */
  caughtUp(timeoutMs: number): Promise<void> {
    if (this.#closed || (this.ready && !this.behind && !this.unsure)) return Promise.resolve();
    return this.#waiters.wait(timeoutMs);
  }

  /** Compares the state with the log's at the same seq, and loads it again if they differ. */
  async verify(): Promise<void> {
    if (!this.ready) return;
    const generation = this.#generation;
    const held = this.timeline.held;
    const view = { delaySeconds: this.delaySeconds };
    const truth = await this.context.log.state(this.feed, { seq: held.seq }, view);
    if (!this.ready || generation !== this.#generation || truth.epoch !== held.epoch) return;
    if (checksumOf(truth.state) === checksumOf(held.state)) return;
    this.context.metrics.mismatches.inc();
    this.context.logger.error(
      { feed: this.feed, seq: held.seq },
      'state differs from the log, loading it again',
    );
    await this.#reload('resync');
  }

  #offer(event: LoggedEvent): void {
    const { metrics } = this.context;
    const keep = this.#loading || this.unsure;
    if (this.delaySeconds === 0 && !keep) this.timeline.reveal(event.seq);
    const offered = keep ? this.timeline.hold(event) : this.timeline.offer(event);
    if (offered === 'duplicate') metrics.duplicates.inc();
    else if (offered === 'dropped') metrics.reorderOverflows.inc();
  }

  #drain(cause: 'gap' | 'head'): void {
    if (this.unsure) return;
    this.timeline.advance();
    if (this.timeline.behind) {
      this.#noticeGap(cause);
    } else {
      this.#gap.settle();
      this.#waiters.wake();
    }
    if (this.#flushing || !(this.timeline.hasFresh || (this.finished && !this.#archivedTold))) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.flush();
    });
  }

  #noticeGap(cause: 'gap' | 'head'): void {
    if (!this.#gap.busy && cause === 'gap') this.context.metrics.gaps.inc();
    // What a delayed audience lacks was relayed long ago: waiting for it would only add to the delay.
    this.#gap.notice(cause, this.delaySeconds === 0 ? this.context.options.gapWaitMs : 0);
  }

  #adopt(fetched: Fetched): void {
    const { record } = fetched;
    const keepEarly = this.#earlyEpoch === record.epoch;
    this.timeline.reset({ ...record, at: record.headAt ?? record.createdAt }, keepEarly);
    this.#keeper.put(fetched);
    if (keepEarly) this.#revealEarly();
    this.#generation++;
    this.#earlyEpoch = undefined;
    this.#loading = false;
    if (record.heartbeatAt !== undefined) this.#health.heartbeat(record.heartbeatAt);
    this.context.onRecord(record);
    if (this.unsure) void this.#keeper.refresh();
  }

  /** Tells what changed. */
  takeRecord(fetched: Fetched): void {
    const { record } = fetched;
    const before = this.record;
    if (record.epoch !== this.timeline.epoch) return this.context.checkSoon(this);
    if (record.revision < before.revision) return;
    this.#keeper.put(fetched);
    this.timeline.dropPast();
    this.timeline.reveal(record.seq);
    this.#revealEarly();
    this.context.onRecord(record);
    this.#tellChange(before);
    this.#drain('head');
  }

  #tellChange(before: FeedRecord): void {
    const { record, meta } = this;
    if (!equal(metaOf(before) as unknown as Json, meta as unknown as Json)) {
      const frame = new Frame('feed.meta', { feed: this.feed, meta });
      for (const observer of this.#observers) observer.onMeta(frame);
    }
    // Not only where the delay differs: who came by a revision in between, which this channel never held, may have to leave by this one.
    if (record.revision === before.revision && record.publicDelaySeconds === before.publicDelaySeconds)
      return;
    for (const observer of this.#observers) observer.onAccess();
  }

  /** Resolves to true once the channel stands anew; tries for as long as it lives. */
  async #reload(reason: SnapshotReason): Promise<boolean> {
    this.flush();
    this.#gap.settle();
    this.timeline.forgetEarly();
    this.#loading = true;
    const fetched = await this.#source.fetchWhile(() => !this.#closed);
    if (this.#closed) return false;
    // What looked like another epoch was an old answer. A reset would cost the subscribers events that they can still have.
    if (reason === 'epoch_changed' && fetched?.record.epoch === this.timeline.epoch) {
      this.#carryOn(fetched);
      return true;
    }
    const epochBefore = this.timeline.epoch;
    const before = this.record;
    if (fetched) this.#adopt(fetched);
    else {
      this.#keeper.endWithoutFeed();
      this.#loading = false;
    }
    this.#resetReason = this.timeline.epoch === epochBefore ? reason : 'epoch_changed';
    // First, so that nobody is shown what is no longer for their eyes.
    this.#tellChange(before);
    for (const observer of this.#observers) observer.onReset(this.#resetReason);
    this.#drain('gap');
    return true;
  }

  #carryOn(fetched: Fetched): void {
    if (this.#earlyEpoch !== this.timeline.epoch) this.timeline.forgetEarly();
    this.timeline.dropPast();
    this.#earlyEpoch = undefined;
    this.#loading = false;
    this.takeRecord(fetched);
    for (const observer of this.#observers) observer.onReadyAgain();
    this.#drain('gap');
  }

  /** What the relay brought proves that all before it was committed. */
  #revealEarly(): void {
    if (this.delaySeconds === 0 && !this.unsure) this.timeline.revealEarly();
  }
}
