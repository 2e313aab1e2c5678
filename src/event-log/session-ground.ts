import type { StoredEvent } from '../core/feed/fold.js';
import type { JsonObject } from '../core/json/json.js';
import type { Kind } from '../core/kinds/kind.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { HeldUpdate } from './held-update.js';

/** What a key of the feed is bound to. */
export type KeyOwner =
  | { readonly hash: string; readonly event: LoggedEvent }
  | { readonly hash: string; readonly held: HeldUpdate };

/** An event that the session decided to append, with what only the log's tables need of it. */
export interface Appended {
  readonly event: LoggedEvent;
  /** What the publisher gave; undefined when `event.occurredAt` is but the default. */
  readonly occurredAt?: string;
  /** When the trade in it happened; of an amend, the one that its target then holds. */
  readonly tradeAt?: string;
  readonly key?: string;
  readonly hash?: string;
  readonly actor: string;
  readonly dataText: string;
  readonly patchText?: string;
}

/** What a correction stands on: all of it as of the session's head. */
export interface CorrectionGround {
  /** The event that an amend or void names, if there is one. */
  readonly target?: StoredEvent;
  /** The corrections of that event, in seq order. */
  readonly corrections: readonly StoredEvent[];
  /** State once the correction, whose seq follows the head, is part of the log. */
  readonly refold: (correction: StoredEvent) => JsonObject;
}

export interface SessionOptions {
  readonly kind: Kind;
  readonly keys: ReadonlyMap<string, KeyOwner>;
  /** The database's clock, read under the lock; ISO 8601. */
  readonly now: string;
  /** Most characters of `state` as JSON. */
  readonly maxStateSize: number;
  readonly newId: () => string;
}
