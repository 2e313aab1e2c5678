import type { Frame } from '../delivery/frame.js';

const SSE = Symbol('server-sent events');

/** One message as the wire carries it. The part that is the same for everybody is encoded once, whatever the number of streams. */
export class EventText {
  readonly body: Buffer;
  #id: string | undefined;
  #whole: Buffer | undefined;

  private constructor(frame: Frame) {
    // JSON holds no line break, so one line of data is enough.
    this.body = Buffer.from(`event: ${frame.name}\ndata: ${frame.json}\n\n`);
  }

  static of(frame: Frame): EventText {
    return frame.encoded(SSE, encode);
  }

  /** With its `id:`. A room's streams of one feed all stand at the same position, so they share these bytes too. */
  withId(id: string): Buffer {
    if (this.#whole === undefined || this.#id !== id) {
      this.#id = id;
      this.#whole = Buffer.concat([Buffer.from(`id: ${id}\n`), this.body]);
    }
    return this.#whole;
  }

  static encode(frame: Frame): EventText {
    return new EventText(frame);
  }
}

const encode = (frame: Frame): EventText => EventText.encode(frame);

export const COMMENT = Buffer.from(': keep-alive\n\n');

/** What every stream begins with. `retryMs`: how long the client waits before it comes back. */
export function prologue(retryMs: number): Buffer {
  return Buffer.from(`: touchline\nretry: ${retryMs}\n\n`);
}
