import type { MessageError, SubscribeAnswer, SubscribeRequest } from '../core/protocol/messages.js';
import { invalid, SLOW_CONSUMER } from './errors.js';
import { EverySubscription } from './every-subscription.js';
import { FeedJoin } from './feed-join.js';
import type { FeedChannel } from './feed-channel.js';
import type { FeedSubscription, SubscriptionOwner } from './feed-subscription.js';
import { Frame } from './frame.js';
import { snapshotFrame } from './frames.js';
import { LatestSubscription } from './latest-subscription.js';
import type { Refused, Session, UnsubscribeRequest, ViewOf } from './session.js';
import type { Sink } from './sink.js';
import { subscribeIssues } from './subscribe-rules.js';
import type { TagDirectory } from './tag-directory.js';
import type { TagContext } from './tag-follower.js';
import { TagJoin, type TagSubscription } from './tag-join.js';

interface Call {
  viewOf: ViewOf;
}

type Answer = (answer: SubscribeAnswer | Refused) => void;

/** How long a connection that is ended to free memory may take to read what it holds. */
const OVERSPENT_LINGER_MS = 500;

/** How often a call is prepared anew because what it may see changed meanwhile. */
const MAX_ROUNDS = 5;

const CHANGING = {
  code: 'unavailable',
  detail: 'The feed is changing too fast to subscribe; try again.',
  retryable: true,
} as const;

const BUSY = {
  code: 'unavailable',
  detail: 'This node has more subscribe calls than it can answer; try again later.',
  retryable: true,
} as const;

/** How many feeds a tag counts for, before anybody knows. */
const TAG_WEIGHT = 50;

function weightOf({ feeds, tags }: SubscribeRequest): number {
  return feeds.length + tags.length * TAG_WEIGHT;
}

const INTERNAL = {
  code: 'internal',
  detail: 'The subscription failed here; subscribe again.',
  retryable: true,
} as const;

export class HubSession implements Session, SubscriptionOwner {
  readonly #feeds = new Map<string, FeedSubscription>();
  readonly #tags = new Map<string, TagSubscription>();
  readonly #calls = new Set<Call>();
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(
    readonly sink: Sink,
    readonly address: string,
    readonly tagDirectory: TagDirectory,
    readonly context: TagContext,
    readonly onClose: (session: HubSession) => void,
    /** Told by how many bytes an answer made the unsent grow. */
    readonly onGrown: (bytes: number) => void,
  ) {}

  subscribe(request: SubscribeRequest, viewOf: ViewOf, answer: Answer): Promise<void> {
    if (this.#waiting >= this.context.options.maxCalls) {
      this.context.metrics.refusals.inc({ reason: 'calls' });
      const detail = 'Too many calls wait for their answer on this connection; wait for the answers.';
      answer({ error: { code: 'rate_limited', detail, retryable: true } });
      return Promise.resolve();
    }
    let answered = false;
    const once: Answer = (given) => {
      if (answered) return;
      answered = true;
      answer(given);
    };
    return this.#enqueue(() => this.#subscribe(request, { viewOf }, once));
  }

