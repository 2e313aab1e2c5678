import type {
  FeedAnswer,
  FeedRefusal,
  MessageError,
  ServerMessages,
  SubscribeAnswer,
  TagAnswer,
} from '../../src/core/protocol/messages.js';
import { Backoff } from './backoff.js';
import { EditorsWatch, type EditorsListener } from './editors-watch.js';
import { Emitter } from './emitter.js';
import { FeedHandle, type FeedOptions } from './feed-handle.js';
import { Link, type LinkOptions, type Status } from './link.js';
import { ServerClock } from './server-clock.js';
import { TagHandle, type TagOptions } from './tag-handle.js';

export interface ClientEvents {
  status: Status;
  /** What the server said of the connection: `slow_consumer`, `rate_limited`, `unauthenticated`. */
  error: MessageError;
}

type Answer = Partial<SubscribeAnswer> & { readonly error?: MessageError };

const MAX_FEEDS_A_CALL = 500;
const MAX_TAGS_A_CALL = 100;

/**
 * Follows feeds over one connection. Whatever happens to it, each feed goes on where its copy stands: subscriptions are asked for by
 * position, at most 500 in a call, and one call after the other.
 */
export class TouchlineClient {
  readonly #events = new Emitter<ClientEvents>();
  readonly #feeds = new Map<string, FeedHandle>();
  readonly #tags = new Map<string, TagHandle>();
  readonly #pendingFeeds = new Set<FeedHandle>();
  readonly #pendingTags = new Set<TagHandle>();
  /** Asked for, and not answered for good yet. */
  readonly #later = new Set<FeedHandle | TagHandle>();
  readonly #backoff: Backoff;
  readonly #link: Link;
  readonly #serverClock = new ServerClock();
  readonly #editors: EditorsWatch;
  #leaving: { feeds: Set<string>; tags: Set<string> } = { feeds: new Set(), tags: new Set() };
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(urls: readonly string[], options: LinkOptions) {
    this.#backoff = new Backoff(options.retryMs, options.retryMaxMs);
    this.#link = new Link(urls, options, {
      connected: () => this.#askForAll(),
      lost: () => this.#await(),
      status: (status) => this.#events.emit('status', status),
      error: (error) => this.#events.emit('error', error),
      message: (name, payload) => this.#receive(name, payload),
    });
    this.#editors = new EditorsWatch(this.#link, new Backoff(options.retryMs, options.retryMaxMs), (error) =>
      this.#events.emit('error', error),
    );
  }

  get status(): Status {
    return this.#link.status;
  }

  /** What to add to this machine's clock to have the server's, in milliseconds, as well as it is known; 0 before the first answer. */
  get serverOffsetMs(): number {
    return this.#serverClock.offsetMs;
  }

  /** Returns the function that ends listening. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Follows a feed. A connection follows each feed once: the same handle is given again until it is closed. */
  feed(id: string, options: FeedOptions = {}): FeedHandle {
    const known = this.#feeds.get(id);
    if (known) {
      if (known.contract === (options.contract ?? 'every')) return known;
      throw new Error(
        `${id} is followed as "${known.contract}" already: close that handle first, or use another client.`,
      );
    }
    const handle: FeedHandle = new FeedHandle(
      id,
      options,
      () => this.#ask(handle),
      () => this.#leave(handle),
    );
    this.#feeds.set(id, handle);
    this.#leaving.feeds.delete(id);
    this.#ask(handle);
    return handle;
  }

  /** Follows every feed that bears a tag, as it is now and as it changes. */
  tag(tag: string, options: TagOptions = {}): TagHandle {
    const known = this.#tags.get(tag);
    if (known) return known;
    const handle: TagHandle = new TagHandle(
      tag,
      options,
      () => this.#ask(handle),
      () => this.#leave(handle),
    );
    this.#tags.set(tag, handle);
    this.#leaving.tags.delete(tag);
    this.#ask(handle);
    return handle;
  }

  /**
   * Who has the desks of feeds open, of feed patterns that the token may publish: what is known at once, then every change. For editors'
   * pages. Returns the function that ends it.
   */
  watchEditors(patterns: readonly string[], listener: EditorsListener): () => void {
    return this.#editors.watch(patterns, listener);
  }

  /** Ends the connection and every handle. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const handle of [...this.#feeds.values(), ...this.#tags.values()]) handle.close();
    this.#editors.close();
    this.#link.close();
    this.#events.clear();
  }

  #await(): void {
    for (const handle of [...this.#feeds.values(), ...this.#tags.values()]) handle.await();
  }

  #askForAll(): void {
    this.#leaving = { feeds: new Set(), tags: new Set() };
    this.#backoff.reset();
    for (const handle of this.#feeds.values()) this.#pendingFeeds.add(handle);
    for (const handle of this.#tags.values()) this.#pendingTags.add(handle);
    this.#schedule(0);
    this.#editors.connected();
  }

  #ask(handle: FeedHandle | TagHandle): void {
    this.#pend(handle);
    this.#schedule(0);
  }

  #leave(handle: FeedHandle | TagHandle): void {
    if (handle instanceof FeedHandle) {
      this.#feeds.delete(handle.id);
      this.#pendingFeeds.delete(handle);
      this.#leaving.feeds.add(handle.id);
    } else {
      this.#tags.delete(handle.tag);
      this.#pendingTags.delete(handle);
      this.#leaving.tags.add(handle.tag);
    }
    this.#schedule(0);
  }

  /** What is asked for in one turn goes into one call. */
  #schedule(ms: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#askPending();
    }, ms);
  }

  async #askPending(): Promise<void> {
    if (this.#asking || !this.#link.connected) return;
    this.#asking = true;
    try {
      while (this.#link.connected && (await this.#askOnce()));
    } catch {
      // No answer, or the connection was lost: what was asked for is pending again, or is asked for when the connection is back.
    } finally {
      this.#asking = false;
    }
    for (const handle of this.#later) this.#pend(handle);
    this.#later.clear();
    if (this.#link.connected && this.#pendingFeeds.size + this.#pendingTags.size > 0) {
      this.#schedule(this.#backoff.next());
    }
  }

  /** One call; false when there is nothing to ask now. */
  async #askOnce(): Promise<boolean> {
    if (this.#leaving.feeds.size + this.#leaving.tags.size > 0) {
      const feeds = take(this.#leaving.feeds, MAX_FEEDS_A_CALL);
      const tags = take(this.#leaving.tags, MAX_TAGS_A_CALL);
      return this.#link.call('unsubscribe', { feeds, tags }, () => true);
    }
    const feeds = take(this.#pendingFeeds, MAX_FEEDS_A_CALL);
    const tags = take(this.#pendingTags, MAX_TAGS_A_CALL);
    if (feeds.length + tags.length === 0) return false;
    for (const handle of [...feeds, ...tags]) {
      handle.await();
      this.#later.add(handle);
    }
    const request = { feeds: feeds.map((feed) => feed.request()), tags: tags.map((tag) => tag.request()) };
    const askedAt = Date.now();
    return this.#link.call('subscribe', request, (answer) => {
      this.#serverClock.observe((answer as Answer).serverTime, askedAt, Date.now());
      return this.#answered(answer as Answer, feeds, tags);
    });
  }

  /** Whoever got no answer, or one that time may change, stays among those that are asked for later. */
  #answered(answer: Answer, feeds: readonly FeedHandle[], tags: readonly TagHandle[]): boolean {
    if (answer.error) return this.#refused(answer.error, feeds, tags);
    this.#backoff.reset();
    for (const item of answer.feeds ?? []) {
      const handle = feeds.find(({ id }) => id === item.id);
      if (handle) this.#settle(handle, item);
    }
    for (const item of answer.tags ?? []) {
      const handle = tags.find(({ tag }) => tag === item.tag);
      if (handle) this.#settle(handle, item);
    }
    return true;
  }

  #settle(handle: FeedHandle | TagHandle, answer: FeedAnswer | FeedRefusal | TagAnswer): void {
    if ('error' in answer) {
      if (answer.error.retryable) return;
      this.#later.delete(handle);
      handle.refused(answer.error);
      return;
    }
    this.#later.delete(handle);
    if (handle instanceof FeedHandle) handle.answered(answer as FeedAnswer);
    else handle.answered(answer as Extract<TagAnswer, { readonly effective: unknown }>);
  }

  /** The whole call was refused: who is named as its fault is not asked for again, the others are. */
  #refused(error: MessageError, feeds: readonly FeedHandle[], tags: readonly TagHandle[]): boolean {
    this.#events.emit('error', error);
    if (error.retryable) return false;
    const named = (error.errors ?? []).flatMap(({ path }) => {
      const [list, index] = path.split('.');
      const handle = (list === 'feeds' ? feeds : list === 'tags' ? tags : [])[Number(index)];
      return handle ? [handle] : [];
    });
    for (const handle of named.length > 0 ? named : [...feeds, ...tags]) {
      this.#later.delete(handle);
      handle.refused(error);
    }
    return false;
  }

  #pend(handle: FeedHandle | TagHandle): void {
    if (handle instanceof FeedHandle) {
      if (this.#feeds.get(handle.id) === handle) this.#pendingFeeds.add(handle);
    } else if (this.#tags.get(handle.tag) === handle) {
      this.#pendingTags.add(handle);
    }
  }

  #receive(name: keyof ServerMessages, payload: unknown): void {
    if (name === 'tag.state') {
      const message = payload as ServerMessages['tag.state'];
      this.#tags.get(message.tag)?.receive(message);
      return;
    }
    if (name === 'feed.editors') return this.#editors.receive(payload as ServerMessages['feed.editors']);
    const { feed } = payload as { readonly feed?: string };
    if (feed === undefined) return;
    this.#feeds.get(feed)?.receive(name, payload as never);
    if (name === 'feed.check') {
      for (const tag of this.#tags.values()) tag.check(payload as ServerMessages['feed.check']);
    }
  }
}

function take<T>(items: Set<T>, max: number): T[] {
  const taken = [...items].slice(0, max);
  for (const item of taken) items.delete(item);
  return taken;
}
