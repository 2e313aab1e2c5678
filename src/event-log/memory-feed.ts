import {
  correctsFrom,
  effectiveEvents,
  fold,
  origin,
  type FoldPoint,
  type StoredEvent,
} from '../core/feed/fold.js';
import { ordered } from '../core/json/canonical.js';
import type { JsonObject } from '../core/json/json.js';
import type { Kind } from '../core/kinds/kind.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { TradeAt } from './bar.js';
import type { NewFeed } from './event-log.js';
import { newEntry, type FeedEntry, type SeenHead } from './feed-catalogue.js';
import type { FeedHead } from './feed-head.js';
import type { FeedSession } from './feed-session.js';
import type { CorrectionGround, KeyOwner } from './session-ground.js';
import type { HeldUpdate } from './held-update.js';
import type { Submission } from './submission.js';

/** One feed of the memory log: everything that was ever committed, and the state at each seq. */
export class MemoryFeed {
  readonly kind: Kind;
  readonly keys = new Map<string, KeyOwner>();
  /** In order of receipt; a closed one keeps its place. */
  readonly holds = new Map<string, HeldUpdate>();
  readonly #events: LoggedEvent[] = [];
  readonly #stored: StoredEvent[] = [];
  readonly #actors: string[] = [];
  readonly #states: JsonObject[];
  #stateSize = 0;
  entry: FeedEntry;

  constructor(feed: NewFeed, kind: Kind, now: string) {
    this.entry = newEntry(feed, now);
    this.kind = kind;
    this.#states = [kind.initial(feed.config)];
  }

  get seq(): number {
    return this.#events.length;
  }

  get head(): FeedHead {
    const { id, kind, config, revision, firstSeq, holdSeconds, archivedAt } = this.entry;
    const { headAt } = this.seen(this.seq);
    return {
      id,
      kind,
      config,
      revision,
      firstSeq,
      holdSeconds,
      seq: this.seq,
      state: this.#states[this.seq] as JsonObject,
      stateSize: this.#stateSize,
      checkpointSeq: 0,
      ...(headAt === undefined ? {} : { headAt }),
      ...(archivedAt === undefined ? {} : { archivedAt }),
    };
  }

  seen(seq: number): SeenHead {
    const state = ordered(this.#states[seq] as JsonObject);
    const last = this.#events[seq - 1];
    return last ? { seq, state, headAt: last.at } : { seq, state };
  }

  /** Config may change what seq 0 means, and only while that is the head. */
  resetOrigin(): void {
    if (this.seq === 0) this.#states[0] = this.kind.initial(this.entry.config);
  }

  event(seq: number): LoggedEvent | undefined {
    return this.#events[seq - 1];
  }

  actor(seq: number): string {
    return this.#actors[seq - 1] as string;
  }

  events(after: number, until: number): readonly LoggedEvent[] {
    return this.#events.slice(after, until);
  }

  /** The last seq whose commit time is not after `time`. */
  cursor(time: string): number {
    let seq = this.seq;
    while (seq > 0 && (this.#events[seq - 1] as LoggedEvent).at > time) seq--;
    return seq;
  }

  /** The trades that hold as of `seq`, with the bars' view of time. */
  trades(seq: number): readonly TradeAt[] {
    return effectiveEvents(this.#stored.slice(0, seq)).flatMap((event) => {
      const trade = this.kind.tradeOf?.(event);
      return trade ? [{ ...trade, seq: event.seq, at: event.occurredAt }] : [];
    });
  }

  ground({ operation }: Submission): CorrectionGround {
    const target = operation.op === 'publish' ? undefined : this.#stored[operation.target - 1];
    return {
      ...(target ? { target } : {}),
      corrections: target ? this.#stored.filter((event) => event.target === target.seq) : [],
      refold: (correction) => this.fold([...this.#stored, correction]).state,
    };
  }

  fold(events: readonly StoredEvent[] = this.#stored): FoldPoint {
    const foldable = { kind: this.kind, config: this.entry.config };
    return fold(foldable, origin(foldable), events);
  }

  /** Takes over what a session of one submission decided. */
  commit(session: FeedSession): void {
    for (const { event, actor, occurredAt, key, hash } of session.appended) {
      this.#events.push(event);
      this.#actors.push(actor);
      this.#stored.push({ ...event, occurredAtGiven: occurredAt !== undefined });
      // State at seq is what the wire says it is: the state before, patched.
      this.#states.push(session.head.state);
      if (key !== undefined) this.keys.set(key, { hash: hash as string, event });
    }
    this.#stateSize = session.head.stateSize;
    for (const held of session.held) this.#keep(held);
    for (const { holdId } of session.released) this.closeHold(holdId, 'released');
  }

  #keep(held: HeldUpdate): void {
    this.holds.set(held.id, held);
    if (held.key !== undefined) this.keys.set(held.key, { hash: held.hash as string, held });
  }

  closeHold(holdId: string, status: 'released' | 'cancelled' | 'dropped', closedReason?: string): void {
    const held = this.holds.get(holdId);
    if (!held) return;
    const closed = { ...held, status, ...(closedReason === undefined ? {} : { closedReason }) };
    this.holds.set(holdId, closed);
    if (held.key !== undefined && status !== 'released') {
      this.keys.set(held.key, { hash: held.hash as string, held: closed });
    }
  }

  pending(): readonly HeldUpdate[] {
    return [...this.holds.values()].filter(({ status }) => status === 'pending');
  }

  /** Raises `firstSeq` up to behind `last`, as far as no later correction reaches behind it. */
  cut(last: number): number {
    let end = last;
    for (;;) {
      const reached = this.#stored
        .slice(end)
        .map(correctsFrom)
        .filter((from) => from !== undefined && from <= end);
      if (reached.length === 0) break;
      end = Math.min(...(reached as number[])) - 1;
    }
    const removed = Math.max(0, end + 1 - this.entry.firstSeq);
    this.entry = { ...this.entry, firstSeq: this.entry.firstSeq + removed };
    return removed;
  }
}
