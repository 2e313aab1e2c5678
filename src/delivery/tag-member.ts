import type { Sink } from './sink.js';
import type { ViewOf } from './session.js';

/** Somebody who follows a tag, as its room sees them. */
export interface TagMember {
  readonly sink: Sink;
  readonly viewOf: ViewOf;
}
