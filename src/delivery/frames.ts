import type { HeldState } from '../core/conflation/conflation.js';
import type { SnapshotReason } from '../core/protocol/messages.js';
import { checksumOf } from './checksums.js';
import { Frame } from './frame.js';

export function snapshotFrame(
  feed: string,
  { epoch, seq, state }: HeldState,
  reason: SnapshotReason,
): Frame<'feed.snapshot'> {
  return new Frame('feed.snapshot', { feed, epoch, seq, state, checksum: checksumOf(state), reason });
}