  unsubscribe(request: UnsubscribeRequest, answer: (answer: { readonly ok: true }) => void): Promise<void> {
    return this.#enqueue(() => {
      for (const feed of request.feeds) this.#leaveFeed(feed);
      for (const tag of request.tags) this.#leaveTag(tag);
      answer({ ok: true });
      return Promise.resolve();
    });
  }

  reauthorize(viewOf: ViewOf): Promise<void> {
    for (const call of this.#calls) call.viewOf = viewOf;
    for (const subscription of [...this.#feeds.values()]) {
      subscription.viewOf = viewOf;
      this.judge(subscription);
    }
    for (const subscription of [...this.#tags.values()]) subscription.reauthorize(viewOf);
    return Promise.resolve();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const subscription of this.#feeds.values()) subscription.leave();
    for (const subscription of this.#tags.values()) subscription.leave();
    this.#feeds.clear();
    this.#tags.clear();
    this.onClose(this);
  }

  /** Stops at once what may no longer be seen this way, then goes on in the view that holds now. */
  judge(subscription: FeedSubscription): void {
    if (!subscription.active || this.context.directory.permits(subscription.channel, subscription.viewOf))
      return;
    subscription.leave();
    void this.#move(subscription);
  }

  ended(subscription: FeedSubscription): void {
    subscription.leave();
    if (this.#feeds.get(subscription.feed) === subscription) this.#feeds.delete(subscription.feed);
  }

  overrun(): void {
    if (this.#closed) return;
    this.context.metrics.slowConsumers.inc({ contract: 'every' });
    this.close();
    this.sink.end(SLOW_CONSUMER);
  }

  /** The node can't keep what this connection does not read. */
  overspent(): void {
    if (this.#closed) return;
    this.context.metrics.overspent.inc();
    this.close();
    this.sink.end(SLOW_CONSUMER, OVERSPENT_LINGER_MS);
  }

  #enqueue(serve: () => Promise<void>): Promise<void> {
    this.#waiting++;
    const served = this.#tail
      .then(() => (this.#closed ? undefined : serve()))
      .catch((error: unknown) => this.context.logger.error({ err: error }, 'a subscription call failed'))
      .finally(() => this.#waiting--);
    this.#tail = served;
    return served;
  }

  async #subscribe(request: SubscribeRequest, call: Call, answer: Answer): Promise<void> {
    const issues = subscribeIssues(request);
    if (issues.length > 0) {
      answer({ error: invalid(issues) });
      return;
    }
    const feeds = request.feeds.map((feed) => new FeedJoin(feed, this.context));
    const tags = request.tags.map((tag) => new TagJoin(tag, this.tagDirectory, this.context));
    this.#calls.add(call);
    try {
      if (!(await this.context.turns.take(this.address, weightOf(request)))) {
        this.context.metrics.refusals.inc({ reason: 'turns' });
        answer({ error: BUSY });
        return;
      }
      await this.#prepare([...feeds, ...tags], call);
      if (!this.#closed) this.#cutOver(feeds, tags, call.viewOf, answer);
    } catch (error) {
      this.context.logger.error({ err: error }, 'a subscription call failed');
      answer({ error: INTERNAL });
    } finally {
      this.#calls.delete(call);
      for (const join of [...feeds, ...tags]) join.abandon();
    }
  }

  /** Afterwards everything is either refused or what the caller may see in this very turn. */
  async #prepare(joins: readonly (FeedJoin | TagJoin)[], call: Call): Promise<void> {
    let pending = joins;
    for (let round = 0; pending.length > 0 && !this.#closed; round++) {
      if (round === MAX_ROUNDS) {
        for (const join of pending) join.refuse(CHANGING);
        return;
      }
      await Promise.all(pending.map((join) => join.prepare(call.viewOf)));
      pending = joins.filter((join) => !join.permitted(call.viewOf));
    }
  }

  /** One turn: the old subscriptions end, the answer goes out, the new ones begin. */
  #cutOver(feeds: readonly FeedJoin[], tags: readonly TagJoin[], viewOf: ViewOf, answer: Answer): void {
    const { options, clock } = this.context;
    this.#refuseSurplus(feeds, tags);
    const budget = { weight: options.answerBytes };
    const joinedFeeds = feeds.map((join) => join.cutOver(this, viewOf, budget));
    const joinedTags = tags.map((join) => join.cutOver(this.sink, viewOf));
    for (const { subscription } of joinedFeeds) if (subscription) this.#replaceFeed(subscription);
    for (const { subscription } of joinedTags) if (subscription) this.#replaceTag(subscription);
    const unsentBefore = this.sink.unsentBytes;
    answer({
      feeds: joinedFeeds.map((joined) => joined.answer),
      ...(tags.length > 0 ? { tags: joinedTags.map((joined) => joined.answer) } : {}),
      serverTime: new Date(clock.now()).toISOString(),
    });
    this.onGrown(this.sink.unsentBytes - unsentBefore);
    for (const { subscription } of [...joinedFeeds, ...joinedTags]) {
      if (subscription && !this.#closed) subscription.start();
    }
  }

  /** A connection holds a bounded number of subscriptions; replacing one is always possible. */
  #refuseSurplus(feeds: readonly FeedJoin[], tags: readonly TagJoin[]): void {
    const { maxSubscriptions, maxTagSubscriptions } = this.context.options;
    let held = this.#feeds.size + this.#tags.size;
    let heldTags = this.#tags.size;
    for (const join of feeds) {
      if (this.#feeds.has(join.request.id)) continue;
      if (held >= maxSubscriptions) join.refuse(surplus(`${maxSubscriptions} subscriptions`));
      else held++;
    }
    for (const join of tags) {
      if (this.#tags.has(join.request.tag)) continue;
      if (heldTags >= maxTagSubscriptions) join.refuse(surplus(`${maxTagSubscriptions} tags`));
      else if (held >= maxSubscriptions) join.refuse(surplus(`${maxSubscriptions} subscriptions`));
      else {
        held++;
        heldTags++;
      }
    }
  }

  #replaceFeed(subscription: FeedSubscription): void {
    this.#feeds.get(subscription.feed)?.leave();
    this.#feeds.set(subscription.feed, subscription);
  }

  #replaceTag(subscription: TagSubscription): void {
    this.#tags.get(subscription.follower.tag)?.leave();
    this.#tags.set(subscription.follower.tag, subscription);
  }

  #leaveFeed(feed: string): void {
    const subscription = this.#feeds.get(feed);
    if (!subscription) return;
    // What arrived before the call still belongs to the subscription.
    if (subscription.active) subscription.channel.flush();
    subscription.leave();
    this.#feeds.delete(feed);
  }

  #leaveTag(tag: string): void {
    this.#tags.get(tag)?.leave();
    this.#tags.delete(tag);
  }

  async #move(left: FeedSubscription): Promise<void> {
    const { clock, directory, options, logger } = this.context;
    const current = (): boolean => !this.#closed && this.#feeds.get(left.feed) === left;
    for (let waitMs = options.retryMs; current(); waitMs = Math.min(waitMs * 2, options.retryMaxMs)) {
      try {
        const channel = await directory.resolve(left.feed, left.viewOf);
        if (channel && !channel.ready) await channel.caughtUp(options.aheadMs);
        if (!current()) {
          if (channel) directory.release(channel);
          return;
        }
        if (!channel) return this.#forbid(left.feed);
        if (channel.ready && directory.permits(channel, left.viewOf)) return this.#continue(left, channel);
        directory.release(channel);
      } catch (error) {
        logger.warn({ feed: left.feed, err: error }, 'feed not opened in its new view, trying again');
      }
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    }
  }

  #forbid(feed: string): void {
    this.#feeds.delete(feed);
    this.sink.send(new Frame('feed.closed', { feed, reason: 'forbidden' }));
  }

  #continue(left: FeedSubscription, channel: FeedChannel): void {
    channel.flush();
    const { feed, viewOf, maxRateHz } = left;
    const latest =
      maxRateHz === undefined
        ? undefined
        : new LatestSubscription(channel, maxRateHz, viewOf, this, this.context);
    const held = latest?.held ?? channel.timeline.held;
    const subscription = latest ?? new EverySubscription(channel, held.seq, viewOf, this, this.context);
    this.#feeds.set(feed, subscription);
    this.sink.send(snapshotFrame(feed, held, 'access_changed'));
    subscription.start();
  }
}

function surplus(most: string): MessageError {
  const detail = `A connection may hold ${most}; unsubscribe some first.`;
  return { code: 'validation_failed', detail, retryable: false };
}
