import type { JsonObject } from '../json/json.js';

/** Types that no publisher may use: they name the corrections. */
export const RESERVED_TYPES: readonly string[] = ['amend', 'void'];

/**
 * A committed update, exactly as REST and webhooks show it. Immutable.
 * Times are ISO 8601 UTC with milliseconds.
 */
export interface LoggedEvent {
  readonly feed: string;
  /** From 1, gapless. */
  readonly seq: number;
  readonly type: string;
  readonly data: JsonObject;
  /** The state change of this commit. Absent: apply `data` itself. `{}`: none. */
  readonly patch?: JsonObject;
  /** Commit time by the database's clock; never falls with `seq`. */
  readonly at: string;
  /** When it happened, as the publisher says; else `at`. On an amend: the new time of its target, or `at` if it leaves that alone. */
  readonly occurredAt: string;
  /** Of an amend or void: the event that it corrects. */
  readonly target?: number;
  readonly reason?: string;
  /** Of an amend that also changes the type of its target. */
  readonly amendedType?: string;
  /** Of a late event: its place in the fold is right behind this seq. */
  readonly insertAfter?: number;
}

/** An event inside a message that already names its feed. */
export type StreamedEvent = Omit<LoggedEvent, 'feed'>;
