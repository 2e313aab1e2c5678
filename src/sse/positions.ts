import type { Position } from '../core/protocol/position.js';
import type { Frame } from '../delivery/frame.js';
import { encodeCursor, type EntryLine, type HeldPosition } from './cursor.js';
import { EventText } from './event-text.js';
import { movementOf } from './movement.js';

/** What one stream's client holds, and so the `id:` of each message: resuming from it continues right behind that message. */
export interface Positions {
  /** The message with its id, as one or two pieces in order. Called once a message, in the order of sending. */
  take(frame: Frame): readonly Buffer[];
}

/** Of a stream of one feed: `<epoch>:<seq>`. */
export class OnePosition implements Positions {
  #epoch: string | undefined;
  #seq = 0;

  /** @param position where the client says it stands */
  constructor(position: Position | undefined) {
    this.#epoch = position?.epoch;
    this.#seq = position?.seq ?? 0;
  }

  take(frame: Frame): readonly Buffer[] {
    const movement = movementOf(frame);
    if (movement) {
      this.#epoch = movement.epoch ?? this.#epoch;
      this.#seq = movement.seq;
    }
    const text = EventText.of(frame);
    return [this.#epoch === undefined ? text.body : text.withId(`${this.#epoch}:${this.#seq}`)];
  }
}

/** Of a stream of many feeds: each message's id tells the positions in all of them. */
export class ManyPositions implements Positions {
  readonly #held: Map<string, HeldPosition>;
  #line: EntryLine | undefined;

  /** @param positions where the client says it stands; a feed that it does not hold yet has none */
  constructor(feeds: readonly string[], positions: ReadonlyMap<string, Position>) {
    this.#held = new Map(feeds.map((feed) => [feed, positions.get(feed)]));
  }

  take(frame: Frame): readonly Buffer[] {
    const movement = movementOf(frame);
    if (movement) this.#move(movement.feed, movement.epoch, movement.seq);
    const { body } = EventText.of(frame);
    this.#line ??= encodeCursor(this.#held);
    return this.#line.empty ? [body] : [this.#line.copy(), body];
  }

  #move(feed: string, epoch: string | undefined, seq: number): void {
    const before = this.#held.get(feed);
    const next = epoch ?? before?.epoch;
    if (next === undefined) return;
    this.#held.set(feed, { epoch: next, seq });
    // Another epoch or a new feed changes the shape of the line; usually only one number in it changes.
    if (before?.epoch !== next || !this.#line?.replace(feed, seq)) this.#line = undefined;
  }
}
