import { createContext, use } from 'react';
import type { JsonObject } from '../../../../src/core/json/json.js';
import type { Keys } from '../../shared/keys/use-keys.js';
import type { FeedView } from '../../shared/live/feed-log.js';
import type { Desk, Moment } from '../../shared/press/desk.js';
import type { Fact, Operation } from '../../shared/press/press.js';
import type { Entry } from '../../shared/press/timeline.js';
import type { Action } from './model/keys.js';
import type { Market } from './model/market.js';

/** What all parts of one quote desk share. */
export interface QuoteDeskValue {
  readonly feed: string;
  readonly market: Market;
  readonly keys: Keys<Action>;
  readonly desk: Desk;
  readonly view: FeedView;
  readonly state: JsonObject;
  /** The facts that are kept, oldest first, a few times a second. */
  readonly entries: readonly Entry[];
  readonly canPublish: boolean;
  /** Now, by the server's clock, and what is on the screen. */
  readonly moment: () => Moment;
  /** A fact in one line, in the editor's language. */
  readonly line: (fact: Fact) => string;
  /** Publishes as one act; says so when it can't. */
  readonly perform: (operations: readonly Operation[], moment: Moment) => void;
}

export const QuoteDeskContext = createContext<QuoteDeskValue | undefined>(undefined);

export function useQuoteDesk(): QuoteDeskValue {
  const value = use(QuoteDeskContext);
  if (!value) throw new Error('useQuoteDesk needs a quote desk above it.');
  return value;
}
