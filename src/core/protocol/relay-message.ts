import type { LoggedEvent } from './event.js';

/**
 * What nodes tell each other. Each is only a hint: it may be lost, repeated, late or out of order, and the reader repairs from the log.
 */
export type RelayMessage =
  /** A gapless, ascending run of committed events of one feed; never empty. */
  | {
      readonly type: 'events';
      readonly feed: string;
      readonly epoch: string;
      /** Of the feed's record when they were committed: who may see them is decided by one that is no older. */
      readonly revision?: number;
      readonly events: readonly LoggedEvent[];
    }
  /** The feed was created, changed or archived: read its record again. `tags` are those before and after. */
  | {
      readonly type: 'feed';
      readonly feed: string;
      readonly revision: number;
      readonly tags: readonly string[];
    }
  | { readonly type: 'heartbeat'; readonly feed: string; readonly at: string };
