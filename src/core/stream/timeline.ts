import type { HeldState } from '../conflation/conflation.js';
import type { JsonObject } from '../json/json.js';
import { applyPatch, type OwnBranches } from '../json/merge-patch.js';
import type { LoggedEvent, StreamedEvent } from '../protocol/event.js';
import type { Standing } from './cut-over.js';
import { RecentWindow } from './recent-window.js';
import { ReorderBuffer } from './reorder-buffer.js';
import { streamed } from './streamed.js';
import { eventWeight } from './weight.js';

export interface TimelineLimits {
  readonly recentEvents: number;
  readonly recentWeight: number;
  readonly reorderEvents: number;
  readonly reorderWeight: number;
}

/** Where a timeline starts. */
export interface Origin {
  readonly epoch: string;
  readonly seq: number;
  readonly state: JsonObject;
  /** Commit time of `seq`, ISO 8601. */
  readonly at: string;
}

export type Offered = 'kept' | 'duplicate' | 'dropped';

/**
 * Turns events that come in any order, some twice, some never, into the log's order, and keeps the state.
 *
 * Invariants: `state` is the fold of events 1..`seq`; `seq` never passes `head`, the newest seq that may be seen; `takeFresh` gives each
 * event after the origin once, +1 each.
 */
export class Timeline {
  #epoch = '';
  #seq = 0;
  #head = 0;
  #state: JsonObject = {};
  /** Of the state, what nobody has seen: a run of events copies a wide state once. */
  #unseen: OwnBranches = new Set();
  #at = '';
  #fresh: StreamedEvent[] = [];
  readonly #early: ReorderBuffer<StreamedEvent>;
  readonly #recent: RecentWindow<StreamedEvent>;

  constructor(limits: TimelineLimits) {
    this.#early = new ReorderBuffer<StreamedEvent>(
      { count: limits.reorderEvents, weight: limits.reorderWeight },
      eventWeight,
    );
    this.#recent = new RecentWindow<StreamedEvent>(
      0,
      { count: limits.recentEvents, weight: limits.recentWeight },
      eventWeight,
    );
  }

  get epoch(): string {
    return this.#epoch;
  }

  get seq(): number {
    return this.#seq;
  }

  get head(): number {
    return this.#head;
  }

  get state(): JsonObject {
    if (this.#unseen.size > 0) this.#unseen = new Set();
    return this.#state;
  }

  /** Commit time of `seq`. */
  get at(): string {
    return this.#at;
  }

  get behind(): boolean {
    return this.#seq < this.#head;
  }

  get held(): HeldState {
    return { epoch: this.#epoch, seq: this.#seq, state: this.state };
  }

  /** How many events wait for their turn or for their release. */
  get waiting(): number {
    return this.#early.size;
  }

  /** The next event, when it is here but not yet to be seen. */
  get next(): StreamedEvent | undefined {
    return this.#early.get(this.#seq + 1);
  }

  standing(firstSeq: number): Standing {
    const covers = (seq: number): boolean => this.#recent.covers(seq);
    return { epoch: this.#epoch, seq: this.#seq, firstSeq, covers };
  }

  /** Starts at `origin`. What is early and behind it stays, if `keepEarly`. Events that nobody took are forgotten. */
  reset(origin: Origin, keepEarly: boolean): void {
    this.#epoch = origin.epoch;
    this.#seq = origin.seq;
    this.#head = origin.seq;
    this.#state = origin.state;
    this.#unseen = new Set();
    this.#at = origin.at;
    this.#fresh = [];
    this.#recent.reset(origin.seq);
    if (keepEarly) this.#early.dropThrough(origin.seq);
    else this.#early.clear();
  }

  /** Of what was held, keeps what lies ahead. */
  dropPast(): void {
    this.#early.dropThrough(this.#seq);
  }

  forgetEarly(): void {
    this.#early.clear();
  }

  /** Takes an event of this epoch. It does not show before `reveal`. */
  offer(event: LoggedEvent): Offered {
    if (event.seq <= this.#seq || this.#early.has(event.seq)) return 'duplicate';
    // The usual case: it is its turn and it may be seen, so it need not wait in the buffer.
    if (event.seq === this.#seq + 1 && event.seq <= this.#head) {
      this.#apply(streamed(event));
      return 'kept';
    }
    return this.#early.add(streamed(event)) ? 'kept' : 'dropped';
  }

  /** Keeps an event for the time after the next `reset`, whatever stands now. */
  hold(event: LoggedEvent): Offered {
    if (this.#early.has(event.seq)) return 'duplicate';
    return this.#early.add(streamed(event)) ? 'kept' : 'dropped';
  }

  /** Everything up to `head` may be seen. Never goes back. */
  reveal(head: number): void {
    if (head > this.#head) this.#head = head;
  }

  /** Whatever waits may be seen, and proves that all before it exists. */
  revealEarly(): void {
    this.reveal(this.#early.highest);
  }

  /** Applies what has become consecutive. */
  advance(): void {
    while (this.behind) {
      const event = this.#early.take(this.#seq + 1);
      if (!event) return;
      this.#apply(event);
    }
  }

  get hasFresh(): boolean {
    return this.#fresh.length > 0;
  }

  /** What was applied since the last call. */
  takeFresh(): readonly StreamedEvent[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** Events after `seq`; undefined when memory does not hold all of them. */
  recentAfter(seq: number): readonly StreamedEvent[] | undefined {
    return this.#recent.after(seq);
  }

  #apply(event: StreamedEvent): void {
    this.#state = applyPatch(this.#state, event.patch ?? event.data, this.#unseen);
    this.#seq = event.seq;
    this.#at = event.at;
    this.#recent.push(event);
    this.#fresh.push(event);
  }
}
