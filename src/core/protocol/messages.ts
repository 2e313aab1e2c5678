import type { JsonObject } from '../json/json.js';
import type { ErrorCode, Issue } from './errors.js';
import type { StreamedEvent } from './event.js';
import type { Health } from '../feed/feed.js';
import type { Position } from './position.js';

/** The subscription messages of docs/protocol.md, in both directions. Socket.IO and SSE carry the same JSON. */

export type Contract = 'every' | 'latest';

/** What a subscriber learns of a feed beside its state. */
export interface FeedMeta {
  readonly kind: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly startsAt?: string;
}

export interface Snapshot {
  readonly state: JsonObject;
  readonly checksum: string;
}

export interface Effective {
  readonly contract: Contract;
  /** Only under `latest`: the rung of the rate ladder that applies. */
  readonly maxRateHz?: number;
  readonly delaySeconds: number;
}

export interface MessageError {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryable: boolean;
  readonly errors?: readonly Issue[];
}

export interface FeedRequest {
  readonly id: string;
  readonly contract: Contract;
  readonly position?: Position;
  readonly maxRateHz?: number;
}

export interface TagRequest {
  readonly tag: string;
  readonly maxRateHz?: number;
  readonly positions?: Readonly<Record<string, Position>>;
}

export interface SubscribeRequest {
  readonly feeds: readonly FeedRequest[];
  readonly tags: readonly TagRequest[];
}

export interface FeedAnswer {
  readonly id: string;
  readonly epoch: string;
  /** The snapshot's seq, or that of the last of `events`, or the requested position's when there are none. */
  readonly seq: number;
  readonly effective: Effective;
  readonly snapshot?: Snapshot;
  readonly events?: readonly StreamedEvent[];
  readonly recovered: boolean;
  readonly meta: FeedMeta;
}

export interface FeedRefusal {
  readonly id: string;
  readonly error: MessageError;
}

export interface TagFeedAnswer {
  readonly feed: string;
  readonly epoch: string;
  readonly seq: number;
  readonly snapshot?: Snapshot;
  readonly meta: FeedMeta;
}

export type TagAnswer =
  | { readonly tag: string; readonly effective: Effective; readonly feeds: readonly TagFeedAnswer[] }
  | { readonly tag: string; readonly error: MessageError };

export interface SubscribeAnswer {
  readonly feeds: readonly (FeedAnswer | FeedRefusal)[];
  readonly tags?: readonly TagAnswer[];
  readonly serverTime: string;
}

export type SnapshotReason = 'subscribed' | 'epoch_changed' | 'retention' | 'access_changed' | 'resync';
export type ClosedReason = 'archived' | 'forbidden';
export type LeftReason = 'untagged' | 'archived' | 'forbidden';

export interface TagFeedChange {
  readonly feed: string;
  readonly fromSeq: number;
  readonly seq: number;
  readonly patch: JsonObject;
  readonly at: string;
  /** With `snapshot`: this feed joined the tag. */
  readonly epoch?: string;
  readonly snapshot?: Snapshot;
  readonly meta?: FeedMeta;
}

/** Somebody who has the desk of a feed open. */
export interface Editor {
  readonly kind: 'person' | 'key';
  /** How people know them. */
  readonly name?: string;
  /** ISO 8601. */
  readonly since: string;
  /** Only of the reader's own tabs. */
  readonly tab?: string;
}

/** Who edits a feed. The lock is advice for editors: nothing that is published hangs on it. */
export interface FeedEditors {
  readonly feed: string;
  /** In the order in which they came. */
  readonly editors: readonly Editor[];
  /** Who holds the desk, and since when. */
  readonly lock?: Editor;
  /** By the database's clock: of two the later one holds. */
  readonly at: string;
}

/** Every message that the server sends, by its name on the wire. */
export interface ServerMessages {
  'feed.events': { readonly feed: string; readonly events: readonly StreamedEvent[] };
  'feed.state': {
    readonly feed: string;
    readonly fromSeq: number;
    readonly seq: number;
    readonly patch: JsonObject;
    readonly at: string;
  };
  'tag.state': {
    readonly tag: string;
    readonly feeds: readonly TagFeedChange[];
    readonly left?: readonly { readonly feed: string; readonly reason: LeftReason }[];
  };
  'feed.snapshot': {
    readonly feed: string;
    readonly epoch: string;
    readonly seq: number;
    readonly state: JsonObject;
    readonly checksum: string;
    readonly reason: SnapshotReason;
  };
  'feed.check': { readonly feed: string; readonly seq: number; readonly checksum: string };
  'feed.health': { readonly feed: string } & Health;
  'feed.closed': { readonly feed: string; readonly reason: ClosedReason };
  'feed.meta': { readonly feed: string; readonly meta: FeedMeta };
  /** Only to who asked by `editors.watch`. */
  'feed.editors': FeedEditors;
  'server.draining': { readonly reconnectAfterMs: number };
  'auth.expiring': { readonly at: string };
  error: MessageError;
}

export type ServerMessageName = keyof ServerMessages;

/** Hz, highest first. A requested rate is rounded down to a rung, so that few timers and few encodings serve everybody. */
export const RATE_LADDER: readonly number[] = [20, 10, 5, 2, 1, 0.5, 0.2];
