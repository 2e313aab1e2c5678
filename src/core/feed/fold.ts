import type { JsonObject } from '../json/json.js';
import { applyPatch, type OwnBranches } from '../json/merge-patch.js';
import type { FoldEvent, Kind } from '../kinds/kind.js';
import type { LoggedEvent } from '../protocol/event.js';

/**
 * An event as a fold reads it from the log. `occurredAtGiven` says of an amend whether its publisher gave a new time. The wire form
 * lacks it, and then a time that differs from `at` counts as given: nobody can know the commit time beforehand.
 */
export type StoredEvent = Omit<LoggedEvent, 'feed'> & { readonly occurredAtGiven?: boolean };

/** The state after the events 1..seq. */
export interface FoldPoint {
  readonly seq: number;
  readonly state: JsonObject;
}

/** What a fold needs to know of a feed. */
export interface Foldable {
  readonly kind: Kind;
  readonly config: JsonObject;
}

/** The seq from whose place on the fold changes because of `event`; undefined for a plain event. */
export function correctsFrom(event: Pick<StoredEvent, 'target' | 'insertAfter'>): number | undefined {
  return event.target ?? event.insertAfter;
}

/**
 * Whether a fold up to N may start from the checkpoint at `seq`. `corrections` are the amends, voids and late events in (seq, N].
 * One that corrects an event up to `seq`, or goes right behind it, changes the past that the checkpoint has fixed: `seq` itself need
 * not be last in the fold, it may be a late event.
 */
export function checkpointFits(
  seq: number,
  corrections: Iterable<Pick<StoredEvent, 'target' | 'insertAfter'>>,
): boolean {
  if (seq === 0) return true;
  for (const correction of corrections) {
    const from = correctsFrom(correction);
    if (from !== undefined && from <= seq) return false;
  }
  return true;
}

function givesTime(amend: StoredEvent): boolean {
  return amend.occurredAtGiven ?? amend.occurredAt !== amend.at;
}

/** What holds of `event` after its corrections (in seq order; those of other events are skipped). Undefined: it was voided. */
export function effectiveEvent(
  event: StoredEvent,
  corrections: Iterable<StoredEvent>,
): FoldEvent | undefined {
  let { type, data, occurredAt } = event;
  for (const correction of corrections) {
    if (correction.target !== event.seq) continue;
    if (correction.type === 'void') return undefined;
    type = correction.amendedType ?? type;
    data = correction.data;
    if (givesTime(correction)) occurredAt = correction.occurredAt;
  }
  return { seq: event.seq, type, data, occurredAt };
}

const NONE: readonly StoredEvent[] = [];

function pushTo(lists: Map<number, StoredEvent[]>, key: number, event: StoredEvent): void {
  const list = lists.get(key);
  if (list) list.push(event);
  else lists.set(key, [event]);
}

/**
 * The corrections of a range, and what they make of each event when the range passes by in seq order. Memory is that of the
 * corrections alone. An amended event keeps its seq; amends and voids occupy a seq but do nothing at it; a late event (and what
 * was inserted behind it, depth first) comes right behind the seq that it names.
 */
class Corrections {
  readonly #byTarget = new Map<number, StoredEvent[]>();
  readonly #insertedAfter = new Map<number, StoredEvent[]>();
  readonly #seqs = new Set<number>();

