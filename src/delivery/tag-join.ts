import { rungOf } from '../core/conflation/rate-ladder.js';
import type { MessageError, TagAnswer, TagRequest } from '../core/protocol/messages.js';
import { Refusal, refusalOf } from './errors.js';
import type { ViewOf } from './session.js';
import type { Sink } from './sink.js';
import type { TagDirectory } from './tag-directory.js';
import type { TagContext, TagFollower, TagSubscriber } from './tag-follower.js';
import type { TagRoom } from './tag-room.js';

/** One client's subscription to a tag. */
export class TagSubscription implements TagSubscriber {
  #active = true;

  constructor(
    readonly sink: Sink,
    public viewOf: ViewOf,
    public room: TagRoom,
    readonly follower: TagFollower,
    readonly tags: TagDirectory,
  ) {
    follower.add(this);
    tags.context.metrics.subscribed('tag', 1);
  }

  start(): void {
    this.room.tellStanding(this);
  }

  reauthorize(viewOf: ViewOf): void {
    this.viewOf = viewOf;
    this.follower.judge(this);
  }

  leave(): void {
    if (!this.#active) return;
    this.#active = false;
    this.follower.remove(this);
    this.tags.context.metrics.subscribed('tag', -1);
    this.tags.release(this.follower);
  }
}

export interface TagJoined {
  readonly answer: TagAnswer;
  readonly subscription: TagSubscription | undefined;
}

/** One tag of a subscribe call: `prepare` opens its room, `cutOver` answers from where the room stands in that turn. */
export class TagJoin {
  #follower: TagFollower | undefined;
  #room: TagRoom | undefined;
  #refusal: MessageError | undefined;

  constructor(
    readonly request: TagRequest,
    readonly tags: TagDirectory,
    readonly context: TagContext,
  ) {}

  /** Never rejects. May be called again when `permitted` says so. */
  async prepare(viewOf: ViewOf): Promise<void> {
    this.abandon();
    this.#refusal = undefined;
    try {
      const follower = await this.tags.acquire(this.request.tag);
      this.#follower = follower;
      if (follower.overfull) throw this.#tooMany();
      this.#room = follower.enter(viewOf, rungOf(this.request.maxRateHz) as number);
      await this.#room.opened;
    } catch (error) {
      this.abandon();
      this.#refusal = refusalOf(error);
      this.context.metrics.refusals.inc({ reason: 'tag' });
      this.context.logger.debug({ tag: this.request.tag, err: error }, 'tag subscription refused');
    }
  }

  permitted(viewOf: ViewOf): boolean {
    if (this.#refusal) return true;
    return this.#room !== undefined && this.#follower?.permits(this.#room, viewOf) === true;
  }

  refuse(error: MessageError): void {
    this.abandon();
    this.#refusal = error;
  }

  abandon(): void {
    this.#room?.settle();
    if (this.#follower) this.tags.release(this.#follower);
    this.#room = undefined;
    this.#follower = undefined;
  }

  cutOver(sink: Sink, viewOf: ViewOf): TagJoined {
    const { tag, positions = {} } = this.request;
    const room = this.#room;
    const follower = this.#follower;
    if (!room || !follower || this.#refusal) {
      return { answer: { tag, error: this.#refusal ?? refusalOf(undefined) }, subscription: undefined };
    }
    const { rateHz, delaySeconds } = room;
    const effective = { contract: 'latest', maxRateHz: rateHz, delaySeconds } as const;
    const answer: TagAnswer = { tag, effective, feeds: room.answer(positions) };
    const subscription = new TagSubscription(sink, viewOf, room, follower, this.tags);
    room.settle();
    this.#room = undefined;
    this.#follower = undefined;
    return { answer, subscription };
  }

  #tooMany(): Refusal {
    const { tagFeeds } = this.context.options;
    const detail = `More than ${tagFeeds} feeds bear the tag ${this.request.tag}. Use narrower tags, or subscribe to the feeds by id.`;
    return new Refusal({ code: 'validation_failed', detail, retryable: false });
  }
}
