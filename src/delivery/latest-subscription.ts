import type { HeldState } from '../core/conflation/conflation.js';
import type { FeedChannel } from './feed-channel.js';
import { FeedSubscription, type DeliveryContext, type SubscriptionOwner } from './feed-subscription.js';
import type { LatestRoom } from './latest-room.js';
import type { ViewOf } from './session.js';

/** Follows the state. It is a member of its room from the beginning: it starts at what the room sent last. */
export class LatestSubscription extends FeedSubscription {
  override readonly contract = 'latest';
  readonly #room: LatestRoom;

  constructor(
    channel: FeedChannel,
    override readonly maxRateHz: number,
    viewOf: ViewOf,
    owner: SubscriptionOwner,
    context: DeliveryContext,
  ) {
    super(channel, viewOf, owner, context);
    this.#room = context.rooms.latest(channel, maxRateHz);
    this.#room.add(this);
    context.metrics.subscribed('latest', 1);
  }

  get held(): HeldState {
    return this.#room.sent;
  }

  override start(): void {
    if (this.channel.finished) this.#room.tick();
    this.tellStanding();
  }

  protected override onLeave(): void {
    this.#room.remove(this);
  }
}
