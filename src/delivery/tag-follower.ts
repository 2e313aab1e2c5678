import type { LeftReason } from '../core/protocol/messages.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Timer } from '../platform/clock/clock.js';
import type { DeliveryContext } from './feed-subscription.js';
import type { RecordLoader } from './record-loader.js';
import type { ViewOf } from './session.js';
import { TagHolds } from './tag-holds.js';
import type { TagMember } from './tag-member.js';
import { TagRoom, type Audiences } from './tag-room.js';

export interface TagContext extends DeliveryContext {
  readonly log: Pick<EventLog, 'tagged'>;
  readonly records: RecordLoader;
}

/** Who follows a tag, as far as this is needed to move them between rooms. */
export interface TagSubscriber extends TagMember {
  room: TagRoom;
}

const NO_REASONS: ReadonlyMap<string, LeftReason> = new Map();

function nameOf(rateHz: number, key: string): string {
  return `${rateHz}${key}`;
}

/** A hint that the tag changed leads to a read this much later, together with the hints that follow it. */
const SOON_MS = 20;

/**
 * The feeds of one tag and the rooms of those who follow it. A room's key names only where its members see something else than the
 * public does, so that the public is one room whatever comes and goes.
 */
export class TagFollower {
  #feeds: ReadonlyMap<string, number | null> = new Map();
  #overfull = false;
  #refreshing: Promise<void> | undefined;
  #again = false;
  #soon: Timer | undefined;
  readonly #ticker: Timer;
  readonly #rooms = new Map<string, TagRoom>();
  readonly #holds = new TagHolds();
  readonly #subscribers = new Set<TagSubscriber>();
  #closed = false;

  constructor(
    readonly tag: string,
    readonly context: TagContext,
  ) {
    this.#ticker = context.clock.every(context.options.tagRefreshMs, () => this.refreshSoon());
  }

