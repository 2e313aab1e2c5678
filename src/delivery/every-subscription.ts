import type { SnapshotReason } from '../core/protocol/messages.js';
import { countWithin } from '../core/stream/weight.js';
import type { ChannelObserver } from './channel-observer.js';
import type { FeedChannel } from './feed-channel.js';
import { FeedSubscription, type DeliveryContext, type SubscriptionOwner } from './feed-subscription.js';
import { Frame } from './frame.js';
import { snapshotFrame } from './frames.js';
import type { ViewOf } from './session.js';

/**
 * Follows every event: catch-up, cut-over, live.
 *
 * While it catches up it is no member of the room and nothing is queued for it: it holds a cursor, and takes what lies behind it from
 * the channel's memory or from the log, one message at a time, never while its sink is busy: other feeds of the same sink may be live,
 * and what history leaves of its bounds is theirs. As soon as memory holds all it lacks,
 * the rest is sent and it joins the room in the same turn, so that nothing is missing and nothing comes twice.
 */
export class EverySubscription extends FeedSubscription implements ChannelObserver {
  override readonly contract = 'every';
  override readonly maxRateHz = undefined;
  /** Of the last event that was sent, or of the snapshot. */
  #cursor: number;
  #generation: number;
  #live = false;
  #wake: (() => void) | undefined;
  #meta: Frame<'feed.meta'> | undefined;

  constructor(
    channel: FeedChannel,
    cursor: number,
    viewOf: ViewOf,
    owner: SubscriptionOwner,
    context: DeliveryContext,
  ) {
    super(channel, viewOf, owner, context);
    this.#cursor = cursor;
    this.#generation = channel.generation;
    channel.observe(this);
    context.metrics.subscribed('every', 1);
  }

  override start(): void {
    this.#advance();
  }

  onEvents(): void {
    // The cursor takes them from the channel's memory when their turn comes.
  }

  onReset(): void {
    this.#wake?.();
  }

  onReadyAgain(): void {
    this.#wake?.();
  }

  onMeta(frame: Frame<'feed.meta'>): void {
    this.#meta = frame;
  }

  onHealth(): void {
    // Told when it joins.
  }

  /** It is not archived for this subscriber before the last event was sent. */
  override onArchived(): void {
    if (this.#live) super.onArchived();
  }

  protected override onLeave(): void {
    this.channel.unobserve(this);
    if (this.#live) this.context.rooms.every(this.channel).remove(this);
    this.#wake?.();
  }

  /** Goes as far as it can in this turn; what has to be waited for calls it again. */
  #advance(): void {
    const { channel, sink } = this;
    while (this.active && !this.#live) {
      if (sink.busy) return this.#await((resolve) => sink.onceDrained(resolve));
      if (!channel.ready) return this.#await(() => undefined);
      channel.flush();
      if (channel.generation !== this.#generation) {
        this.#replace(channel.resetReason);
        continue;
      }
      const recent = channel.timeline.recentAfter(this.#cursor);
      if (!recent) return void this.#readPage();
      if (recent.length === 0) return this.#join();
      const { pageEvents, messageBytes } = this.context.options;
      const page = recent.slice(0, pageEvents);
      const events = page.slice(0, countWithin(page, messageBytes));
      this.#send(new Frame('feed.events', { feed: this.feed, events }), this.#cursor + events.length);
    }
  }

  #join(): void {
    this.#live = true;
    this.channel.unobserve(this);
    this.context.rooms.every(this.channel).add(this);
    if (this.#meta) this.sink.send(this.#meta);
    this.#meta = undefined;
    this.tellStanding();
  }

  /** Goes on when `arrange` calls back, or when the channel was reset; ends when the subscription left. */
  #await(arrange: (resolve: () => void) => void): void {
    const resume = (): void => {
      if (this.#wake !== resume) return;
      this.#wake = undefined;
      this.#advance();
    };
    this.#wake = resume;
    arrange(resume);
  }

  async #readPage(): Promise<void> {
    const { channel, context } = this;
    try {
      const page = await context.history.read(channel, this.#cursor);
      if (!this.active) return;
      const events = page.after(this.#cursor);
      const last = events.at(-1);
      channel.hear(page.revision);
      if (channel.unsure) return this.#retry();
      if (!channel.ready || page.epoch !== channel.timeline.epoch) {
        context.heads.soon(channel);
        return this.#retry();
      }
      if (!last) {
        if (page.firstSeq <= this.#cursor + 1) return this.#retry();
        channel.flush();
        this.#replace('retention');
      } else if (!this.sink.busy && channel.generation === this.#generation) {
        // Whoever sends what the channel has not seen yet would get it twice after joining.
        if (last.seq > channel.seq) channel.takeEvents(events);
        const frame = page.frameAfter(this.#cursor);
        this.#send(frame, this.#cursor + frame.payload.events.length);
      }
      this.#advance();
    } catch (error) {
      context.metrics.logFailures.inc({ read: 'history' });
      context.logger.debug({ feed: this.feed, err: error }, 'history read failed, trying again');
      this.#retry();
    }
  }

  #retry(): void {
    if (!this.active) return;
    const { clock, options } = this.context;
    this.#await((resolve) => void clock.after(options.retryMs, resolve));
  }

  #replace(reason: SnapshotReason): void {
    const held = this.channel.timeline.held;
    this.#generation = this.channel.generation;
    this.#send(snapshotFrame(this.feed, held, reason), held.seq);
  }

  #send(frame: Frame, cursor: number): void {
    this.sink.send(frame);
    this.#cursor = cursor;
  }
}
