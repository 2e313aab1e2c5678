import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { MatchMinute } from '../../../shared/feed/clock.js';
import type { Side, Teams } from '../../../shared/feed/teams.js';
import type { TextKey } from '../../../shared/i18n/en.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Entry } from '../../../shared/press/timeline.js';
import type { Field } from './fields.js';
import type { Around, Fold } from './replay.js';
import type { Tally } from './tally.js';

/** What may come next in a match: the console offers it, the referee decides. */
export type Step =
  | { readonly kind: 'start'; readonly period: string }
  | { readonly kind: 'end'; readonly period: string }
  | { readonly kind: 'break' | 'resume' | 'ended' | 'final' | 'reopen' };

export interface Flow {
  /** What comes next if all goes its usual way. */
  readonly next: Step | undefined;
  readonly others: readonly Step[];
}

/** A match at the moment of a press. */
export interface Situation {
  readonly state: JsonObject;
  readonly config: JsonObject;
  /** Milliseconds since 1970 by the server's clock. */
  readonly now: number;
}

/** One more question of a play, with its answers; the first is the usual one. */
export interface Option {
  /** The member of the event's data. */
  readonly name: string;
  readonly label: TextKey;
  readonly values: readonly { readonly value: string; readonly label: TextKey }[];
}

/** What the picker has found out. */
export interface Picked {
  readonly team: Side;
  readonly player?: string | undefined;
  /** Of a substitution: who comes on. */
  readonly on?: string | undefined;
  /** The answer to the play's option. */
  readonly choice?: string | undefined;
  /** It counts, but a video check of it runs. */
  readonly checked?: boolean | undefined;
}

/** An event that needs a team, and mostly players. */
export interface Play {
  readonly type: string;
  /** Asked for where it is not given. */
  readonly team?: Side;
  /** What its data always say. */
  readonly data?: JsonObject;
  readonly option?: (config: JsonObject) => Option;
  /** Whom it asks for: nobody, one, or who comes off and who comes on. */
  readonly players: 'none' | 'one' | 'swap';
  /** Takes a shirt number as soon as it can be nobody else's. */
  readonly quick?: boolean;
  /** Its data bear the minute. */
  readonly timed?: boolean;
  /** What a video check of it is about, where there is one. */
  readonly check?: string;
  /** What helps to choose the team. */
  readonly note?: TextKey;
  /** How many of it a team still has. */
  readonly left?: (state: JsonObject, side: Side) => number | undefined;
  /** Where it is more, or other, than one event of that type. */
  readonly facts?: (picked: Picked, words: Words) => readonly Fact[];
}

/** What texts of events may need. */
export interface Words {
  readonly t: Translate;
  readonly teams: Teams;
}

/** Dialogs that need nothing but to be opened. */
export type Asked = 'stoppage' | 'var' | 'comment' | 'status' | 'score' | 'clock' | 'replace';

export type Does =
  | { readonly kind: 'play'; readonly play: Play }
  /** Published at once; undefined: it means nothing as things are. */
  | {
      readonly kind: 'now';
      readonly facts: (situation: Situation) => readonly Fact[] | undefined;
      /** What is asked then instead. */
      readonly otherwise?: Play;
    }
  | { readonly kind: 'ask'; readonly dialog: Asked }
  | { readonly kind: 'nudge'; readonly byMs: number }
  | { readonly kind: 'clockToggle' | 'next' | 'undo' | 'redo' | 'help' };

/** Something the desk can be told to do. */
export interface Action {
  /** Stable: bindings that people keep name it. */
  readonly id: string;
  readonly label: TextKey;
  /** Its strokes until somebody rebinds them; no two actions of a sport share one. */
  readonly keys: readonly string[];
  readonly group: 'events' | 'clock' | 'mistakes' | 'other';
  /** The team that it is about, where that is given. */
  readonly side?: Side;
  /** Only a key: its button would be one too many. */
  readonly keyOnly?: boolean;
  readonly does: Does;
}

/** What stands beside an event of the timeline. */
export interface Mark {
  readonly when?: string;
  readonly score?: string;
}

/** All that the desk knows of one sport. */
export interface Sport {
  readonly kind: string;
  readonly actions: readonly Action[];
  /** By event type, in the order in which they are asked for. */
  readonly fields: Readonly<Record<string, readonly Field[]>>;
  /** What can be missed and inserted later. */
  readonly insertable: readonly { readonly type: string; readonly label: TextKey }[];
  /** What comes next while the match goes on. */
  readonly flow: (situation: Situation) => Flow;
  /** Asks before a period starts, where something is still unknown. */
  readonly asksAtStart?: (state: JsonObject) => Action | undefined;
  /** What goes with the start of a period. */
  readonly startsWith?: (state: JsonObject) => readonly Fact[];
  /** Why a step looks wrong: it is asked for again. */
  readonly doubts?: (step: Step, situation: Situation) => TextKey | undefined;
  /** Whether the clock goes on by itself when play does; else with the next touch of the ball. */
  readonly clockRunsOn: boolean;
  /** Its reducer: what the timeline tells of the match around each event, and how it stands with what is not public yet. */
  readonly fold: Fold;
  /** When an event happened in the match, and the score that it made. */
  readonly markOf?: (entry: Entry, around: Around, t: Translate) => Mark;
  /** What the picker says of each player. */
  readonly playerNotes?: (entries: readonly Entry[]) => (side: Side, player: string) => Tally | undefined;
  readonly minuteOf?: (situation: Situation) => MatchMinute | undefined;
  /** Why play stops: what the status is offered with. */
  readonly reasons: readonly TextKey[];
  /** What the score counts. */
  readonly scoreLabel: TextKey;
}
