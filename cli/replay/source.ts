import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EXIT, Failure, messageOf } from '../failure.js';

/** A file's text, plain or gzip, read as a stream. */
export abstract class Source {
  abstract readonly name: string;
  /** Bytes on disk, for the progress bar. */
  abstract readonly bytes: number;
  /** Bytes read so far. */
  abstract get bytesRead(): number;
  abstract lines(): AsyncIterable<string>;

  async text(): Promise<string> {
    const parts: string[] = [];
    for await (const line of this.lines()) parts.push(line);
    return parts.join('\n');
  }

  async json(): Promise<unknown> {
    try {
      return JSON.parse(await this.text());
    } catch (error) {
      throw new Failure(`${this.name} is not JSON: ${messageOf(error)}`, EXIT.usage);
    }
  }
}

/** Text that is already in memory. */
export class TextSource extends Source {
  readonly bytes: number;
  #read = 0;

  constructor(
    readonly name: string,
    readonly content: string,
  ) {
    super();
    this.bytes = Buffer.byteLength(content);
  }

  get bytesRead(): number {
    return this.#read;
  }

  async *lines(): AsyncIterable<string> {
    for (const line of this.content.split(/\r?\n/)) {
      this.#read = Math.min(this.bytes, this.#read + Buffer.byteLength(line) + 1);
      yield line;
    }
  }
}

export class FileSource extends Source {
  #read = 0;

  private constructor(
    readonly name: string,
    readonly bytes: number,
    readonly gzip: boolean,
  ) {
    super();
  }

  static async open(path: string): Promise<FileSource> {
    try {
      const found = await stat(path);
      if (!found.isFile()) throw new Failure(`${path} is not a file`, EXIT.usage);
      const handle = await open(path, 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
        return new FileSource(path, found.size, bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`cannot read ${path}: ${messageOf(error)}`, EXIT.usage);
    }
  }

  get bytesRead(): number {
    return this.#read;
  }

  async *lines(): AsyncIterable<string> {
    const file = createReadStream(this.name);
    file.on('data', (chunk) => {
      this.#read += chunk.length;
    });
    let input: Readable = file;
    if (this.gzip) {
      const gunzip = createGunzip();
      file.on('error', (error) => gunzip.destroy(error));
      input = file.pipe(gunzip);
    }
    // readline does not pass on the errors of its input: without this a broken archive would look like its end.
    let broken: Error | undefined;
    input.on('error', (error) => {
      broken = error;
      reader.close();
    });
    const reader = createInterface({ input, crlfDelay: Infinity });
    try {
      yield* reader;
    } finally {
      file.destroy();
    }
    if (broken) throw new Failure(`${this.name}: ${broken.message}`, EXIT.failed);
  }
}
