import type { ViewOf } from './session.js';
import type { Sink } from './sink.js';

/** One subscription as its room sees it. */
export interface Member {
  readonly sink: Sink;
  readonly viewOf: ViewOf;
  /** Its rights are to be judged anew. */
  onAccess(): void;
  /** The feed ended; it was told so. */
  onArchived(): void;
  /** It can't keep up and its contract allows no less: it is told and disconnected. */
  onOverrun(): void;
}
