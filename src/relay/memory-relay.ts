import type { RelayMessage } from '../core/protocol/relay-message.js';
import { Relay } from './relay.js';

type Listener = (message: RelayMessage) => void;

/** The relay of a single node: whoever listens hears a message in the turn in which it was published. */
export class MemoryRelay extends Relay {
  readonly #listeners = new Set<Listener>();

  publish(message: RelayMessage): void {
    for (const listener of [...this.#listeners]) listener(message);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** There are no other nodes to lose. */
  get healthy(): boolean {
    return true;
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}
