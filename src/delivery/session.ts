import type { MessageError, SubscribeAnswer, SubscribeRequest } from '../core/protocol/messages.js';

/** What a reader may see of a feed: how late. Undefined: the feed does not exist for this reader. */
export type ViewOf = (
  publicDelaySeconds: number | null,
  feed: string,
) => { readonly delaySeconds: number } | undefined;

/** A whole call that was refused (`validation_failed`: the same id twice, a rate below the ladder, too many feeds). */
export interface Refused {
  readonly error: MessageError;
}

export interface UnsubscribeRequest {
  readonly feeds: readonly string[];
  readonly tags: readonly string[];
}

/**
 * Everything that one sink subscribed to.
 *
 * Calls are served one after the other, in the order in which they were made. Each `answer` is called exactly once, synchronously in
 * the turn of the cut-over: what the sink was sent before belongs to the old subscriptions, what it is sent afterwards to the new ones.
 * So the caller sends its acknowledgement inside `answer`. Promises never reject; they resolve after the answer. After `close` no
 * answer is called and nothing more is sent.
 */
export interface Session {
  /** `viewOf` is kept with these subscriptions and asked again whenever a feed's public delay changes. */
  subscribe(
    request: SubscribeRequest,
    viewOf: ViewOf,
    answer: (answer: SubscribeAnswer | Refused) => void,
  ): Promise<void>;
  /** Unknown ids are ignored. After the answer nothing of those feeds follows. */
  unsubscribe(request: UnsubscribeRequest, answer: (answer: { readonly ok: true }) => void): Promise<void>;
  /** The caller's rights changed: every subscription is judged anew (`feed.snapshot access_changed`, `feed.closed forbidden`). */
  reauthorize(viewOf: ViewOf): Promise<void>;
  /** The sink is gone. Idempotent. */
  close(): void;
}
