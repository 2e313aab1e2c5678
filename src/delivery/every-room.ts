import type { StreamedEvent } from '../core/protocol/event.js';
import type { SnapshotReason } from '../core/protocol/messages.js';
import type { ChannelObserver } from './channel-observer.js';
import type { CheckSweep } from './check-sweep.js';
import { checksumOf } from './checksums.js';
import type { FeedChannel } from './feed-channel.js';
import { Frame } from './frame.js';
import { snapshotFrame } from './frames.js';
import type { DeliveryMetrics } from './metrics.js';
import type { Member } from './subscriber.js';

export interface RoomContext {
  readonly metrics: DeliveryMetrics;
  readonly checks: CheckSweep;
}

/**
 * Those of one audience who follow a feed event by event, all at the same place: the channel's. A message is built once for all of them.
 */
export class EveryRoom implements ChannelObserver {
  readonly #members = new Set<Member>();

  constructor(
    readonly channel: FeedChannel,
    readonly context: RoomContext,
    readonly onEmpty: () => void,
  ) {}

  /** The member holds the channel's state at its present seq; the channel was flushed in this turn. */
  add(member: Member): void {
    this.#members.add(member);
  }

  remove(member: Member): void {
    if (this.#members.delete(member) && this.#members.size === 0) this.onEmpty();
  }

  onEvents(events: readonly StreamedEvent[]): void {
    this.#send(new Frame('feed.events', { feed: this.channel.feed, events }));
    this.context.checks.changed(this);
  }

  onReset(reason: SnapshotReason): void {
    this.context.checks.forget(this);
    this.#send(snapshotFrame(this.channel.feed, this.channel.timeline.held, reason));
  }

  /** A check that was due meanwhile was left out. */
  onReadyAgain(): void {
    this.context.checks.changed(this);
  }

  onMeta(frame: Frame<'feed.meta'>): void {
    this.#send(frame);
  }

  onHealth(frame: Frame<'feed.health'>): void {
    this.#send(frame);
  }

  onAccess(): void {
    for (const member of [...this.#members]) member.onAccess();
  }

  onArchived(): void {
    this.#send(new Frame('feed.closed', { feed: this.channel.feed, reason: 'archived' }));
    for (const member of [...this.#members]) member.onArchived();
  }

  check(): void {
    if (!this.channel.ready) return;
    this.channel.flush();
    this.context.checks.forget(this);
    const { seq, state } = this.channel.timeline;
    const frame = new Frame('feed.check', { feed: this.channel.feed, seq, checksum: checksumOf(state) });
    this.context.metrics.frames.inc({ message: frame.name });
    // A proof is not worth ending anybody for.
    for (const { sink } of this.#members) if (!sink.congested) sink.send(frame);
  }

  #send(frame: Frame): void {
    this.context.metrics.frames.inc({ message: frame.name });
    for (const member of this.#members) {
      if (member.sink.congested) member.onOverrun();
      else member.sink.send(frame);
    }
  }
}
