import type { JsonObject } from '../core/json/json.js';
import { AppError, type Issue } from '../core/protocol/errors.js';
import type {
  FeedAnswer,
  FeedRefusal,
  FeedRequest,
  ServerMessages,
  SnapshotReason,
  SubscribeAnswer,
} from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import type { Refused } from '../delivery/session.js';

/** States are never changed in place. Those who come back together after a node's end share the bytes of their snapshot. */
const known = new WeakMap<JsonObject, Frame<'feed.snapshot'>>();

/** What a stream begins with, by the answer to its subscription. Throws what the request is refused with. */
export function openingFrames(
  requests: readonly FeedRequest[],
  answer: SubscribeAnswer | Refused,
): readonly Frame[] {
  if ('error' in answer) {
    const { code, detail, errors } = answer.error;
    throw new AppError(code, detail, errors ? { errors } : {});
  }
  const refused = answer.feeds.flatMap((feed, index) => ('error' in feed ? [{ feed, index }] : []));
  if (refused.length > 0) throw refusal(refused, requests.length > 1);
  return answer.feeds.flatMap((feed, index) => begin(requests[index] as FeedRequest, feed as FeedAnswer));
}

/** What can't be repaired by coming again counts first. */
function refusal(
  refused: readonly { readonly feed: FeedRefusal; readonly index: number }[],
  many: boolean,
): AppError {
  const first = refused.find(({ feed }) => !feed.error.retryable) ?? refused[0];
  const { code, detail } = first?.feed.error as FeedRefusal['error'];
  if (!many) return new AppError(code, detail);
  const errors: Issue[] = refused.map(({ feed, index }) => ({
    path: `feeds.${index}`,
    message: feed.error.detail,
  }));
  return new AppError(code, detail, { errors });
}

function begin(request: FeedRequest, { id, epoch, seq, snapshot, events }: FeedAnswer): readonly Frame[] {
  if (snapshot)
    return [snapshotFrame({ feed: id, epoch, seq, ...snapshot, reason: reasonOf(request, epoch, seq) })];
  return events && events.length > 0 ? [new Frame('feed.events', { feed: id, events })] : [];
}

function reasonOf({ position, contract }: FeedRequest, epoch: string, seq: number): SnapshotReason {
  if (!position) return 'subscribed';
  if (position.epoch !== epoch) return 'epoch_changed';
  // Under `latest` the place in the shared stream differs from node to node, which says nothing of history.
  if (contract === 'latest') return 'resync';
  return position.seq > seq ? 'epoch_changed' : 'retention';
}

function snapshotFrame(payload: ServerMessages['feed.snapshot']): Frame<'feed.snapshot'> {
  const before = known.get(payload.state);
  if (before && sameSnapshot(before.payload, payload)) return before;
  const frame = new Frame('feed.snapshot', payload);
  known.set(payload.state, frame);
  return frame;
}

function sameSnapshot(a: ServerMessages['feed.snapshot'], b: ServerMessages['feed.snapshot']): boolean {
  return a.feed === b.feed && a.epoch === b.epoch && a.seq === b.seq && a.reason === b.reason;
}
