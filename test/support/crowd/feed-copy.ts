import { checksum, crc32 } from '../../../src/core/json/checksum.js';
import type { JsonObject } from '../../../src/core/json/json.js';
import { applyPatch } from '../../../src/core/json/merge-patch.js';
import type { StreamedEvent } from '../../../src/core/protocol/event.js';
import type { Position } from '../../../src/core/protocol/position.js';

/** Says what did not fit. */
export type Complain = (fault: string) => void;

/**
 * One feed as a subscriber under `every` gets it, believing nothing: repairs, repeats and replacements that a client would quietly
 * live with are faults here.
 */
export class FeedCopy {
  #position: Position | undefined;
  #state: JsonObject = {};
  /** Of every event since the first snapshot, in the order of their arrival. */
  #history = 0;

  constructor(
    readonly feed: string,
    readonly complain: Complain,
  ) {}

  get position(): Position | undefined {
    return this.#position;
  }

  get seq(): number {
    return this.#position?.seq ?? 0;
  }

  /** Two copies that began at the same place and differ in any event, its place or the state do not share it. */
  get fingerprint(): string {
    return `${this.#position?.epoch}/${this.seq}/${checksum(this.#state)}/${this.#history.toString(16)}`;
  }

  begin(epoch: string, seq: number, state: JsonObject): void {
    if (this.#position)
      this.complain(`${this.feed}: a snapshot at ${seq} instead of events behind ${this.seq}`);
    this.#position = { epoch, seq };
    this.#state = state;
  }

  take(events: readonly StreamedEvent[]): void {
    for (const event of events) {
      const { seq, type, data, patch } = event;
      if (!this.#position || seq !== this.seq + 1) {
        this.complain(`${this.feed}: event ${seq} behind ${this.#position?.seq ?? 'nothing'}`);
        return;
      }
      this.#position = { ...this.#position, seq };
      this.#state = applyPatch(this.#state, patch ?? data);
      this.#history = crc32(`${this.#history}:${seq}:${type}:${JSON.stringify(data)}`);
    }
  }

  check(seq: number, expected: string): void {
    const held = checksum(this.#state);
    if (seq !== this.seq || held !== expected) {
      this.complain(`${this.feed}: the server says ${expected} at ${seq}, held is ${held} at ${this.seq}`);
    }
  }
}
