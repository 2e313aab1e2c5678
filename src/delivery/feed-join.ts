import { rungOf } from '../core/conflation/rate-ladder.js';
import type { JsonObject } from '../core/json/json.js';
import type { StreamedEvent } from '../core/protocol/event.js';
import type {
  Effective,
  FeedAnswer,
  FeedRefusal,
  FeedRequest,
  MessageError,
  Snapshot,
} from '../core/protocol/messages.js';
import type { HeldState } from '../core/conflation/conflation.js';
import { planCutOver } from '../core/stream/cut-over.js';
import { streamed } from '../core/stream/streamed.js';
import { eventWeight } from '../core/stream/weight.js';
import { checksumOf } from './checksums.js';
import { notFound, Refusal, refusalOf } from './errors.js';
import { EverySubscription } from './every-subscription.js';
import type { FeedChannel } from './feed-channel.js';
import type { DeliveryContext, FeedSubscription, SubscriptionOwner } from './feed-subscription.js';
import type { HistoryPage } from './history-reader.js';
import { LatestSubscription } from './latest-subscription.js';
import type { ViewOf } from './session.js';

function snapshotOf(state: JsonObject): { readonly snapshot: Snapshot } {
  return { snapshot: { state, checksum: checksumOf(state) } };
}

/** What one answer may still carry; shared by all feeds of a call. */
export interface Budget {
  weight: number;
}

export type Joined =
  | { readonly answer: FeedAnswer; readonly subscription: FeedSubscription }
  | { readonly answer: FeedRefusal; readonly subscription: undefined };

/**
 * One feed of a subscribe call. `prepare` does what has to be waited for; `cutOver` then decides anew from where the channel stands in
 * that turn, so it does not matter what happened in between.
 */
export class FeedJoin {
  #channel: FeedChannel | undefined;
  #page: HistoryPage | undefined;
  #refusal: MessageError | undefined;

  constructor(
    readonly request: FeedRequest,
    readonly context: DeliveryContext,
  ) {}

