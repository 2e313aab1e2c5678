import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Timer } from '../platform/clock/clock.js';
import { Refusal } from './errors.js';
import { TagFollower, type TagContext } from './tag-follower.js';

interface Entry {
  readonly follower: TagFollower;
  readonly loaded: Promise<void>;
  users: number;
  linger: Timer | undefined;
}

/** The tags that somebody here follows. Every `acquire` is owed a `release`. */
export class TagDirectory {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly context: TagContext) {}

  /** Rejects when the log can't be read. */
  async acquire(tag: string): Promise<TagFollower> {
    const entry = this.#entries.get(tag) ?? this.#open(tag);
    entry.users++;
    entry.linger?.cancel();
    entry.linger = undefined;
    try {
      await entry.loaded;
    } catch (error) {
      this.#drop(tag, entry);
      throw error;
    }
    return entry.follower;
  }

  release(follower: TagFollower): void {
    const entry = this.#entries.get(follower.tag);
    if (!entry || entry.follower !== follower || --entry.users > 0) return;
    const { clock, options } = this.context;
    entry.linger ??= clock.after(options.lingerMs, () => this.#drop(follower.tag, entry));
  }

  dispatch(message: RelayMessage): void {
    if (message.type !== 'feed') return;
    for (const tag of message.tags) this.#entries.get(tag)?.follower.changed(message.feed);
  }

  countViewers(counts: Map<string, number>): void {
    for (const { follower } of this.#entries.values()) follower.countViewers(counts);
  }

  close(): void {
    for (const [tag, entry] of this.#entries) this.#drop(tag, entry);
  }

  #open(tag: string): Entry {
    const { options, metrics } = this.context;
    if (this.#entries.size >= options.maxTags && !this.#dropLingering()) {
      metrics.refusals.inc({ reason: 'tags' });
      throw Refusal.forNow('This node follows as many tags as it may; try again later.');
    }
    const follower = new TagFollower(tag, this.context);
    const entry: Entry = { follower, loaded: follower.refresh(), users: 0, linger: undefined };
    this.#entries.set(tag, entry);
    metrics.tags.set(this.#entries.size);
    return entry;
  }

  #dropLingering(): boolean {
    for (const [tag, entry] of this.#entries) {
      if (!entry.linger) continue;
      this.#drop(tag, entry);
      return true;
    }
    return false;
  }

  #drop(tag: string, entry: Entry): void {
    entry.linger?.cancel();
    entry.follower.close();
    if (this.#entries.get(tag) === entry) this.#entries.delete(tag);
    this.context.metrics.tags.set(this.#entries.size);
  }
}
