import { checksum } from '../../src/core/json/checksum.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type { Position } from '../../src/core/protocol/position.js';

/** `gap`: something is missing, ask again from the position. `mismatch`: what is held is wrong, ask for a snapshot. */
export type Outcome = 'applied' | 'ignored' | 'gap' | 'mismatch';

/**
 * A client's copy of one feed. It only ever moves from one state of the server to another: what does not continue exactly where it
 * stands is not applied.
 */
export class Replica {
  #epoch: string | undefined;
  #seq = 0;
  #state: JsonObject = {};

  get held(): boolean {
    return this.#epoch !== undefined;
  }

  /** Undefined before the first snapshot. */
  get position(): Position | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, seq: this.#seq };
  }

  get state(): JsonObject {
    return this.#state;
  }

  replace(epoch: string, seq: number, state: JsonObject): void {
    this.#epoch = epoch;
    this.#seq = seq;
    this.#state = state;
  }

  /** Under `every`: the next event, or one that is known already. */
  event(event: StreamedEvent): Outcome {
    if (!this.held || event.seq > this.#seq + 1) return 'gap';
    if (event.seq <= this.#seq) return 'ignored';
    this.#state = applyPatch(this.#state, event.patch ?? event.data);
    this.#seq = event.seq;
    return 'applied';
  }

  /** Under `latest`: the way from one state to a later one. */
  change(fromSeq: number, seq: number, patch: JsonObject): Outcome {
    if (!this.held) return 'gap';
    if (seq <= this.#seq) return 'ignored';
    if (fromSeq !== this.#seq) return 'gap';
    this.#state = applyPatch(this.#state, patch);
    this.#seq = seq;
    return 'applied';
  }

  check(seq: number, expected: string): Outcome {
    if (!this.held || seq !== this.#seq) return 'ignored';
    return checksum(this.#state) === expected ? 'applied' : 'mismatch';
  }

  /** What is held is not believed any more: the next request asks for a snapshot. */
  distrust(): void {
    this.#epoch = undefined;
  }
}
