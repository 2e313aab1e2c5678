import { createContext, use } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Teams } from '../../../shared/feed/teams.js';
import type { FeedView } from '../../../shared/live/feed-log.js';
import type { Entry } from '../../../shared/press/timeline.js';
import type { Around } from '../model/replay.js';
import type { RunningCheck } from '../model/timeline.js';
import type { Desk, Moment } from '../../../shared/press/desk.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Keys } from '../../../shared/keys/use-keys.js';
import type { Action, Situation, Sport } from '../model/sport.js';

/** What all parts of one match's desk share. */
export interface DeskValue {
  readonly feed: string;
  readonly desk: Desk;
  readonly sport: Sport;
  /** Whoever is signed in may have rebound them. */
  readonly keys: Keys<string>;
  readonly config: JsonObject;
  readonly view: FeedView;
  readonly teams: Teams;
  readonly entries: readonly Entry[];
  readonly check: RunningCheck | undefined;
  /** The match around each event that counts; undefined where the sport or the history does not tell. */
  readonly around: ReadonlyMap<number, Around> | undefined;
  /** Whether anything can be published: the role, the archive, the lock of a final result. */
  readonly canPublish: boolean;
  readonly locked: boolean;
  /** Now, by the server's clock, and what is on the screen. */
  readonly moment: () => Moment;
  /** The match as it is seen now, at a moment. */
  readonly situation: (at: Moment) => Situation;
  /** What an action is called: with its team, where that is given. */
  readonly named: (action: Action) => string;
  /** A fact in one line, in the editor's language. */
  readonly line: (fact: Fact) => string;
  /** Publishes facts of one moment as one act; says so when it can't. @param stroke as of `Desk.perform` */
  readonly act: (facts: readonly Fact[], moment?: Moment, stroke?: string) => void;
}

export const DeskContext = createContext<DeskValue | undefined>(undefined);

export function useDesk(): DeskValue {
  const value = use(DeskContext);
  if (!value) throw new Error('useDesk needs a match desk above it.');
  return value;
}
