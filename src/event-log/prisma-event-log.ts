import type { Registry } from 'prom-client';
import type { FeedRecord } from '../core/feed/feed.js';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { kindOf as registeredKind } from '../core/kinds/registry.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Clock } from '../platform/clock/clock.js';
import type { Database } from '../platform/prisma/database.js';
import { databaseIdentity } from '../platform/prisma/identity.js';
import { BatchWriter, type WriterOptions } from './batch-writer.js';
import { AuthorReader } from './author-reader.js';
import { CandleReader } from './candle-reader.js';
import { CorrectionWriter } from './correction-writer.js';
import { guarded } from './database-errors.js';
import { EpochStore } from './epoch-store.js';
import {
  EventLog,
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
import { FeedStore } from './feed-store.js';
import { GroupCommitter } from './group-committer.js';
import { HeadCache } from './head-cache.js';
import { HoldStore } from './hold-store.js';
import { LogMetrics } from './log-metrics.js';
import { LogReader } from './log-reader.js';
import type { Pending } from './pending.js';
import { Refolder } from './refolder.js';
import { Retention } from './retention.js';
import { StateReader } from './state-reader.js';
import { isCorrection, submissionOf, type ParsedUpdate, type Submission } from './submission.js';
import { TransactionRunner, type LogDatabase } from './transaction-runner.js';

export interface EventLogOptions {
  readonly kindOf?: (name: KindName) => Kind;
  /** Default 500. */
  readonly checkpointEvery?: number;
  /** Characters of a state as JSON. Default 1 MiB. */
  readonly maxStateSize?: number;
  /** Default 1,000. */
  readonly maxBatchItems?: number;
  /** Characters of data in one transaction. Default 4 MiB. */
  readonly maxBatchBytes?: number;
  /** What may wait for a transaction before publishers are told to slow down. Default 20,000. */
  readonly maxQueueItems?: number;
  /** Default 64 MiB. */
  readonly maxQueueBytes?: number;
}

const MIB = 1024 * 1024;
/** Commits apart from the common batch, at once: corrections, feeds whose batch failed. The embedded database has one session. */
const LANES = { postgresql: 4, embedded: 1 } as const;

/** The log in PostgreSQL, or in the embedded one: the same SQL. */
export class PrismaEventLog extends EventLog {
  readonly #database: Database;
  readonly #cache = new HeadCache();
  readonly #kindOf: (name: KindName) => Kind;
  readonly #listeners: ((message: RelayMessage) => void)[] = [];
  readonly #committer: GroupCommitter<Pending>;
  readonly #epochs: EpochStore;
  readonly #reader: LogReader;
  readonly #authors: AuthorReader;
  readonly #candles: CandleReader;
  readonly #feeds: FeedStore;
  readonly #holds: HoldStore;
  readonly #retention: Retention;
  /** Whether the server tells its identity. */
  #told = false;

  private constructor(database: Database, clock: Clock, registry: Registry, options: EventLogOptions) {
    super();
    this.#database = database;
    this.#kindOf = options.kindOf ?? registeredKind;
    const { client } = database;
    const metrics = new LogMetrics(registry);
    const emit = (message: RelayMessage): void => this.#emit(message);
    const shared: LogDatabase = { client, cache: this.#cache, metrics, clock, emit };
    this.#committer = this.#createCommitter(shared, options);
    this.#epochs = new EpochStore(client);
    const states = new StateReader(this.#kindOf);
    this.#reader = new LogReader(client, states, this.#kindOf);
    this.#authors = new AuthorReader(client, this.#reader);
    this.#candles = new CandleReader(client, this.#reader, this.#kindOf);
    this.#feeds = new FeedStore(shared, this.#kindOf);
    this.#holds = new HoldStore(shared, (submission) => this.#submit(submission));
    this.#retention = new Retention(shared, states);
  }

  /** Resolves when the epoch is known: a database that was restored has a new one. */
  static async open(
    database: Database,
    clock: Clock,
    registry: Registry,
    options: EventLogOptions = {},
  ): Promise<PrismaEventLog> {
    const log = new PrismaEventLog(database, clock, registry, options);
    const identity = await guarded(() => databaseIdentity(database.client));
    log.#told = identity !== undefined;
    await log.#epochs.open(identity);
    return log;
  }

  /** Looks whether this still is the same history. Resolves to the new epoch if it is not. */
  async checkIdentity(): Promise<string | undefined> {
    // Nobody can swap the embedded one: its folder is locked. And who was refused once need not be refused every time.
    if (this.#database.kind === 'embedded' || !this.#told) return undefined;
    return this.#epochs.check(await guarded(() => databaseIdentity(this.#database.client)));
  }

  /** Resolves when nothing that was accepted waits any more. */
  drain(): Promise<void> {
    return this.#committer.drain();
  }

  onCommitted(listener: (message: RelayMessage) => void): void {
    this.#listeners.push(listener);
  }

  createFeed(feed: NewFeed): Promise<FeedRecord> {
    return this.#feeds.create(feed);
  }

  async feed(id: string, view: View): Promise<FeedRecord | undefined> {
    return (await this.feedsById([{ id, view }]))[0];
  }

  feedsById(
    requests: readonly { readonly id: string; readonly view: View }[],
  ): Promise<readonly FeedRecord[]> {
    return guarded(() => this.#reader.feedsById(requests));
  }

  feeds(query: FeedQuery): Promise<{ readonly items: readonly FeedRecord[]; readonly more: boolean }> {
    return guarded(() => this.#reader.feeds(query));
  }

  changeFeed(id: string, change: FeedChange): Promise<FeedRecord> {
    return this.#feeds.change(id, change);
  }

  archiveFeed(id: string): Promise<FeedRecord> {
    return this.#feeds.archive(id);
  }

  heartbeat(id: string): Promise<void> {
    return this.#feeds.heartbeat(id);
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    return this.#submit(submissionOf(request));
  }

  read(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<LogPage> {
    return guarded(() => this.#reader.read(feed, query));
  }

  authors(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<AuthorPage> {
    return guarded(() => this.#authors.authors(feed, query));
  }

  event(feed: string, seq: number, view: View): Promise<LoggedEvent> {
    return guarded(() => this.#reader.event(feed, seq, view));
  }

  state(feed: string, when: { readonly seq?: number; readonly at?: string }, view: View): Promise<StateAt> {
    return guarded(() => this.#reader.state(feed, when, view));
  }

  heads(
    requests: readonly { readonly feed: string; readonly delaySeconds: number }[],
  ): Promise<readonly Head[]> {
    return guarded(() => this.#reader.heads(requests));
  }

  tagged(
    tag: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly publicDelaySeconds: number | null; readonly revision: number }[]
  > {
    return guarded(() => this.#reader.tagged(tag, limit));
  }

  candles(feed: string, query: CandleQuery, view: View): Promise<readonly Candle[]> {
    return guarded(() => this.#candles.candles(feed, query, view));
  }

  holds(feed: string): Promise<readonly Hold[]> {
    return this.#holds.list(feed);
  }

  async publishHold(feed: string, holdId: string, actor: string): Promise<LoggedEvent> {
    return (await this.#holds.publish(feed, holdId, actor)).event;
  }

  cancelHold(feed: string, holdId: string, actor: string): Promise<void> {
    return this.#holds.cancel(feed, holdId, actor);
  }

  releaseDueHolds(): Promise<string | undefined> {
    return this.#holds.releaseDue();
  }

  applyRetention(before: string): Promise<number> {
    return this.#retention.apply(before);
  }

  epoch(): Promise<string> {
    return this.#epochs.current();
  }

  newEpoch(): Promise<string> {
    return this.#epochs.renew();
  }

  ping(): Promise<void> {
    return this.#database.ping();
  }

  #createCommitter(shared: LogDatabase, options: EventLogOptions): GroupCommitter<Pending> {
    const writing: WriterOptions = {
      kindOf: this.#kindOf,
      checkpointEvery: options.checkpointEvery ?? 500,
      maxStateSize: options.maxStateSize ?? MIB,
    };
    const { metrics } = shared;
    const runner = new TransactionRunner(shared);
    const batches = new BatchWriter(shared, runner, writing);
    const corrections = new CorrectionWriter(shared, runner, new Refolder(this.#kindOf, metrics), writing);
    const alone = ({ submission }: Pending): boolean => isCorrection(submission);
    return new GroupCommitter<Pending>({
      feedOf: ({ submission }) => submission.feed,
      bytesOf: ({ bytes }) => bytes,
      alone,
      commit: async (items) => {
        const [first] = items;
        if (!first || !alone(first)) return batches.commit(items);
        await corrections.commit(first);
        return [];
      },
      onQueue: (items, bytes) => {
        metrics.queueItems.set(items);
        metrics.queueBytes.set(bytes);
      },
      maxBatchItems: options.maxBatchItems ?? 1_000,
      maxBatchBytes: options.maxBatchBytes ?? 4 * MIB,
      maxQueueItems: options.maxQueueItems ?? 20_000,
      maxQueueBytes: options.maxQueueBytes ?? 64 * MIB,
      maxLanes: LANES[this.#database.kind],
    });
  }

  /** Enters the queue in this turn, so that what a caller appends without waiting keeps its order. */
  #submit(submission: Submission): Promise<AppendOutcome> {
    const parsed = this.#parseEarly(submission);
    const { operation } = submission;
    const bytes =
      parsed?.text.length ?? (operation.op === 'void' ? 2 : JSON.stringify(operation.data).length);
    return new Promise((resolve, reject) => {
      this.#committer.push({
        submission: parsed ? { ...submission, parsed } : submission,
        bytes,
        resolve,
        reject,
      });
    });
  }

  /**
   * Parses outside the lock what this node knows the feed's config for. It holds only for that revision, and what does not fit is
   * refused under the lock, where the config is certain and a key that is bound already is known.
   */
  #parseEarly({ feed, operation }: Submission): ParsedUpdate | undefined {
    const head = operation.op === 'publish' ? this.#cache.get(feed) : undefined;
    if (!head || operation.op !== 'publish') return undefined;
    const parsed = this.#kindOf(head.kind).parseUpdate(operation.type, operation.data, head.config);
    if (!parsed.ok) return undefined;
    return { revision: head.revision, data: parsed.value, text: JSON.stringify(parsed.value) };
  }

  #emit(message: RelayMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}