  /** More feeds than one tag subscription may have. */
  get overfull(): boolean {
    return this.#overfull;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Reads the tag's feeds. Rejects when the log can't be read. */
  refresh(): Promise<void> {
    if (this.#refreshing) this.#again = true;
    return (this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
      if (this.#again) this.refreshSoon();
      this.#again = false;
    }));
  }

  /** A feed that bears the tag, or did, is another one now. */
  changed(feed: string): void {
    if (this.#feeds.has(feed)) this.#holds.hold(feed);
    this.refreshSoon();
  }

  refreshSoon(waitMs = SOON_MS): void {
    if (this.#closed) return;
    this.#soon ??= this.context.clock.after(waitMs, () => {
      this.#soon = undefined;
      this.refresh().catch((error: unknown) => {
        this.context.metrics.logFailures.inc({ read: 'tag' });
        this.context.logger.debug({ tag: this.tag, err: error }, 'tag not read, it is repeated');
        if (this.#holds.size > 0) this.refreshSoon(this.context.options.retryMs);
      });
    });
  }

  /** The room of those who see the tag as this caller does. Its `expect` was called: a `settle` is owed. */
  enter(viewOf: ViewOf, rateHz: number): TagRoom {
    const { key, audiences } = this.#sightOf(viewOf);
    const room = this.#roomNamed(nameOf(rateHz, key), rateHz);
    room.expect();
    this.#show(room, audiences, NO_REASONS);
    return room;
  }

  /** Whether this room still is the one that `enter` would give. */
  permits(room: TagRoom, viewOf: ViewOf): boolean {
    return !room.closed && this.#rooms.get(nameOf(room.rateHz, this.#sightOf(viewOf).key)) === room;
  }

  add(subscriber: TagSubscriber): void {
    this.#subscribers.add(subscriber);
    subscriber.room.add(subscriber);
  }

  remove(subscriber: TagSubscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    subscriber.room.remove(subscriber);
  }

  /** The rights of one subscriber changed. */
  judge(subscriber: TagSubscriber): void {
    if (!this.#subscribers.has(subscriber)) return;
    const { key, audiences } = this.#sightOf(subscriber.viewOf);
    this.#settleIn([subscriber], key, audiences, NO_REASONS);
  }

  countViewers(counts: Map<string, number>): void {
    for (const room of this.#rooms.values()) room.countViewers(counts);
  }

  close(): void {
    this.#closed = true;
    this.#ticker.cancel();
    this.#soon?.cancel();
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }

  async #refresh(): Promise<void> {
    const { log, options, records } = this.context;
    const { mark } = this.#holds;
    const items = await log.tagged(this.tag, options.tagFeeds + 1);
    this.#setOverfull(items.length > options.tagFeeds);
    const feeds = new Map(items.slice(0, options.tagFeeds).map((item) => [item.id, item.publicDelaySeconds]));
    const gone = [...this.#feeds.keys()].filter((feed) => !feeds.has(feed));
    const reasons = new Map<string, LeftReason>();
    const gather = async (feed: string): Promise<void> => {
      const record = await records.load(feed, 0);
      reasons.set(feed, record && record.archivedAt === undefined ? 'untagged' : 'archived');
    };
    await Promise.all(gone.map(gather));
    if (this.#closed) return;
    this.#replace(feeds, reasons);
    this.#holds.release(mark);
    for (const room of this.#rooms.values()) room.resume();
  }

  #setOverfull(overfull: boolean): void {
    if (overfull && !this.#overfull) {
      const { logger, options } = this.context;
      logger.warn(
        { tag: this.tag, limit: options.tagFeeds },
        'tag has more feeds than a subscription may have',
      );
    }
    this.#overfull = overfull;
  }

  /** The record of a feed is newer than the list: nobody waits for the next list. */
  #accessChanged(feed: string): void {
    const record = this.context.directory.recordOf(feed);
    if (!record || !this.#feeds.has(feed) || this.#feeds.get(feed) === record.publicDelaySeconds) return;
    this.#replace(new Map(this.#feeds).set(feed, record.publicDelaySeconds), NO_REASONS);
    this.refreshSoon();
  }

  /**
   * Takes a new list. Members of one room saw the same before, so what each may see of the feeds that changed decides whether they
   * stay together; the rest of the list is looked at once for all of them.
   */
  #replace(feeds: ReadonlyMap<string, number | null>, reasons: ReadonlyMap<string, LeftReason>): void {
    const before = this.#feeds;
    const ids = new Set([...before.keys(), ...feeds.keys()]);
    const changed = [...ids].filter((id) => before.get(id) !== feeds.get(id));
    this.#feeds = feeds;
    for (const subscribers of this.#groups(changed)) {
      const [first] = subscribers;
      if (!first) continue;
      const { key, audiences } = this.#sightOf(first.viewOf);
      this.#settleIn(subscribers, key, audiences, reasons);
    }
  }

  /** Subscribers by room and by what they may see of `changed`. */
  #groups(changed: readonly string[]): Iterable<readonly TagSubscriber[]> {
    const groups = new Map<TagRoom, Map<string, TagSubscriber[]>>();
    for (const subscriber of this.#subscribers) {
      let sight = '';
      for (const feed of changed) {
        const publicDelay = this.#feeds.get(feed);
        if (publicDelay === undefined) continue;
        sight += `${subscriber.viewOf(publicDelay, feed)?.delaySeconds ?? '-'} `;
      }
      let bySight = groups.get(subscriber.room);
      if (!bySight) groups.set(subscriber.room, (bySight = new Map()));
      const group = bySight.get(sight);
      if (group) group.push(subscriber);
      else bySight.set(sight, [subscriber]);
    }
    return [...groups.values()].flatMap((bySight) => [...bySight.values()]);
  }

  /** Brings subscribers that shared a room into the room of `key`; if they are all of it, the room itself takes that name. */
  #settleIn(
    subscribers: readonly TagSubscriber[],
    key: string,
    audiences: Audiences,
    reasons: ReadonlyMap<string, LeftReason>,
  ): void {
    const from = (subscribers[0] as TagSubscriber).room;
    const name = nameOf(from.rateHz, key);
    if (!this.#rooms.has(name) && from.members.length === subscribers.length) {
      this.#forget(from);
      this.#rooms.set(name, from);
    }
    const room = this.#roomNamed(name, from.rateHz);
    room.expect();
    this.#show(room, audiences, reasons);
    if (room !== from) for (const subscriber of subscribers) this.#move(subscriber, room);
    room.settle();
  }

  /** What fails is tried again with the next list; who waits for the room learns it from `TagRoom.opened`. */
  #show(room: TagRoom, audiences: Audiences, reasons: ReadonlyMap<string, LeftReason>): void {
    room.show(audiences, reasons).catch((error: unknown) => {
      this.context.metrics.logFailures.inc({ read: 'tag' });
      this.context.logger.debug({ tag: this.tag, err: error }, 'feeds of a tag not opened, it is repeated');
    });
  }

  #roomNamed(name: string, rateHz: number): TagRoom {
    const existing = this.#rooms.get(name);
    if (existing) return existing;
    const room = new TagRoom(
      this.tag,
      rateHz,
      this.context,
      this.#holds,
      (feed) => this.#accessChanged(feed),
      (empty) => this.#forget(empty),
    );
    this.#rooms.set(name, room);
    return room;
  }

  #move(subscriber: TagSubscriber, to: TagRoom): void {
    const from = subscriber.room;
    const held = from.holdingsOf(subscriber);
    subscriber.room = to;
    from.remove(subscriber);
    to.adopt(subscriber, held);
  }

  #sightOf(viewOf: ViewOf): { readonly key: string; readonly audiences: Audiences } {
    const audiences = new Map<string, number>();
    let key = '';
    for (const [feed, publicDelay] of this.#feeds) {
      const view = viewOf(publicDelay, feed);
      if (view) audiences.set(feed, view.delaySeconds);
      const delay = view ? view.delaySeconds : null;
      if (delay !== publicDelay) key += ` ${feed}=${delay ?? '-'}`;
    }
    return { key, audiences };
  }

  #forget(empty: TagRoom): void {
    for (const [name, room] of this.#rooms) if (room === empty) this.#rooms.delete(name);
  }
}
