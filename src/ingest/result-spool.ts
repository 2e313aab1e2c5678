import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

export interface SpoolLimits {
  /** Unread results beyond this leave memory. */
  readonly memoryBytes: number;
  /** What may wait in the file. */
  readonly fileBytes: number;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * The way of results to a client that may send everything before it reads anything. What it does not take yet waits in a temporary
 * file, so neither does memory grow nor does its sending stall. Invariant: the order of the writes is the order on the wire.
 */
export class ResultSpool {
  #queue: string[] = [];
  #queuedBytes = 0;
  #size = 0;
  #read = 0;
  #spooling = false;
  #wake: (() => void) | undefined;
  #held: boolean;

  constructor(
    private readonly output: Writable,
    private readonly limits: SpoolLimits,
    /** Called whenever there may be room again, or nothing is left. */
    private readonly onChange: () => void,
    /** Nothing leaves before `release`. */
    held = false,
  ) {
    this.#held = held;
    for (const event of ['drain', 'close', 'error']) output.on(event, () => this.#changed());
  }

  /** True while more waits than the bounds allow. */
  get full(): boolean {
    return this.#queuedBytes > this.limits.memoryBytes || this.#size - this.#read > this.limits.fileBytes;
  }

  /** Nothing waits but what the connection itself holds. */
  get empty(): boolean {
    return !this.#spooling;
  }

  /** From here on what waits leaves. */
  release(): void {
    this.#held = false;
    this.#changed();
  }

  write(text: string): void {
    if (this.#gone) return;
    if (!this.#spooling && !this.#held && this.output.writableLength <= this.limits.memoryBytes) {
      this.output.write(text);
      return;
    }
    this.#queue.push(text);
    this.#queuedBytes += text.length;
    if (this.#spooling) this.#changed();
    else void this.#spool();
  }

  get #gone(): boolean {
    return this.output.destroyed;
  }

  #changed(): void {
    this.#wake?.();
    this.onChange();
  }

  async #spool(): Promise<void> {
    this.#spooling = true;
    const path = join(tmpdir(), `touchline-results-${randomUUID()}`);
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'wx+', 0o600);
      // It lives as long as it is open, so that a process which is killed leaves none behind.
      await rm(path);
      while (!this.#gone && !this.#caughtUp) {
        if (this.#queue.length > 0) await this.#store(file);
        else if (!this.#held && this.output.writableLength <= this.limits.memoryBytes)
          await this.#forward(file);
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } catch (error) {
      // A full disk: the answer breaks off, which its reader takes as "unknown".
      this.output.destroy(error as Error);
    }
    this.#queue = [];
    this.#queuedBytes = this.#size = this.#read = 0;
    this.#spooling = false;
    this.onChange();
    await file?.close();
  }

  get #caughtUp(): boolean {
    return this.#queue.length === 0 && this.#read === this.#size;
  }

  async #store(file: FileHandle): Promise<void> {
    const bytes = Buffer.from(this.#queue.join(''));
    this.#queue = [];
    this.#queuedBytes = 0;
    await file.write(bytes, 0, bytes.length, this.#size);
    this.#size += bytes.length;
    this.onChange();
  }

  async #forward(file: FileHandle): Promise<void> {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.#size - this.#read));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#read);
    this.#read += bytesRead;
    if (!this.#gone) this.output.write(chunk.subarray(0, bytesRead));
    this.onChange();
  }
}
