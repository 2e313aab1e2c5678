const TEXT_FRAME = 0x81;

/** One Socket.IO event of the default namespace, encoded once for every connection that gets it. */
export class WireFrame {
  /** The unmasked WebSocket text frame of the Engine.IO message: what stands on the wire. */
  readonly buffer: Buffer;
  readonly #name: string;
  readonly #json: string;

  /** @param json the event's only argument, already JSON */
  constructor(name: string, json: string) {
    this.#name = name;
    this.#json = json;
    this.buffer = textFrame(`4${this.packet}`);
  }

  /** The Socket.IO packet, for connections that engine.io must encode itself (polling, upgrading, busy). */
  get packet(): string {
    return `2[${JSON.stringify(this.#name)},${this.#json}]`;
  }

  get bytes(): number {
    return this.buffer.length;
  }
}

/** One unmasked, unfragmented WebSocket message. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    frame.writeUInt32BE(length >>> 0, 6);
  }
  frame.write(text, header, 'utf8');
  return frame;
}
