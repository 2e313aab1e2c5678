import type { Readable, Writable } from 'node:stream';
import { AppError } from '../core/protocol/errors.js';
import { LIMITS } from '../core/protocol/rest.js';
import { parseJson } from '../platform/http/json-body.js';
import type { ItemResult } from './batch-publisher.js';
import { LineSplitter, type Line } from './line-splitter.js';
import { ResultSpool } from './result-spool.js';

export interface NdjsonOptions {
  /** Lines that may wait for their commit at a time. */
  readonly windowLines: number;
  /** Their size together. */
  readonly windowBytes: number;
  /** Results that may wait for a client that sends first and reads later, in a file. */
  readonly unreadBytes: number;
  /** How long bytes may come that bring no line, and nothing waits, until the batch is broken off. */
  readonly idleMs: number;
  /** The answer begins when the whole body was read, for a proxy that does not carry both at a time. Default false. */
  readonly answerAfterRequest?: boolean;
}

/** Results that may wait in memory. */
const MEMORY_BYTES = 1024 * 1024;

interface Slot {
  readonly bytes: number;
  text: string | undefined;
}

/** Gives the result of one line; never rejects. Called in the order of the lines, without waiting. */
export type PublishLine = (index: number, read: () => unknown, received: number) => Promise<ItemResult>;

/**
 * One NDJSON batch: lines stream in, their results stream out in the order of the lines, each as soon as it and those before it are
 * known. Invariant: at most `windowLines` lines and `windowBytes` bytes wait for their commit, and about a megabyte of results in memory
 * for the client; beyond that the body is read no further, so memory stays flat however long it is. Blank lines have no result, but
 * count as lines.
 */
export class NdjsonBatch {
  readonly #splitter = new LineSplitter(LIMITS.ndjsonLineBytes);
  readonly #slots: Slot[] = [];
  #head = 0;
  #bytes = 0;
  #line = 0;
  #lineAt = performance.now();
  #flushing = false;
  readonly #stopping = new AbortController();
  readonly #stopped = new Promise<void>((resolve) => {
    this.#stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  #wake: (() => void) | undefined;
  readonly #results: ResultSpool;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly publish: PublishLine,
    private readonly options: NdjsonOptions,
  ) {
    const limits = { memoryBytes: MEMORY_BYTES, fileBytes: options.unreadBytes };
    this.#results = new ResultSpool(output, limits, () => this.#wake?.(), options.answerAfterRequest);
  }

  /** Takes no further line; the answer breaks off behind the results of those that were taken. */
  stop(): void {
    this.#stopping.abort();
    this.#wake?.();
  }

  /** Resolves when the answer has ended or the client is gone. Never rejects. */
  async run(): Promise<void> {
    // To leave a stream before its end destroys it, and with it the connection that the results still need.
    const complete = await Promise.race([this.#readAll(), this.#stopped.then(() => false)]);
    this.#results.release();
    while ((this.#pending > 0 || !this.#results.empty) && !this.#gone) await this.#change();
    if (complete) this.output.end();
    else this.output.destroy();
  }

  get #pending(): number {
    return this.#slots.length - this.#head;
  }

  get #gone(): boolean {
    return this.output.destroyed;
  }

  get #full(): boolean {
    return (
      this.#pending >= this.options.windowLines ||
      this.#bytes >= this.options.windowBytes ||
      this.#results.full
    );
  }

  /** Blank lines keep the connection open, but nobody's place. */
  get #idle(): boolean {
    return this.#pending === 0 && performance.now() - this.#lineAt > this.options.idleMs;
  }

  async #readAll(): Promise<boolean> {
    try {
      for await (const chunk of this.input as AsyncIterable<Buffer>) {
        for (const line of this.#splitter.push(chunk)) {
          if (this.#full) await this.#room();
          if (this.#gone) return false;
          if (!this.#stopping.signal.aborted) this.#take(line);
        }
        if (this.#idle) return false;
      }
    } catch {
      // The client broke off, or the server drains: what was taken is still answered as far as possible.
      return false;
    }
    const last = this.#splitter.end();
    if (last) this.#take(last);
    return true;
  }

  /** Also resolves when there is nothing more to wait for. */
  async #room(): Promise<void> {
    while (this.#full && !this.#gone && !this.#stopping.signal.aborted) {
      // Results that are held back until the end of the body would never make room.
      if (this.#results.full) this.#results.release();
      await this.#change();
    }
  }

  #take(line: Line): void {
    const index = this.#line++;
    if (line !== 'too_long' && isBlank(line.bytes)) return;
    this.#lineAt = performance.now();
    const slot: Slot = { bytes: line === 'too_long' ? 0 : line.bytes.length, text: undefined };
    this.#slots.push(slot);
    this.#bytes += slot.bytes;
    void this.publish(index, () => readLine(line), slot.bytes).then((result) => {
      slot.text = `${JSON.stringify(result)}\n`;
      this.#bytes -= slot.bytes;
      this.#scheduleFlush();
    });
  }

  /** What falls due in one turn leaves in one write. */
  #scheduleFlush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
      this.#wake?.();
    });
  }

  #flush(): void {
    let text = '';
    for (let slot = this.#slots[this.#head]; slot?.text !== undefined; slot = this.#slots[this.#head]) {
      text += slot.text;
      this.#head++;
    }
    if (this.#head > 1024) {
      this.#slots.splice(0, this.#head);
      this.#head = 0;
    }
    if (text !== '') this.#results.write(text);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

function readLine(line: Line): unknown {
  if (line === 'too_long') {
    throw new AppError('payload_too_large', 'The line is longer than 128 KiB. Split the update.');
  }
  return parseJson(line.bytes);
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
