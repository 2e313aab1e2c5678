import type { Contract } from '../core/protocol/messages.js';
import type { FeedChannel } from './feed-channel.js';
import type { FeedDirectory } from './feed-directory.js';
import type { HistoryReader } from './history-reader.js';
import type { HubOptions } from './options.js';
import type { RoomRegistry } from './room-registry.js';
import type { DeliveryMetrics } from './metrics.js';
import type { HeadMonitor } from './head-monitor.js';
import type { Member } from './subscriber.js';
import type { Clock } from '../platform/clock/clock.js';
import type { FairTurns } from '../platform/turns/fair-turns.js';
import type { Logger } from 'pino';
import { Frame } from './frame.js';
import type { ViewOf } from './session.js';
import type { Sink } from './sink.js';
import type { Viewers } from './viewers.js';

/** What subscriptions share. */
export interface DeliveryContext {
  readonly directory: FeedDirectory;
  readonly heads: HeadMonitor;
  readonly history: HistoryReader;
  readonly rooms: RoomRegistry;
  readonly clock: Clock;
  readonly options: HubOptions;
  readonly metrics: DeliveryMetrics;
  readonly viewers: Viewers;
  readonly turns: FairTurns;
  readonly logger: Logger;
}

/** Who holds a subscription. */
export interface SubscriptionOwner {
  readonly sink: Sink;
  judge(subscription: FeedSubscription): void;
  ended(subscription: FeedSubscription): void;
  overrun(): void;
}

/** One client's subscription to one feed. It owns an acquired channel and releases it when it leaves. */
export abstract class FeedSubscription implements Member {
  abstract readonly contract: Contract;
  abstract readonly maxRateHz: number | undefined;
  #active = true;

  constructor(
    readonly channel: FeedChannel,
    public viewOf: ViewOf,
    readonly owner: SubscriptionOwner,
    readonly context: DeliveryContext,
  ) {
    context.viewers.joined(channel.feed);
  }

  get feed(): string {
    return this.channel.feed;
  }

  get sink(): Sink {
    return this.owner.sink;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Called once, in the turn of the cut-over, right after the answer or snapshot that it continues. */
  abstract start(): void;

  /** Nothing is sent for it any more. Idempotent. */
  leave(): void {
    if (!this.#active) return;
    this.#active = false;
    this.onLeave();
    this.context.metrics.subscribed(this.contract, -1);
    this.context.viewers.left(this.feed);
    this.context.directory.release(this.channel);
  }

  onAccess(): void {
    this.owner.judge(this);
  }

  onArchived(): void {
    this.owner.ended(this);
  }

  onOverrun(): void {
    this.owner.overrun();
  }

  protected abstract onLeave(): void;

  /** What a member that just came to the head has to know beyond the state. */
  protected tellStanding(): void {
    this.channel.checkHealth();
    const health = this.channel.health;
    if (health.status !== 'ok') this.sink.send(new Frame('feed.health', { feed: this.feed, ...health }));
    if (!this.channel.finished) return;
    this.sink.send(new Frame('feed.closed', { feed: this.feed, reason: 'archived' }));
    this.onArchived();
  }
}
