import type { ServerMessageName, ServerMessages } from '../core/protocol/messages.js';

/**
 * A message that is built once and shared by everyone who gets it. Each transport keeps its own encoding in a slot of it,
 * so that the work is done once a delivery class, never once a socket.
 */
export class Frame<Name extends ServerMessageName = ServerMessageName> {
  #json: string | undefined;
  readonly #encodings = new Map<symbol, unknown>();

  constructor(
    readonly name: Name,
    readonly payload: ServerMessages[Name],
  ) {}

  get json(): string {
    return (this.#json ??= JSON.stringify(this.payload));
  }

  /** The encoding of one transport, made at the first use. */
  encoded<T>(transport: symbol, encode: (frame: Frame) => T): T {
    let encoding = this.#encodings.get(transport) as T | undefined;
    if (encoding === undefined) {
      encoding = encode(this);
      this.#encodings.set(transport, encoding);
    }
    return encoding;
  }
}
