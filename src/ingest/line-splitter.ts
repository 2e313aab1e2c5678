const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EMPTY = Buffer.alloc(0);

/** One line without its end, LF or CRLF, or that it was longer than allowed. */
export type Line = { readonly bytes: Buffer } | 'too_long';

/**
 * Cuts a byte stream into lines, in whatever chunks it comes. Of a line beyond `maxBytes` nothing is kept. Invariant: what is kept
 * between chunks is at most `maxBytes` of one unfinished line, and one byte that may belong to its end.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  #tooLong = false;

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last line, when it does not end with a newline. */
  end(): Line | undefined {
    return this.#length > 0 || this.#tooLong ? this.#take() : undefined;
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#tooLong) return;
    this.#length += part.length;
    this.#parts.push(part);
    if (this.#length <= this.maxBytes || this.#endsAtBound(part)) return;
    this.#tooLong = true;
    this.#parts = [];
  }

  #endsAtBound(part: Buffer): boolean {
    return this.#length === this.maxBytes + 1 && part.at(-1) === CARRIAGE_RETURN;
  }

  #take(): Line {
    const line: Line = this.#tooLong ? 'too_long' : { bytes: withoutReturn(this.#joined()) };
    this.#parts = [];
    this.#length = 0;
    this.#tooLong = false;
    return line;
  }

  #joined(): Buffer {
    return this.#parts.length === 1 ? (this.#parts[0] ?? EMPTY) : Buffer.concat(this.#parts, this.#length);
  }
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
