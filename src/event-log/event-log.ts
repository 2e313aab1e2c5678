import type { FeedRecord } from '../core/feed/feed.js';
import type { JsonObject } from '../core/json/json.js';
import type { KindName } from '../core/kinds/kind.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';

export interface NewFeed {
  readonly id: string;
  readonly kind: KindName;
  readonly title: string;
  readonly tags: readonly string[];
  /** Already parsed by the kind. */
  readonly config: JsonObject;
  readonly startsAt?: string;
  readonly publicDelaySeconds: number | null;
  readonly holdSeconds: number;
  readonly expectedIntervalSeconds?: number;
}

/** What PATCH may change. Absent: stays. null: removed (startsAt, expectedIntervalSeconds), or "nobody" (publicDelaySeconds). */
export interface FeedChange {
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly config?: JsonObject;
  readonly startsAt?: string | null;
  readonly publicDelaySeconds?: number | null;
  readonly holdSeconds?: number;
  readonly expectedIntervalSeconds?: number | null;
}

/**
 * How much of a feed its reader may see: the longest prefix whose events were committed at least this long ago, by the
 * database's clock. 0 is the live head. `seq`, `state`, `headAt` and `updatedAt` of what is read all derive from it.
 */
export interface View {
  readonly delaySeconds: number;
}
export const LIVE: View = { delaySeconds: 0 };

/**
 * How feeds are listed; those that are equal by their id in the same direction. Titles compare without regard to case; feeds without a
 * `startsAt` come last either way.
 */
export interface FeedOrder {
  readonly by: 'id' | 'title' | 'startsAt' | 'createdAt';
  readonly descending: boolean;
}

/** Where a page ended: the last feed's id, and what it is ordered by, unless that is the id or the feed has none. */
export interface FeedPlace {
  readonly id: string;
  readonly value?: string;
}

export const BY_ID: FeedOrder = { by: 'id', descending: false };

/** The place of a feed in an order, for the page that follows it. */
export function placeOf(
  feed: Pick<FeedRecord, 'id' | 'title' | 'createdAt'> & { readonly startsAt?: string | undefined },
  { by }: FeedOrder,
): FeedPlace {
  const value = by === 'id' ? undefined : feed[by];
  return { id: feed.id, ...(value === undefined ? {} : { value }) };
}

export interface FeedQuery {
  readonly kind?: KindName;
  readonly tag?: string;
  /** Matches `Kind.statusOf(state)` in the view of that feed. */
  readonly status?: string;
  /** Case-insensitive part of id or title. */
  readonly q?: string;
  readonly archived?: boolean;
  /** Default: by id, ascending. Ids compare by bytes. */
  readonly order?: FeedOrder;
  /** Lists what follows this place of the same order. */
  readonly after?: FeedPlace;
  readonly limit: number;
  /** The view of each feed by its publicDelaySeconds (null: none); undefined: that feed is not listed. */
  readonly viewOf: (publicDelaySeconds: number | null, id: string) => View | undefined;
}

export type Operation =
  | {
      readonly op: 'publish';
      readonly type: string;
      readonly data: JsonObject;
      /** As the publisher sent it, RFC 3339. */
      readonly occurredAt?: string;
      readonly insertAfter?: number;
    }
  | {
      readonly op: 'amend';
      readonly target: number;
      readonly type?: string;
      readonly data: JsonObject;
      readonly occurredAt?: string;
      readonly reason: string;
    }
  | { readonly op: 'void'; readonly target: number; readonly reason: string };

export interface AppendRequest {
  readonly feed: string;
  readonly operation: Operation;
  readonly idempotencyKey?: string;
  /** Append only if the head is this seq. */
  readonly ifMatch?: number;
  /** Who publishes, for the audit: a key's id, a user's id, `demo`. */
  readonly actor: string;
}

export interface Hold {
  readonly status: 'held';
  readonly holdId: string;
  readonly feed: string;
  /** `amend` and `void` for corrections. */
  readonly type: string;
  readonly data: JsonObject;
  readonly occurredAt: string;
  readonly target?: number;
  readonly reason?: string;
  readonly insertAfter?: number;
  readonly releaseAt: string;
}