  /** Never rejects. May be called again when `permitted` says so. */
  async prepare(viewOf: ViewOf): Promise<void> {
    this.abandon();
    this.#refusal = undefined;
    try {
      this.#channel = await this.context.directory.resolve(this.request.id, viewOf);
      if (this.#channel) await this.#approach(this.#channel);
      else this.#refusal = notFound(this.request.id);
    } catch (error) {
      this.abandon();
      this.#refusal = refusalOf(error);
      const { logger, metrics } = this.context;
      metrics.refusals.inc({ reason: 'feed' });
      logger.debug({ feed: this.request.id, err: error }, 'subscription refused');
    }
  }

  /** Whether what was prepared still is what this caller may see. */
  permitted(viewOf: ViewOf): boolean {
    if (this.#refusal) return true;
    const channel = this.#channel;
    return channel !== undefined && channel.ready && this.context.directory.permits(channel, viewOf);
  }

  /** Refuses what did not become ready in time. */
  refuse(error: MessageError): void {
    this.abandon();
    this.#refusal = error;
  }

  /** Gives back the channel. */
  abandon(): void {
    if (this.#channel) this.context.directory.release(this.#channel);
    this.#channel = undefined;
    this.#page = undefined;
  }

  /** Answer and subscription of this very turn. The subscription owns the channel; it has to be started right after the answer. */
  cutOver(owner: SubscriptionOwner, viewOf: ViewOf, budget: Budget): Joined {
    const { id } = this.request;
    const channel = this.#channel;
    if (this.#refusal || !channel) {
      return { answer: { id, error: this.#refusal ?? notFound(id) }, subscription: undefined };
    }
    this.#channel = undefined;
    channel.flush();
    return this.request.contract === 'latest'
      ? this.#joinLatest(channel, owner, viewOf)
      : this.#joinEvery(channel, owner, viewOf, budget);
  }

  #joinLatest(channel: FeedChannel, owner: SubscriptionOwner, viewOf: ViewOf): Joined {
    const rateHz = rungOf(this.request.maxRateHz);
    if (rateHz === undefined) throw new Error('the rate was not validated');
    const subscription = new LatestSubscription(channel, rateHz, viewOf, owner, this.context);
    const { held } = subscription;
    const { position } = this.request;
    const recovered = position?.epoch === held.epoch && position.seq === held.seq;
    const effective = { contract: 'latest', maxRateHz: rateHz, delaySeconds: channel.delaySeconds } as const;
    const content = recovered ? {} : snapshotOf(held.state);
    return { answer: this.#answer(channel, effective, held, { ...content, recovered }), subscription };
  }

  #joinEvery(channel: FeedChannel, owner: SubscriptionOwner, viewOf: ViewOf, budget: Budget): Joined {
    const effective = { contract: 'every', delaySeconds: channel.delaySeconds } as const;
    const events = this.#eventsAfterPosition(channel, budget);
    const held = events
      ? { ...channel.timeline.held, seq: events.at(-1)?.seq ?? (this.request.position?.seq as number) }
      : channel.timeline.held;
    const content = events ? { events, recovered: true } : { ...snapshotOf(held.state), recovered: false };
    const answer = this.#answer(channel, effective, held, content);
    const subscription = new EverySubscription(channel, held.seq, viewOf, owner, this.context);
    return { answer, subscription };
  }

  /** The first of what the subscriber lacks; undefined when it has to start from a snapshot. */
  #eventsAfterPosition(channel: FeedChannel, budget: Budget): readonly StreamedEvent[] | undefined {
    const { position } = this.request;
    const plan = planCutOver(channel.timeline.standing(channel.record.firstSeq), position);
    if (!position || plan === 'snapshot' || plan === 'ahead') return undefined;
    if (plan === 'recent') return this.#fit(channel.timeline.recentAfter(position.seq) ?? [], budget);
    const page = this.#page;
    if (!page || page.epoch !== channel.timeline.epoch || page.revision > channel.record.revision) return [];
    const events = page.after(position.seq);
    if (events.length === 0 && page.firstSeq > position.seq + 1) return undefined;
    const last = events.at(-1);
    if (last && last.seq > channel.seq) {
      channel.takeEvents(events);
      channel.flush();
    }
    return this.#fit(events.map(streamed), budget);
  }

  /** As many as fit in this answer; the others follow as `feed.events`. */
  #fit(events: readonly StreamedEvent[], budget: Budget): readonly StreamedEvent[] {
    const most = Math.min(events.length, this.context.options.pageEvents);
    let count = 0;
    for (; count < most; count++) {
      budget.weight -= eventWeight(events[count] as StreamedEvent);
      if (budget.weight < 0) break;
    }
    return events.slice(0, count);
  }

  #answer(
    channel: FeedChannel,
    effective: Effective,
    { epoch, seq }: HeldState,
    content: Pick<FeedAnswer, 'snapshot' | 'events' | 'recovered'>,
  ): FeedAnswer {
    return { id: channel.feed, epoch, seq, effective, ...content, meta: channel.meta };
  }

  /** Reads ahead what the cut-over will need if the channel's memory does not hold it. */
  async #approach(channel: FeedChannel): Promise<void> {
    const { position, contract } = this.request;
    const standing = () => channel.timeline.standing(channel.record.firstSeq);
    if (!channel.ready || channel.unsure) await this.#readyAgain(channel);
    let plan = planCutOver(standing(), position);
    if (plan === 'ahead') {
      await this.#catchUpWith(channel, position?.seq as number);
      plan = planCutOver(standing(), position);
    }
    if (plan === 'history' && contract === 'every') {
      this.#page = await this.context.history.read(channel, position?.seq as number);
      channel.hear(this.#page.revision);
    }
  }

  async #readyAgain(channel: FeedChannel): Promise<void> {
    await channel.caughtUp(this.context.options.aheadMs);
    if (!channel.ready) throw Refusal.forNow('The feed is being loaded anew; subscribe again.');
  }

  /** The client comes from a node that knew more: this one has to ask the log before it may call the position impossible. */
  async #catchUpWith(channel: FeedChannel, seq: number): Promise<void> {
    const { heads, options } = this.context;
    const { epoch } = channel.timeline;
    if (!(await heads.check(channel))) {
      throw Refusal.forNow('The log cannot be reached to resume; try again.');
    }
    if (channel.timeline.epoch !== epoch || (channel.head < seq && !channel.unsure)) return;
    await channel.caughtUp(options.aheadMs);
    if (channel.timeline.epoch === epoch && channel.seq < seq) {
      throw Refusal.forNow('This node has not caught up with your position yet; try again.');
    }
  }
}
