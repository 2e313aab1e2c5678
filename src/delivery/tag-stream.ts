import { conflate, needsSnapshot, type HeldState } from '../core/conflation/conflation.js';
import type { TagFeedAnswer, TagFeedChange } from '../core/protocol/messages.js';
import type { Position } from '../core/protocol/position.js';
import type { ChannelObserver } from './channel-observer.js';
import { checksumOf } from './checksums.js';
import type { Checked } from './check-sweep.js';
import type { FeedChannel } from './feed-channel.js';
import { Frame } from './frame.js';

/** What a stream asks of its room. */
export interface TagStreamOwner {
  changed(stream: TagStream): void;
  send(frame: Frame): void;
  accessChanged(stream: TagStream): void;
  archived(stream: TagStream): void;
}

/** Marks a holding that only a snapshot can replace. No log has this epoch. */
const STALE = '';

/** In place of a holding that is no longer known exactly: only a snapshot can replace it. */
export function stale(held: HeldState): HeldState {
  return { ...held, epoch: STALE };
}

/**
 * One feed inside a tag's room. Invariant: every member that is not behind holds `held`, or of a stale one what the next message replaces;
 * undefined means that the feed was not announced to them yet.
 */
export class TagStream implements ChannelObserver, Checked {
  #held: HeldState | undefined;
  #at: string;

  /** @param replaces as of `replace` */
  constructor(
    readonly channel: FeedChannel,
    readonly owner: TagStreamOwner,
    replaces?: HeldState,
  ) {
    this.#at = channel.timeline.at;
    if (replaces) this.replace(replaces);
    channel.observe(this);
  }

  get feed(): string {
    return this.channel.feed;
  }

  get held(): HeldState | undefined {
    return this.#held;
  }

  /** Announced by the answers of a room that begins: nobody has to be told. */
  begin(): void {
    this.#held = this.channel.timeline.held;
    this.#at = this.channel.timeline.at;
  }

  /** There are members who hold this of the feed in another view: if it was not announced yet, it is to be replaced by a snapshot. */
  replace(other: HeldState): void {
    this.#held ??= stale(other);
  }

  /** What brings the members to the channel's state; undefined when they are there. From now on they hold it. */
  next(): TagFeedChange | undefined {
    if (!this.channel.ready) return undefined;
    const before = this.#held;
    this.begin();
    return this.changeFrom(before);
  }

  /** What brings somebody who holds `before` to what the members hold; undefined also when the next message does it for all. */
  changeFrom(before: HeldState | undefined): TagFeedChange | undefined {
    const held = this.#held;
    if (!held || held.epoch === STALE) return undefined;
    const at = this.#at;
    if (!before || needsSnapshot(before, held)) {
      const { epoch, seq, state } = held;
      const snapshot = { state, checksum: checksumOf(state) };
      return { feed: this.feed, fromSeq: seq, seq, patch: {}, at, epoch, snapshot, meta: this.channel.meta };
    }
    const patch = conflate(before, held);
    return patch && { feed: this.feed, ...patch, at };
  }

  answer(position: Position | undefined): TagFeedAnswer | undefined {
    if (!this.#held || this.#held.epoch === STALE) return undefined;
    const { epoch, seq, state } = this.#held;
    const known = position?.epoch === epoch && position.seq === seq;
    const snapshot = known ? {} : { snapshot: { state, checksum: checksumOf(state) } };
    return { feed: this.feed, epoch, seq, ...snapshot, meta: this.channel.meta };
  }

  end(): void {
    this.channel.unobserve(this);
  }

  onEvents(): void {
    this.owner.changed(this);
  }

  /** What the members hold may be of another history: the next message brings a snapshot. */
  onReset(): void {
    if (this.#held) this.#held = stale(this.#held);
    this.owner.changed(this);
  }

  /** A beat that came meanwhile sent nothing. */
  onReadyAgain(): void {
    this.owner.changed(this);
  }

  onMeta(frame: Frame<'feed.meta'>): void {
    this.owner.send(frame);
  }

  onHealth(frame: Frame<'feed.health'>): void {
    this.owner.send(frame);
  }

  onAccess(): void {
    this.owner.accessChanged(this);
  }

  onArchived(): void {
    this.owner.archived(this);
  }

  check(): void {
    if (!this.#held || this.#held.epoch === STALE) return;
    const { seq, state } = this.#held;
    this.owner.send(new Frame('feed.check', { feed: this.feed, seq, checksum: checksumOf(state) }));
  }
}
