import type { HeldState } from '../core/conflation/conflation.js';
import type { LeftReason, TagFeedAnswer, TagFeedChange } from '../core/protocol/messages.js';
import type { Position } from '../core/protocol/position.js';
import type { FeedChannel } from './feed-channel.js';
import type { DeliveryContext } from './feed-subscription.js';
import { Frame } from './frame.js';
import type { Ticking } from './rate-timers.js';
import { TagBehind, type LeftFeed } from './tag-behind.js';
import type { TagHolds } from './tag-holds.js';
import type { TagMember } from './tag-member.js';
import { stale, TagStream, type TagStreamOwner } from './tag-stream.js';

/** By feed: the delay at which the room shows it. */
export type Audiences = ReadonlyMap<string, number>;

/** By feed, what somebody holds of it. */
export type Holdings = ReadonlyMap<string, HeldState>;

/**
 * Those who follow a tag at one rate and see the same of each of its feeds: one message a beat for all feeds that changed. A member whose
 * sink is congested leaves the shared path; of each feed that changes meanwhile only what it still holds is remembered.
 */
export class TagRoom implements Ticking, TagStreamOwner {
  readonly #streams = new Map<string, TagStream>();
  readonly #members = new Set<TagMember>();
  readonly #behind = new TagBehind();
  #changed = new Set<TagStream>();
  /** Archived feeds whose last change is not sent yet. */
  readonly #ending = new Set<TagStream>();
  #left = new Map<string, { readonly reason: LeftReason; readonly held: HeldState }>();
  /** What members that came from another room hold of feeds that are being opened here. */
  readonly #awaited = new Map<string, HeldState>();
  #audiences: Audiences = new Map();
  #opening: Promise<void> = Promise.resolve();
  #pending = 0;
  #closed = false;

  constructor(
    readonly tag: string,
    readonly rateHz: number,
    readonly context: DeliveryContext,
    readonly holds: Pick<TagHolds, 'has'>,
    readonly onAccessChanged: (feed: string) => void,
    readonly onEmpty: (room: TagRoom) => void,
  ) {
    context.rooms.context.timers.join(rateHz, this);
    context.metrics.rooms.inc({ class: 'tag' });
  }

  get closed(): boolean {
    return this.#closed;
  }

