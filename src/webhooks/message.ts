import { createHash, randomBytes } from 'node:crypto';
import type { FeedRecord } from '../core/feed/feed.js';
import type { LoggedEvent } from '../core/protocol/event.js';

/** What a message says of the feed it is about. */
export interface MessageFeed {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly epoch: string;
}

/** Why events before the next one may be missing or may come again. */
export type ResyncReason = 'epoch_changed' | 'retention';

/** One message to one receiver. `body` is what is signed and sent. */
export interface Message {
  readonly id: string;
  readonly kind: 'event' | 'notice' | 'test';
  readonly type: string;
  readonly body: string;
  readonly feed?: string;
  readonly epoch?: string;
  /** Where the cursor stands once it is delivered. */
  readonly seq?: number;
}

const RESYNC_TYPE = 'feed.resync';
const TEST_TYPE = 'webhook.test';

export function messageFeed(
  { id, kind, title, tags }: Pick<FeedRecord, 'id' | 'kind' | 'title' | 'tags'>,
  epoch: string,
): MessageFeed {
  return { id, kind, title, tags, epoch };
}

/** Whoever sends the same event to the same webhook, on whatever node, however often: its message has one id. */
function stableId(parts: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `msg_${digest.slice(0, 27)}`;
}

export function eventMessage(webhookId: string, feed: MessageFeed, event: LoggedEvent): Message {
  const { id, epoch } = feed;
  return {
    id: stableId([webhookId, 'event', id, epoch, event.seq]),
    kind: 'event',
    type: event.type,
    body: JSON.stringify({ type: event.type, timestamp: event.at, feed, data: event }),
    feed: id,
    epoch,
    seq: event.seq,
  };
}

export interface Resync {
  readonly reason: ResyncReason;
  /** The next event that follows is the one behind this seq. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
}

/** Says, in its place among the events, that the receiver cannot rely on having seen everything before the next one. */
export function resyncMessage(webhookId: string, feed: MessageFeed, { reason, seq, at }: Resync): Message {
  const { id, epoch } = feed;
  const data = { feed: id, reason, epoch, seq };
  return {
    id: stableId([webhookId, reason, id, epoch, seq]),
    kind: 'notice',
    type: RESYNC_TYPE,
    body: JSON.stringify({ type: RESYNC_TYPE, timestamp: at, feed, data }),
    feed: id,
    epoch,
    seq,
  };
}

export function testMessage(webhookId: string, at: string): Message {
  return {
    id: `msg_${randomBytes(20).toString('base64url')}`,
    kind: 'test',
    type: TEST_TYPE,
    body: JSON.stringify({ type: TEST_TYPE, timestamp: at, data: { webhook: webhookId } }),
  };
}
