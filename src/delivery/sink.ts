import type { MessageError } from '../core/protocol/messages.js';
import type { Frame } from './frame.js';

/**
 * One subscriber's outlet: a socket, an event stream, a test's array. Calls arrive on the wire in the order in which they were made.
 */
export abstract class Sink {
  abstract readonly id: string;
  /** Queues one message; what is sent in one turn of the event loop leaves in one write. Never throws, never waits. */
  abstract send(frame: Frame): void;
  /** True while more is unsent than the bound allows. Delivery stops sending `latest` to it and ends `every`. */
  abstract get congested(): boolean;
  /** True while so much is unsent that history should wait, long before it is congested: what is live needs the rest. */
  abstract get busy(): boolean;
  /** Bytes that this process still keeps for it. */
  abstract get unsentBytes(): number;
  /** Calls back once, as soon as it is no longer busy; never after it ended. */
  abstract onceDrained(listener: () => void): void;
  /**
   * Tells the client why, then disconnects it. Everything sent before still goes out as far as the connection takes it, for at most
   * `lingerMs` if that is less than the transport allows by itself.
   */
  abstract end(error: MessageError, lingerMs?: number): void;
}
