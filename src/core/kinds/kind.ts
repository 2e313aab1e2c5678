import type { z } from 'zod';
import type { JsonObject } from '../json/json.js';
import type { Issue } from '../protocol/errors.js';

export const KIND_NAMES = ['football', 'basketball', 'tennis', 'quote', 'custom'] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** An event as a reducer sees it: corrections are already applied, so `type`, `data` and `occurredAt` are those that hold. */
export interface FoldEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: JsonObject;
  /** ISO 8601 UTC with milliseconds. */
  readonly occurredAt: string;
}

/** An update or correction that asks to be appended. */
export interface Proposal {
  readonly type: string;
  readonly data: JsonObject;
  readonly reason?: string;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

/** What `config` and the `data` of each event type are checked by, as far as schemas tell it: the interface's description. */
export interface KindSchemas {
  readonly config: z.ZodType;
  /** By event type. Absent: any type with any data. */
  readonly events?: ReadonlyMap<string, z.ZodType>;
}

/** A trade as candles count it. `price` and `size` are exact decimal strings. */
export interface Trade {
  readonly price: string;
  readonly size: string;
  readonly updatesLast: boolean;
  readonly updatesHighLow: boolean;
  readonly updatesVolume: boolean;
}

/**
 * What sort of feed: its event schemas and its reducer. Everything is pure and total; a kind never throws on what it accepted.
 * State holds no `null` and prefers objects keyed by id over arrays.
 */
export interface Kind {
  readonly name: KindName;
  readonly schemas: KindSchemas;
  /** Checks and normalises `config` at creation and PATCH. Paths in issues start with `config`. */
  parseConfig(config: JsonObject): Parsed<JsonObject>;
  /** Whether the reducer reads something that differs between the two: such a change is refused once seq > 0. */
  configChangesState(before: JsonObject, after: JsonObject): boolean;
  /**
   * Checks and normalises one update; unknown fields and types are issues, with paths `type` and `data.…`.
   * `amend` and `void` are refused by the caller before.
   */
  parseUpdate(type: string, data: JsonObject, config: JsonObject): Parsed<JsonObject>;
  /** State at seq 0. */
  initial(config: JsonObject): JsonObject;
  /** Pure and total: an event that makes no sense in this state changes nothing. Returns `state` itself when nothing changes. */
  reduce(state: JsonObject, event: FoldEvent, config: JsonObject): JsonObject;
  /** Why `proposal` (its type is `amend` or `void` for corrections) is refused in `state`, as a 409 detail; undefined when it is not. */
  refuses(state: JsonObject, proposal: Proposal): string | undefined;
  /** Whether `data` of a plain event is itself its patch, so that none is stored (custom). */
  readonly dataIsPatch: boolean;
  /** What `?status=` matches. */
  statusOf(state: JsonObject): string | undefined;
  /** Whether a silent source is worth a warning in this state: live, trading. */
  isActive(state: JsonObject): boolean;
  /** Only where candles make sense (quote): the trade in an event, if it is one. */
  readonly tradeOf?: (event: Pick<FoldEvent, 'type' | 'data'>) => Trade | undefined;
}