export type AppendOutcome =
  | { readonly status: 'committed' | 'replayed'; readonly event: LoggedEvent }
  /** The feed holds updates back; nothing is public yet. `replayed`: the same key had been held before. */
  | { readonly status: 'held'; readonly replayed: boolean; readonly hold: Hold };

export interface LogPage {
  readonly epoch: string;
  /** The head in the reader's view. */
  readonly head: number;
  /** The oldest seq that can be read. */
  readonly firstSeq: number;
  /** See `FeedRecord.revision`; that of the moment when the page was read. */
  readonly revision: number;
  /** Gapless and ascending from `after` + 1, at most `limit`; empty at the head. */
  readonly events: readonly LoggedEvent[];
}

/** Who appended what. */
export interface AuthorPage extends Omit<LogPage, 'events' | 'revision'> {
  /** As `LogPage.events`. */
  readonly events: readonly { readonly seq: number; readonly actor: string }[];
}

/** State as it was known at `seq`: the fold of events 1..seq with exactly the corrections among them. */
export interface StateAt {
  readonly feed: string;
  readonly epoch: string;
  readonly seq: number;
  readonly state: JsonObject;
  /** Commit time of `seq`; the feed's creation for seq 0. */
  readonly at: string;
}

export interface Head {
  readonly feed: string;
  readonly delaySeconds: number;
  readonly epoch: string;
  readonly seq: number;
  /** See `FeedRecord.revision`. */
  readonly revision: number;
  readonly archivedAt?: string;
  readonly heartbeatAt?: string;
}

export type CandleInterval = '1s' | '1m' | '5m' | '15m' | '1h' | '1d';

/** A bucket with at least one trade. A price is absent when no trade of the bucket sets it, as in the state's running bar. */
export interface Candle {
  readonly start: string;
  /** First and last trade that updates the last price. */
  readonly open?: string;
  /** Of the trades that update high and low. */
  readonly high?: string;
  readonly low?: string;
  readonly close?: string;
  /** Of the trades that update the volume. */
  readonly volume: string;
  /** All of them. */
  readonly trades: number;
  readonly final: boolean;
}

export interface CandleQuery {
  readonly interval: CandleInterval;
  /** Inclusive, ISO 8601. */
  readonly from?: string;
  /** Exclusive, ISO 8601. */
  readonly to?: string;
  readonly limit: number;
}

/**
 * The truth: every feed's events in order, and the catalogue of feeds that they belong to.
 *
 * - **Order**: the events of a feed have seq 1, 2, 3, … without a gap, whoever appends on whatever node.
 * - **Atomicity**: an append resolves only after the database committed it durably; if it rejects with anything but `unavailable`,
 *   nothing was written. `unavailable` means *unknown*: retry with the same idempotency key.
 * - **Idempotency**: a key of a feed is bound to the first request that committed with it; the same request again resolves to the
 *   first event (`replayed`), another one rejects with `idempotency_mismatch`. Keys are looked up before `ifMatch`.
 * - Requests of one caller for one feed that are appended without waiting commit in the order of the calls.
 * - Reads never see what may still be rolled back.
 *
 * Rejections are AppErrors: `not_found`, `conflict`, `precondition_failed` (with `head`), `idempotency_mismatch`,
 * `validation_failed`, `rate_limited` (its queue is full), `unavailable`.
 */
export abstract class EventLog {
  /** Called after each commit, in commit order per feed, synchronously and before the publisher is answered. Must not throw. */
  abstract onCommitted(listener: (message: RelayMessage) => void): void;

  abstract createFeed(feed: NewFeed): Promise<FeedRecord>;
  /** Undefined if there is none. Archived feeds are found. */
  abstract feed(id: string, view: View): Promise<FeedRecord | undefined>;
  /** Many at once, in no particular order; ids that do not exist are absent. */
  abstract feedsById(
    requests: readonly { readonly id: string; readonly view: View }[],
  ): Promise<readonly FeedRecord[]>;
  abstract feeds(
    query: FeedQuery,
  ): Promise<{ readonly items: readonly FeedRecord[]; readonly more: boolean }>;
  /** `conflict` when archived, or when `config` changes what the reducer reads and seq > 0. */
  abstract changeFeed(id: string, change: FeedChange): Promise<FeedRecord>;
  /** The log is kept, the id stays taken. Archiving twice changes nothing. */
  abstract archiveFeed(id: string): Promise<FeedRecord>;
  /** Notes that the source is alive. */
  abstract heartbeat(id: string): Promise<void>;