  get members(): readonly TagMember[] {
    return [...this.#members, ...this.#behind.members];
  }

  /** Adds its members to the count of each feed that it shows. */
  countViewers(counts: Map<string, number>): void {
    const members = this.#members.size + this.#behind.size;
    if (members === 0) return;
    for (const feed of this.#streams.keys()) counts.set(feed, (counts.get(feed) ?? 0) + members);
  }

  get delaySeconds(): number {
    return Math.max(0, ...this.#audiences.values());
  }

  /** Keeps the room open for somebody who is about to join; owed a `settle`. */
  expect(): void {
    this.#pending++;
  }

  settle(): void {
    this.#pending--;
    this.#closeIfEmpty();
  }

  /** Opens what is new, once one after the other. Rejects when some feed could not be opened; calling again tries those again. */
  show(audiences: Audiences, reasons: ReadonlyMap<string, LeftReason>): Promise<void> {
    this.#audiences = audiences;
    for (const [feed, stream] of this.#streams) {
      if (audiences.get(feed) === stream.channel.delaySeconds) continue;
      this.#remove(stream, audiences.has(feed) ? undefined : (reasons.get(feed) ?? 'forbidden'));
    }
    for (const [feed, held] of this.#awaited) {
      if (audiences.has(feed)) continue;
      this.#awaited.delete(feed);
      this.#leave(feed, reasons.get(feed) ?? 'forbidden', held);
    }
    this.#opening = this.#opening.then(
      () => this.#open(),
      () => this.#open(),
    );
    return this.#opening;
  }

  /** Resolves when everything that is to be shown is open; rejects when some feed could not be opened. */
  get opened(): Promise<void> {
    return this.#opening;
  }

  answer(positions: Readonly<Record<string, Position>>): readonly TagFeedAnswer[] {
    const answers: TagFeedAnswer[] = [];
    for (const stream of this.#streams.values()) {
      const answer = stream.answer(
        Object.hasOwn(positions, stream.feed) ? positions[stream.feed] : undefined,
      );
      if (answer) answers.push(answer);
    }
    return answers;
  }

  /** The member holds what `answer` said in this turn. */
  add(member: TagMember): void {
    this.#members.add(member);
  }

  tellStanding(member: TagMember): void {
    for (const { channel, feed } of this.#streams.values()) {
      if (!channel.watched) continue;
      channel.checkHealth();
      const health = channel.health;
      if (health.status !== 'ok') member.sink.send(new Frame('feed.health', { feed, ...health }));
    }
  }

  /** What this member holds, also of what it was not told yet that it left. */
  holdingsOf(member: TagMember): Holdings {
    const holdings = new Map(this.#awaited);
    for (const [feed, { held }] of this.#left) holdings.set(feed, held);
    for (const { feed, held } of this.#streams.values()) if (held) holdings.set(feed, held);
    for (const [feed, held] of this.#behind.missedBy(member)) {
      if (held) holdings.set(feed, held);
      else holdings.delete(feed);
    }
    return holdings;
  }

  /** Takes over a member of another room of this tag that holds `held`. */
  adopt(member: TagMember, held: Holdings): void {
    const missed = new Map<string, HeldState | undefined>(held);
    for (const feed of this.#streams.keys()) if (!missed.has(feed)) missed.set(feed, undefined);
    for (const [feed, holding] of held) {
      const stream = this.#streams.get(feed);
      stream?.replace(holding);
      if (stream) continue;
      // What is being opened here is announced to all members with a snapshot; the rest is gone for this one.
      if (!this.#audiences.has(feed)) {
        this.#behind.leftFor(feed, 'forbidden');
        continue;
      }
      missed.delete(feed);
      // Stale, because the other members do not hold it.
      if (!this.#left.has(feed)) this.#awaited.set(feed, stale(holding));
    }
    this.#setBehind(member, missed);
    if (!member.sink.congested) this.#catchUp(member);
  }

  remove(member: TagMember): void {
    this.#members.delete(member);
    this.#behind.take(member);
    this.#closeIfEmpty();
  }

  tick(): void {
    const held = new Map<string, HeldState | undefined>();
    const feeds: TagFeedChange[] = [];
    const changed = this.#changed;
    this.#changed = new Set();
    for (const stream of changed) {
      if (this.holds.has(stream.feed)) {
        this.#changed.add(stream);
        continue;
      }
      const before = stream.held;
      const change = stream.next();
      if (!change) continue;
      held.set(stream.feed, before);
      feeds.push(change);
      this.context.rooms.context.checks.changed(stream);
    }
    const left = [...this.#left].map(([feed, { reason }]) => ({ feed, reason }));
    for (const [feed, gone] of this.#left) held.set(feed, gone.held);
    this.#left = new Map();
    if (feeds.length > 0 || left.length > 0) {
      this.send(new Frame('tag.state', { tag: this.tag, feeds, ...(left.length > 0 ? { left } : {}) }));
      this.#behind.missed(held, left);
    }
    for (const stream of this.#ending) this.archived(stream);
  }

  /** Shows what was held back, as far as nothing holds it any more. */
  resume(): void {
    if (this.#changed.size > 0) this.#mark();
  }

  changed(stream: TagStream): void {
    this.#changed.add(stream);
    this.#mark();
  }

  send(frame: Frame): void {
    this.context.metrics.frames.inc({ message: frame.name });
    this.#behind.missedNote(frame);
    for (const member of this.#members) {
      if (member.sink.congested) this.#setBehind(member, new Map(), frame);
      else member.sink.send(frame);
    }
  }

  accessChanged({ feed }: TagStream): void {
    this.onAccessChanged(feed);
  }

  archived(stream: TagStream): void {
    if (this.#changed.has(stream)) this.#ending.add(stream);
    else this.#remove(stream, 'archived');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stream of this.#streams.values()) this.#end(stream);
    this.#streams.clear();
    this.context.rooms.context.timers.leave(this.rateHz, this);
    this.context.metrics.rooms.dec({ class: 'tag' });
  }

  async #open(): Promise<void> {
    const wanted = [...this.#audiences].filter(([feed]) => !this.#streams.has(feed));
    const opened = await Promise.allSettled(
      wanted.map(([feed, delaySeconds]) => this.context.directory.resolve(feed, () => ({ delaySeconds }))),
    );
    let failure: unknown;
    for (const result of opened) {
      if (result.status === 'rejected') failure = result.reason;
      else if (result.value) this.#follow(result.value);
    }
    if (failure !== undefined) throw failure;
  }

  #follow(channel: FeedChannel): void {
    const { feed } = channel;
    const wanted = !this.#closed && this.#audiences.get(feed) === channel.delaySeconds;
    const awaited = this.#awaited.get(feed);
    if (!wanted || channel.finished || this.#streams.has(feed)) {
      this.context.directory.release(channel);
      if (wanted && channel.finished && awaited) {
        this.#awaited.delete(feed);
        this.#leave(feed, 'archived', awaited);
      }
      return;
    }
    const gone = this.#left.get(feed)?.held ?? awaited;
    const stream = new TagStream(channel, this, gone);
    this.#streams.set(feed, stream);
    this.#left.delete(feed);
    this.#awaited.delete(feed);
    if (this.#members.size === 0 && this.#behind.size === 0 && !gone) stream.begin();
    else this.changed(stream);
  }

  /** Without a reason it is about to come back in another view. */
  #remove(stream: TagStream, reason: LeftReason | undefined): void {
    const { feed } = stream;
    this.#streams.delete(feed);
    const { held } = stream;
    this.#end(stream);
    this.#changed.delete(stream);
    this.#ending.delete(stream);
    if (held) this.#leave(feed, reason ?? 'forbidden', held);
  }

  /** The members learn it at the next beat, unless it comes back before. */
  #leave(feed: string, reason: LeftReason, held: HeldState): void {
    this.#left.set(feed, { reason, held: stale(held) });
    this.#mark();
  }

  #end(stream: TagStream): void {
    stream.end();
    this.context.rooms.context.checks.forget(stream);
    this.context.directory.release(stream.channel);
  }

  /** @param frame that it was about to get */
  #setBehind(member: TagMember, missed: Map<string, HeldState | undefined>, frame?: Frame): void {
    this.#members.delete(member);
    this.#behind.add(member, missed, frame);
    if (!member.sink.congested) return;
    this.context.metrics.slowConsumers.inc({ contract: 'latest' });
    member.sink.onceDrained(() => this.#catchUp(member));
  }

  /** Brings a drained member to what the others hold. */
  #catchUp(member: TagMember): void {
    const behind = this.#behind.take(member);
    if (!behind) return;
    this.#members.add(member);
    const feeds: TagFeedChange[] = [];
    const left: LeftFeed[] = [];
    for (const [feed, before] of behind.missed) {
      const stream = this.#streams.get(feed);
      if (before) stream?.replace(before);
      const change = stream?.changeFrom(before);
      if (change) feeds.push(change);
      else if (before && !stream && !this.#left.has(feed))
        left.push({ feed, reason: this.#behind.reasonOf(feed) });
    }
    this.#behind.forgetReasons();
    if (feeds.length > 0 || left.length > 0) {
      member.sink.send(
        new Frame('tag.state', { tag: this.tag, feeds, ...(left.length > 0 ? { left } : {}) }),
      );
    }
    for (const note of behind.notes.values()) {
      if (this.#streams.has(note.payload.feed)) member.sink.send(note);
    }
  }

  #mark(): void {
    this.context.rooms.context.timers.mark(this.rateHz, this);
  }

  #closeIfEmpty(): void {
    if (this.#closed || this.#pending > 0 || this.#members.size > 0 || this.#behind.size > 0) return;
    this.close();
    this.onEmpty(this);
  }
}