  /** `rows`: every amend, void and late event of the range in seq order; plain events among them are skipped. */
  constructor(rows: Iterable<StoredEvent>) {
    for (const row of rows) {
      if (row.target !== undefined) pushTo(this.#byTarget, row.target, row);
      else if (row.insertAfter !== undefined) pushTo(this.#insertedAfter, row.insertAfter, row);
      else continue;
      this.#seqs.add(row.seq);
    }
  }

  has(seq: number): boolean {
    return this.#seqs.has(seq);
  }

  /** What the fold sees at the place of `event` when the range passes by: itself as corrected, then what was inserted behind it. */
  visit(event: StoredEvent, see: (event: FoldEvent) => void): void {
    if (correctsFrom(event) === undefined) this.#see(event, see);
    else if (!this.has(event.seq)) throw new Error(`Correction ${event.seq} was not announced to the fold.`);
    // A late event has been seen at its own place, and whatever was inserted behind it too.
    if (event.insertAfter === undefined) this.visitBehind(event.seq, see);
  }

  /** The late events whose place is right behind `seq`; behind 0 is before the first event. */
  visitBehind(seq: number, see: (event: FoldEvent) => void): void {
    const inserted = this.#insertedAfter.get(seq);
    if (!inserted) return;
    const stack = inserted.toReversed();
    for (let next = stack.pop(); next; next = stack.pop()) {
      this.#see(next, see);
      for (const nested of this.#insertedAfter.get(next.seq)?.toReversed() ?? NONE) stack.push(nested);
    }
  }

  #see(event: StoredEvent, see: (event: FoldEvent) => void): void {
    const corrections = this.#byTarget.get(event.seq);
    if (!corrections) return see(event);
    const effective = effectiveEvent(event, corrections);
    if (effective) see(effective);
  }
}

/**
 * Folds events one after the other: `seq` rises by one an event, `state` is that of the kind.
 * Without corrections (the hot path) each event costs one reduce and no memory is kept.
 */
export class Folder {
  readonly #feed: Foldable;
  readonly #corrections: Corrections | undefined;
  #seq: number;
  #state: JsonObject;
  /** Of the state, what nobody has seen: where data is the patch, a wide state is copied once, not once an event. */
  #unseen: OwnBranches = new Set();

  /**
   * `corrections`: every amend, void and late event among the events that will be appended, in seq order. `start` must fit them
   * (`checkpointFits`).
   */
  constructor(feed: Foldable, start: FoldPoint, corrections: readonly StoredEvent[] = NONE) {
    this.#feed = feed;
    this.#seq = start.seq;
    this.#state = start.state;
    if (corrections.length === 0) return;
    this.#corrections = new Corrections(corrections);
    if (start.seq === 0) this.#corrections.visitBehind(0, this.#reduce);
  }

  get seq(): number {
    return this.#seq;
  }

  get state(): JsonObject {
    this.#unseen = new Set();
    return this.#state;
  }

  /** Throws when an event is skipped or repeated, or a correction comes that was not announced: the caller's mistake, never the data's. */
  append(event: StoredEvent): void {
    if (event.seq !== this.#seq + 1) throw new Error(`Event ${event.seq} cannot follow ${this.#seq}.`);
    if (this.#corrections) {
      this.#corrections.visit(event, this.#reduce);
    } else if (correctsFrom(event) === undefined) {
      this.#reduce(event);
    } else {
      throw new Error(`Correction ${event.seq} was not announced to the fold.`);
    }
    this.#seq = event.seq;
  }

  readonly #reduce = (event: FoldEvent): void => {
    const { kind, config } = this.#feed;
    this.#state = kind.dataIsPatch
      ? applyPatch(this.#state, event.data, this.#unseen)
      : kind.reduce(this.#state, event, config);
  };
}

/** The point before the first event. */
export function origin(feed: Foldable): FoldPoint {
  return { seq: 0, state: feed.kind.initial(feed.config) };
}

/** State after `events`, the run that follows `start`, with exactly the corrections among them. */
export function fold(feed: Foldable, start: FoldPoint, events: readonly StoredEvent[]): FoldPoint {
  const folder = new Folder(
    feed,
    start,
    events.filter((event) => correctsFrom(event) !== undefined),
  );
  for (const event of events) folder.append(event);
  return { seq: folder.seq, state: folder.state };
}

/** The events as the fold sees them, in its order: what candles are made of. */
export function effectiveEvents(events: readonly StoredEvent[]): FoldEvent[] {
  const corrections = new Corrections(events);
  const seen: FoldEvent[] = [];
  const see = (event: FoldEvent): number => seen.push(event);
  if (events[0]?.seq === 1) corrections.visitBehind(0, see);
  for (const event of events) corrections.visit(event, see);
  return seen;
}
