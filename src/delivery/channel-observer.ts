import type { StreamedEvent } from '../core/protocol/event.js';
import type { SnapshotReason } from '../core/protocol/messages.js';
import type { Frame } from './frame.js';

/** What a room learns of the channel that it hangs on. Called synchronously, in the channel's order; must not throw. */
export interface ChannelObserver {
  /** Gapless and ascending, right behind those before; the channel's state includes them. */
  onEvents(events: readonly StreamedEvent[]): void;
  /** The channel's position and state were replaced by those of the log. */
  onReset(reason: SnapshotReason): void;
  /** The channel was not ready for a while, and goes on from where it stood. */
  onReadyAgain(): void;
  onMeta(frame: Frame<'feed.meta'>): void;
  onHealth(frame: Frame<'feed.health'>): void;
  /** The public delay may have changed: judge every member anew. */
  onAccess(): void;
  /** No event will ever follow, and all were delivered. */
  onArchived(): void;
}
