import type { RelayMessage } from '../../src/core/protocol/relay-message.js';
import type { Clock } from '../../src/platform/clock/clock.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { Relay } from '../../src/relay/relay.js';

type Listener = (message: RelayMessage) => void;

/** Shares of messages, 0 to 1, that suffer a fault; each listener suffers for itself, as each node would. */
export interface RelayFaults {
  readonly lose: number;
  readonly duplicate: number;
  /** Arrives up to `delayMs` later, and so behind messages that were published after it. */
  readonly delay: number;
  readonly delayMs: number;
}

const NO_FAULTS: RelayFaults = { lose: 0, duplicate: 0, delay: 0, delayMs: 0 };

interface Options {
  readonly clock: Clock;
  /** Gives a number in [0, 1); seeded, so that a run can be repeated. */
  readonly random: () => number;
}

/** A relay with a switch for everything that a real one may do wrong. */
export class FaultyRelay extends Relay {
  readonly #relay = new MemoryRelay();
  faults: RelayFaults = NO_FAULTS;
  /** While true nothing arrives anywhere, and the relay knows. */
  down = false;

  constructor(readonly options: Options) {
    super();
  }

  publish(message: RelayMessage): void {
    this.#relay.publish(message);
  }

  listen(listener: Listener): () => void {
    return this.#relay.listen((message) => this.#deliver(message, listener));
  }

  get healthy(): boolean {
    return !this.down;
  }

  close(): Promise<void> {
    return this.#relay.close();
  }

  #deliver(message: RelayMessage, listener: Listener): void {
    if (this.down || this.#happens(this.faults.lose)) return;
    const copies = this.#happens(this.faults.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (!this.#happens(this.faults.delay)) {
        listener(message);
        continue;
      }
      const waitMs = Math.ceil(this.options.random() * this.faults.delayMs);
      this.options.clock.after(waitMs, () => {
        if (!this.down) listener(message);
      });
    }
  }

  #happens(share: number): boolean {
    return share > 0 && this.options.random() < share;
  }
}
