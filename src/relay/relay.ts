import type { RelayMessage } from '../core/protocol/relay-message.js';

/**
 * Carries committed changes to every node, this one included. At most once, in any order, with duplicates: all harmless, because
 * whoever listens repairs from the log.
 */
export abstract class Relay {
  /** Never throws and never waits; what cannot be sent is counted and dropped. Local listeners hear it in this turn or a later one. */
  abstract publish(message: RelayMessage): void;
  /** Returns the function that ends the subscription. Listeners must not throw. */
  abstract listen(listener: (message: RelayMessage) => void): () => void;
  /** Whether other nodes can be reached now; while false, head checks run more often. */
  abstract get healthy(): boolean;
  abstract close(): Promise<void>;
}
