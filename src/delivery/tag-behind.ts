import type { HeldState } from '../core/conflation/conflation.js';
import type { LeftReason } from '../core/protocol/messages.js';
import type { Frame } from './frame.js';
import type { TagMember } from './tag-member.js';

type Note = Frame<'feed.meta' | 'feed.health'>;

interface Behind {
  /** Of the feeds that changed since it fell behind, what it holds; undefined: nothing. */
  readonly missed: Map<string, HeldState | undefined>;
  /** The newest of each sort and feed. */
  readonly notes: Map<string, Note>;
}

export interface LeftFeed {
  readonly feed: string;
  readonly reason: LeftReason;
}

/** The members of a tag's room that fell behind, and what brings them back: bounded by the feeds of the tag, however long they stay. */
export class TagBehind {
  readonly #behind = new Map<TagMember, Behind>();
  /** Why feeds left while somebody was behind. */
  readonly #reasons = new Map<string, LeftReason>();

  get size(): number {
    return this.#behind.size;
  }

  get members(): Iterable<TagMember> {
    return this.#behind.keys();
  }

  /** @param frame that it was about to get */
  add(member: TagMember, missed: Map<string, HeldState | undefined>, frame?: Frame): void {
    const notes = new Map<string, Note>();
    if (frame && isNote(frame)) notes.set(keyOf(frame), frame);
    this.#behind.set(member, { missed, notes });
  }

  /** What it holds of the feeds that changed since it fell behind. */
  missedBy(member: TagMember): ReadonlyMap<string, HeldState | undefined> {
    return this.#behind.get(member)?.missed ?? new Map<string, HeldState | undefined>();
  }

  /** The member is behind no more; undefined if it was not. Owed a `forgetReasons` when it was told why feeds left. */
  take(member: TagMember): Behind | undefined {
    const behind = this.#behind.get(member);
    this.#behind.delete(member);
    return behind;
  }

  /** A message went out that changed what those in the shared path held. */
  missed(held: ReadonlyMap<string, HeldState | undefined>, left: readonly LeftFeed[]): void {
    for (const { missed } of this.#behind.values()) {
      for (const [feed, before] of held) if (!missed.has(feed)) missed.set(feed, before);
    }
    if (this.#behind.size > 0) for (const { feed, reason } of left) this.leftFor(feed, reason);
  }

  /** A message went out that stands for itself: of its sort and feed the newest is enough. */
  missedNote(frame: Frame): void {
    if (!isNote(frame)) return;
    for (const { notes } of this.#behind.values()) notes.set(keyOf(frame), frame);
  }

  leftFor(feed: string, reason: LeftReason): void {
    this.#reasons.set(feed, reason);
  }

  reasonOf(feed: string): LeftReason {
    return this.#reasons.get(feed) ?? 'untagged';
  }

  /** While nobody is behind nobody will ask. */
  forgetReasons(): void {
    if (this.#behind.size === 0) this.#reasons.clear();
  }
}

function isNote(frame: Frame): frame is Note {
  return frame.name === 'feed.meta' || frame.name === 'feed.health';
}

function keyOf({ name, payload }: Note): string {
  return `${name} ${payload.feed}`;
}
