import type { Json, JsonObject } from '../../src/core/json/json.js';
import type { NewFeed } from '../api/api.js';
import type { Source } from './source.js';

/** An update as the file tells it. `key` names it within its feed, the same at every run over the same file. */
export interface ReplayUpdate {
  readonly item: 'update';
  readonly feed: string;
  readonly key: string;
  readonly type: string;
  readonly data: JsonObject;
  /** Absent where the file does not know the date: the server then takes the time of the commit. */
  readonly occurredAt?: string;
  /** Milliseconds on the file's own time line, for pacing. */
  readonly paceMs: number;
  /** A later item corrects this one, so its seq must be kept. */
  readonly corrected?: true;
}

/** A correction of the update whose key is `target`. */
export interface ReplayAmend {
  readonly item: 'amend';
  readonly feed: string;
  readonly key: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly reason: string;
  readonly paceMs: number;
}

/** What the file says the feed must end with. */
export interface Expectation {
  /** In words: `half-time`, `period 3`. */
  readonly what: string;
  /** Into the state, such as `score.home`; a value of `undefined` means that nothing may be there. */
  readonly values: Readonly<Record<string, Json | undefined>>;
}

export interface ReplayFeed {
  readonly item: 'feed';
  readonly feed: NewFeed;
  /** False for a feed that must be there already. */
  readonly create: boolean;
}

export interface ReplayExpectation {
  readonly item: 'expect';
  readonly feed: string;
  readonly expectations: readonly Expectation[];
}

/** Something that the reader of the summary should know: what was left out, inferred, or contradicts itself in the file. */
export interface ReplayNote {
  readonly item: 'note';
  /** `contradiction`: the file disagrees with itself. */
  readonly level: 'info' | 'contradiction';
  readonly text: string;
}

export type ReplayItem = ReplayFeed | ReplayUpdate | ReplayAmend | ReplayExpectation | ReplayNote;

export interface FormatOptions {
  /** Put before each feed id. */
  readonly prefix: string;
  /** Tags of every new feed. */
  readonly tags: readonly string[];
  /** From 1, in the order of the file. */
  readonly match?: number;
  /** `all`, `none`, or at most so many a second. */
  readonly quotes: 'all' | 'none' | number;
  /** IANA zone of local times without an offset. */
  readonly zone?: string;
  /** YYYY-MM-DD, for files that know only the time of day. */
  readonly date?: string;
}

/** Pure: a file's content in, feeds and updates out, in the order in which each feed must receive them. */
export interface Format {
  readonly name: string;
  /** Whether the whole file is read before the first item, so that feeds can be merged by time. */
  readonly whole: boolean;
  read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem>;
}
