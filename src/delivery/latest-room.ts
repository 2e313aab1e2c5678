import { conflate, needsSnapshot, type HeldState } from '../core/conflation/conflation.js';
import type { SnapshotReason } from '../core/protocol/messages.js';
import type { ChannelObserver } from './channel-observer.js';
import { checksumOf } from './checksums.js';
import type { RoomContext } from './every-room.js';
import type { FeedChannel } from './feed-channel.js';
import { Frame } from './frame.js';
import { snapshotFrame } from './frames.js';
import type { RateTimers, Ticking } from './rate-timers.js';
import type { Member } from './subscriber.js';

/** What a member that fell behind holds, and what else it has to be told once it can take it. */
interface Behind {
  readonly held: HeldState;
  readonly generation: number;
  meta: Frame<'feed.meta'> | undefined;
  health: Frame<'feed.health'> | undefined;
}

export interface LatestContext extends RoomContext {
  readonly timers: RateTimers;
}

/**
 * Those of one audience who follow a feed's state at one rate.
 *
 * Invariant: every member that is not behind holds `sent`, the state of the last message. A member whose sink is congested is taken out
 * of the shared path: nothing is queued for it, one patch brings it back once it has drained.
 */
export class LatestRoom implements ChannelObserver, Ticking {
  readonly #members = new Set<Member>();
  readonly #behind = new Map<Member, Behind>();
  #sent: HeldState;
  #sentAt: string;
  /** Of the channel when `sent` was its state; another one means that `sent` may be of another history. */
  #generation: number;

  constructor(
    readonly channel: FeedChannel,
    readonly rateHz: number,
    readonly context: LatestContext,
    readonly onEmpty: () => void,
  ) {
    this.#sent = channel.timeline.held;
    this.#sentAt = channel.timeline.at;
    this.#generation = channel.generation;
    context.timers.join(rateHz, this);
  }

  get sent(): HeldState {
    return this.#sent;
  }

  /** The member holds `sent`. */
  add(member: Member): void {
    this.#members.add(member);
  }

  remove(member: Member): void {
    const was = this.#members.delete(member) || this.#behind.delete(member);
    if (was && this.#members.size === 0 && this.#behind.size === 0) this.#end();
  }

  tick(): void {
    const { channel } = this;
    if (!channel.ready) return;
    const next = channel.timeline.held;
    const patch = conflate(this.#sent, next);
    if (!patch) return;
    this.#send(new Frame('feed.state', { feed: channel.feed, ...patch, at: channel.timeline.at }));
    this.#sent = next;
    this.#sentAt = this.channel.timeline.at;
    this.context.checks.changed(this);
  }

  onEvents(): void {
    this.context.timers.mark(this.rateHz, this);
  }

  onReset(reason: SnapshotReason): void {
    this.context.checks.forget(this);
    const next = this.channel.timeline.held;
    this.#send(snapshotFrame(this.channel.feed, next, reason));
    this.#sent = next;
    this.#sentAt = this.channel.timeline.at;
    this.#generation = this.channel.generation;
  }

  /** A beat that came meanwhile sent nothing. */
  onReadyAgain(): void {
    this.context.timers.mark(this.rateHz, this);
  }

  onMeta(frame: Frame<'feed.meta'>): void {
    this.#send(frame);
    for (const behind of this.#behind.values()) behind.meta = frame;
  }

  onHealth(frame: Frame<'feed.health'>): void {
    this.#send(frame);
    for (const behind of this.#behind.values()) behind.health = frame;
  }

  onAccess(): void {
    for (const member of this.#everyone()) member.onAccess();
  }

  /** The last state goes out before the end, to those behind too. */
  onArchived(): void {
    this.tick();
    for (const member of [...this.#behind.keys()]) this.#catchUp(member);
    const frame = new Frame('feed.closed', { feed: this.channel.feed, reason: 'archived' });
    for (const member of this.#everyone()) {
      member.sink.send(frame);
      member.onArchived();
    }
  }

  check(): void {
    this.context.checks.forget(this);
    const { seq, state } = this.#sent;
    this.#send(new Frame('feed.check', { feed: this.channel.feed, seq, checksum: checksumOf(state) }));
  }

  #send(frame: Frame): void {
    this.context.metrics.frames.inc({ message: frame.name });
    for (const member of this.#members) {
      if (member.sink.congested) this.#setBehind(member);
      else member.sink.send(frame);
    }
  }

  #setBehind(member: Member): void {
    this.#members.delete(member);
    const held = this.#sent;
    this.#behind.set(member, { held, generation: this.#generation, meta: undefined, health: undefined });
    this.context.metrics.slowConsumers.inc({ contract: 'latest' });
    member.sink.onceDrained(() => this.#catchUp(member));
  }

  /** Brings a drained member from what it holds to what everybody holds, and back into the shared path. */
  #catchUp(member: Member): void {
    const behind = this.#behind.get(member);
    if (!behind) return;
    this.#behind.delete(member);
    this.#members.add(member);
    const { feed, resetReason } = this.channel;
    if (behind.generation !== this.#generation || needsSnapshot(behind.held, this.#sent)) {
      member.sink.send(snapshotFrame(feed, this.#sent, resetReason));
    } else {
      const patch = conflate(behind.held, this.#sent);
      if (patch) member.sink.send(new Frame('feed.state', { feed, ...patch, at: this.#sentAt }));
    }
    if (behind.meta) member.sink.send(behind.meta);
    if (behind.health) member.sink.send(behind.health);
  }

  #everyone(): readonly Member[] {
    return [...this.#members, ...this.#behind.keys()];
  }

  #end(): void {
    this.context.timers.leave(this.rateHz, this);
    this.context.checks.forget(this);
    this.onEmpty();
  }
}