  /**
   * Validates by kind, assigns seq, commits with whatever else is waiting. What is asked is judged in this order: the feed exists;
   * its key is not bound; the feed is not archived; `ifMatch`; the target of a correction; type and data; what the kind refuses.
   * A refused request binds no key. Callers check JSON hygiene (`checkInput`) before; `occurredAt` is checked here.
   */
  abstract append(request: AppendRequest): Promise<AppendOutcome>;

  /**
   * Events after `after`. `not_found` for an unknown feed. When history no longer goes back so far (`after` + 1 < `firstSeq`), and
   * beyond the head, `events` is empty: the reader compares with `firstSeq` and `head`, and takes a snapshot or starts later.
   */
  abstract read(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<LogPage>;
  /** Who appended the events that `read` gives: the publisher of each, or who let a held one go. */
  abstract authors(
    feed: string,
    query: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<AuthorPage>;
  /** `not_found` when it does not exist, is beyond the view's head, or is older than retention. */
  abstract event(feed: string, seq: number, view: View): Promise<LoggedEvent>;
  /**
   * Without `seq` and `at`: the head. `not_found` beyond the view's head or before retention; the state right before `firstSeq` is
   * still known. `at` is commit time, RFC 3339: the last commit until then, seq 0 before the first.
   */
  abstract state(
    feed: string,
    when: { readonly seq?: number; readonly at?: string },
    view: View,
  ): Promise<StateAt>;
  /** One query for all. Feeds that do not exist are absent. */
  abstract heads(
    requests: readonly { readonly feed: string; readonly delaySeconds: number }[],
  ): Promise<readonly Head[]>;
  /**
   * Ids of the feeds that bear a tag, with their public delay; in id order, at most `limit`. An archived one stays among them until
   * a little after its last event was released to the public.
   */
  abstract tagged(
    tag: string,
    limit: number,
  ): Promise<
    readonly { readonly id: string; readonly publicDelaySeconds: number | null; readonly revision: number }[]
  >;
  /** Ascending; with `from` the oldest `limit` bars of the range, without it the newest. Empty buckets are absent. */
  abstract candles(feed: string, query: CandleQuery, view: View): Promise<readonly Candle[]>;

  /** Those that are still held, in order of receipt; the oldest 5,000. */
  abstract holds(feed: string): Promise<readonly Hold[]>;
  /**
   * `conflict` when it was already released or cancelled, or when the feed refuses it now: then it stays held, and an editor may try
   * again until its time comes.
   */
  abstract publishHold(feed: string, holdId: string, actor: string): Promise<LoggedEvent>;
  abstract cancelHold(feed: string, holdId: string, actor: string): Promise<void>;
  /**
   * Appends every hold whose time has come, on all feeds, each feed in order of receipt: one whose time has come waits for those
   * before it. What has become impossible meanwhile (its target was voided, the feed is final or archived) is dropped with the reason,
   * which a replay of its key is answered as `conflict`, so that it holds up nothing behind it. Safe on several nodes at once.
   * Returns when the next one is due, ISO 8601.
   */
  abstract releaseDueHolds(): Promise<string | undefined>;

  /**
   * Removes history committed before `before` (ISO 8601), as far as no later correction and no public delay reaches behind the cut.
   * `firstSeq` moves without a new `revision`. Keys stay bound for at least 30 days. Returns how many events left the history.
   */
  abstract applyRetention(before: string): Promise<number>;
  /** The log's current epoch. */
  abstract epoch(): Promise<string>;
  /** Declares that history may differ from what clients hold. */
  abstract newEpoch(): Promise<string>;
  /** Rejects with `unavailable` when the log can't be reached now. */
  abstract ping(): Promise<void>;
}
