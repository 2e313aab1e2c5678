import type { CursorMove, CursorStore } from './cursor-store.js';
import type { Lease } from './held-webhook.js';

interface Waiting {
  readonly move: CursorMove;
  readonly resolve: (held: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes the cursors of one webhook: whatever comes while a write is under way is the next one. A feed waits for its move before it
 * makes the next, so that there is never more than one move a feed, and never more than one message a feed to be sent again.
 */
export class CursorWriter {
  readonly #store: CursorStore;
  readonly #lease: Lease;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(store: CursorStore, lease: Lease) {
    this.#store = store;
    this.#lease = lease;
  }

  /** Resolves to whether the lease still stood. */
  write(move: CursorMove): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ move, resolve, reject });
      if (!this.#writing) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const held = await this.#store.move(
          this.#lease,
          batch.map(({ move }) => move),
        );
        for (const { resolve } of batch) resolve(held);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }
}
