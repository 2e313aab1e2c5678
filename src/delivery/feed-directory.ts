import type { FeedRecord } from '../core/feed/feed.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Timer } from '../platform/clock/clock.js';
import { Refusal } from './errors.js';
import { FeedChannel, type ChannelContext } from './feed-channel.js';
import type { HeadMonitor } from './head-monitor.js';
import type { ViewOf } from './session.js';

interface Entry {
  readonly channel: FeedChannel;
  readonly loaded: Promise<boolean>;
  users: number;
  linger: Timer | undefined;
}

interface FeedGroup {
  /** By delay. */
  readonly entries: Map<number, Entry>;
  /** The newest that any of the channels read. */
  record: FeedRecord | undefined;
}

/** How often a resolution starts again because the feed's delay changed meanwhile. */
const MAX_ROUNDS = 5;

/**
 * The channels of this node, by feed and audience. Every `acquire` is owed a `release`; a channel that nobody uses lingers for a while,
 * because those who leave often come back, and is then dropped.
 */
export class FeedDirectory {
  readonly #groups = new Map<string, FeedGroup>();
  readonly #context: ChannelContext;
  #count = 0;
  #closed = false;

  constructor(
    context: Omit<ChannelContext, 'checkSoon' | 'onRecord'>,
    readonly heads: HeadMonitor,
  ) {
    this.#context = {
      ...context,
      checkSoon: (channel) => heads.soon(channel),
      onRecord: (record) => this.#note(record),
    };
  }

  get size(): number {
    return this.#count;
  }

  *channels(): Iterable<FeedChannel> {
    for (const group of this.#groups.values())
      for (const { channel } of group.entries.values()) yield channel;
  }

  /** What decides who may see a feed, if it is followed here. */
  recordOf(feed: string): FeedRecord | undefined {
    return this.#groups.get(feed)?.record;
  }

  dispatch(message: RelayMessage): void {
    const group = this.#groups.get(message.feed);
    if (!group) return;
    if (message.type === 'events') this.#lag(message.events.at(-1)?.at);
    for (const { channel } of group.entries.values()) {
      if (message.type === 'events') channel.accept(message.epoch, message.events, message.revision);
      else if (message.type === 'heartbeat') channel.heartbeat(message.at);
      else channel.hear(message.revision);
    }
  }

  /**
   * The channel in which this caller sees the feed, acquired; undefined when there is none to see. Rejects when the log can't be read,
   * or when this node follows as many feeds as it may.
   */
  async resolve(feed: string, viewOf: ViewOf): Promise<FeedChannel | undefined> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // Who may see it is a matter of its record, so the live channel is opened first where nothing is known yet.
      const known = this.recordOf(feed) !== undefined;
      const opened = known ? undefined : await this.#acquire(feed, 0);
      const record = this.recordOf(feed);
      const view = record && viewOf(record.publicDelaySeconds, feed);
      let channel: FeedChannel | undefined;
      try {
        channel = view && (await this.#acquire(feed, view.delaySeconds));
      } finally {
        if (opened) this.release(opened);
      }
      if (!record || !view) {
        // A hidden feed takes the time of a missing one, which is always looked for.
        if (known) await this.#context.records.load(feed, 0);
        return undefined;
      }
      if (!channel) continue;
      if (this.permits(channel, viewOf)) return channel;
      this.release(channel);
    }
    throw Refusal.forNow(`The access to ${feed} is changing; subscribe again.`);
  }

  /** Whether this channel still is the one in which this caller sees the feed. */
  permits(channel: FeedChannel, viewOf: ViewOf): boolean {
    const record = this.recordOf(channel.feed);
    const view = record && viewOf(record.publicDelaySeconds, channel.feed);
    return !channel.closed && view?.delaySeconds === channel.delaySeconds;
  }

  release(channel: FeedChannel): void {
    const entry = this.#groups.get(channel.feed)?.entries.get(channel.delaySeconds);
    if (!entry || entry.channel !== channel) return;
    entry.users--;
    if (entry.users > 0) return;
    entry.linger ??= this.#context.clock.after(this.#context.options.lingerMs, () => this.#drop(channel));
  }

  close(): void {
    this.#closed = true;
    for (const group of this.#groups.values()) {
      for (const entry of group.entries.values()) {
        entry.linger?.cancel();
        entry.channel.close();
      }
    }
    this.#groups.clear();
    this.#setCount(0);
  }

  async #acquire(feed: string, delaySeconds: number): Promise<FeedChannel | undefined> {
    const entry = this.#groups.get(feed)?.entries.get(delaySeconds) ?? this.#open(feed, delaySeconds);
    entry.users++;
    entry.linger?.cancel();
    entry.linger = undefined;
    let found: boolean;
    try {
      found = await entry.loaded;
    } catch (error) {
      this.#drop(entry.channel);
      throw error;
    }
    if (found) return entry.channel;
    this.#drop(entry.channel);
    return undefined;
  }

  #open(feed: string, delaySeconds: number): Entry {
    if (this.#closed) throw Refusal.forNow('This node is going away; connect again.');
    if (this.#count >= this.#context.options.maxChannels && !this.#dropLingering()) {
      this.#context.metrics.refusals.inc({ reason: 'channels' });
      throw Refusal.forNow('This node follows as many feeds as it may; try again later.');
    }
    const channel = new FeedChannel(feed, delaySeconds, this.#context);
    let group = this.#groups.get(feed);
    if (!group) this.#groups.set(feed, (group = { entries: new Map(), record: undefined }));
    // Known to the relay before the log is read: what is committed after that read arrives here.
    const entry: Entry = { channel, users: 0, linger: undefined, loaded: channel.load() };
    group.entries.set(delaySeconds, entry);
    this.heads.add(channel);
    this.#setCount(this.#count + 1);
    return entry;
  }

  #drop(channel: FeedChannel): void {
    const group = this.#groups.get(channel.feed);
    const entry = group?.entries.get(channel.delaySeconds);
    channel.close();
    if (!group || !entry || entry.channel !== channel) return;
    entry.linger?.cancel();
    group.entries.delete(channel.delaySeconds);
    if (group.entries.size === 0) this.#groups.delete(channel.feed);
    this.heads.remove(channel);
    this.#setCount(this.#count - 1);
  }

  #dropLingering(): boolean {
    for (const group of this.#groups.values()) {
      for (const entry of group.entries.values()) {
        if (!entry.linger) continue;
        this.#drop(entry.channel);
        return true;
      }
    }
    return false;
  }

  #note(record: FeedRecord): void {
    const group = this.#groups.get(record.id);
    if (!group) return;
    const known = group.record;
    if (!known || known.epoch !== record.epoch || record.revision >= known.revision) group.record = record;
  }

  #lag(at: string | undefined): void {
    if (at === undefined) return;
    this.#context.metrics.relayLag.observe(Math.max(0, this.#context.clock.now() - Date.parse(at)) / 1000);
  }

  #setCount(count: number): void {
    this.#count = count;
    this.#context.metrics.channels.set(count);
  }
}
