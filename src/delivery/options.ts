import { getHeapStatistics } from 'node:v8';

/** Bounds and periods of delivery. Durations are milliseconds unless the name says otherwise. */
export interface HubOptions {
  /** How long a gap waits for the relay before the log is read. */
  readonly gapWaitMs: number;
  readonly headCheckMs: number;
  /** While the relay is unhealthy. */
  readonly headCheckUnhealthyMs: number;
  /** Recent events that a channel keeps for resumes. */
  readonly ringEvents: number;
  readonly ringBytes: number;
  /** Events that wait out of order or for their release, per channel. */
  readonly reorderEvents: number;
  readonly reorderBytes: number;
  /** Events a log read brings at most. */
  readonly pageEvents: number;
  /** Weight (about bytes) of the events in one message of a catch-up. */
  readonly messageBytes: number;
  /** Log reads for catch-up at the same time, over the whole hub. */
  readonly catchUpReads: number;
  /** Log reads for gaps at the same time, over the whole hub. */
  readonly gapReads: number;
  /** How often one channel's state is compared with the log's. */
  readonly verifyMs: number;
  /** Weight (about bytes) of the pages that resuming clients share, and for how long they may. */
  readonly historyBytes: number;
  readonly historyTtlMs: number;
  /** Weight (about bytes) of the events in one answer; the rest follows as `feed.events`. */
  readonly answerBytes: number;
  /** Bytes that all connections of this node together may leave unread. */
  readonly unsentBytes: number;
  /** How long a subscriber whose position is ahead of this node waits until the node has caught up. */
  readonly aheadMs: number;
  /** How long a channel stays without a subscriber. */
  readonly lingerMs: number;
  readonly maxChannels: number;
  /** Feeds and tags that one session may hold at a time. */
  readonly maxSubscriptions: number;
  /** Of them tags, each of which a node keeps reading the list of: no one connection takes all that it may follow. */
  readonly maxTagSubscriptions: number;
  /** Calls of one session that may wait for their answer. */
  readonly maxCalls: number;
  /** Feeds of a tag. */
  readonly tagFeeds: number;
  /** How often the feeds of a tag are read again. */
  readonly tagRefreshMs: number;
  readonly maxTags: number;
  /** How often changed feeds send their checksum. */
  readonly checkMs: number;
  /** Retry of a failed log read: first wait, then doubled up to the maximum. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
}

export const DEFAULT_HUB_OPTIONS: HubOptions = {
  gapWaitMs: 30,
  headCheckMs: 2000,
  headCheckUnhealthyMs: 250,
  ringEvents: 1000,
  ringBytes: 1024 * 1024,
  reorderEvents: 2000,
  reorderBytes: 2 * 1024 * 1024,
  pageEvents: 500,
  messageBytes: 256 * 1024,
  catchUpReads: 8,
  gapReads: 8,
  verifyMs: 5000,
  historyBytes: 32 * 1024 * 1024,
  historyTtlMs: 2000,
  answerBytes: 256 * 1024,
  unsentBytes: Math.min(256 * 1024 * 1024, Math.floor(getHeapStatistics().heap_size_limit / 4)),
  aheadMs: 2000,
  lingerMs: 5000,
  maxChannels: 20_000,
  maxSubscriptions: 5000,
  maxTagSubscriptions: 500,
  maxCalls: 100,
  tagFeeds: 2000,
  tagRefreshMs: 5000,
  maxTags: 2000,
  checkMs: 10_000,
  retryMs: 100,
  retryMaxMs: 5000,
};
