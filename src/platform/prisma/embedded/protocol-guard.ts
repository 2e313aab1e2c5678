import type { PGlite } from '@electric-sql/pglite';

type StreamOptions = Parameters<PGlite['execProtocolRawStream']>[1];

/** Messages of a client behind which its unnamed statement is used no more: query, sync, terminate. */
const BOUNDARIES = new Set(['Q', 'S', 'X'].map((letter) => letter.charCodeAt(0)));
/** A startup packet begins with its length, whose first byte is 0. */
const STARTUP = 0;
/** The simple query `SELECT 1`: type, length, text, NUL. */
const SELECT_1 = new Uint8Array([0x51, 0, 0, 0, 13, ...Buffer.from('SELECT 1\0', 'latin1')]);

/**
 * Stands between the socket server and PGlite, of which it passes on what the server uses, to see what the server keeps to
 * itself: that the protocol broke, behind which it answers nobody any more.
 *
 * All clients share one session and so its unnamed statement: a probe runs only at the end of a client's pipeline, never
 * between its parse and its execute.
 */
export class ProtocolGuard {
  readonly #database: PGlite;
  readonly #onBroken: (reason: string) => void;
  #messages = 0;
  #atBoundary = true;
  #waiting: (() => void)[] = [];

  constructor(database: PGlite, onBroken: (reason: string) => void) {
    this.#database = database;
    this.#onBroken = onBroken;
  }

  /** Protocol messages served. */
  get messages(): number {
    return this.#messages;
  }

  get waitReady(): Promise<void> {
    return this.#database.waitReady;
  }

  isInTransaction(): boolean {
    return this.#database.isInTransaction();
  }

  runExclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.runExclusive(work);
  }

  exec(query: string): ReturnType<PGlite['exec']> {
    return this.#database.exec(query);
  }

  /** Runs inside the server's `runExclusive`. */
  async execProtocolRawStream(message: Uint8Array, options: StreamOptions): Promise<void> {
    this.#atBoundary = false;
    try {
      await this.#database.execProtocolRawStream(message, options);
    } catch (error) {
      this.#onBroken((error as Error).message);
      throw error;
    }
    this.#messages += 1;
    const type = message[0] ?? STARTUP;
    if (type !== STARTUP && !BOUNDARIES.has(type)) return;
    this.#atBoundary = true;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** Resolves when the database has answered a query of its own. */
  async probe(): Promise<void> {
    for (;;) {
      if (!this.#atBoundary) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      const done = await this.#database.runExclusive(async () => {
        if (!this.#atBoundary) return false;
        let bytes = 0;
        // Only the streaming call takes its answer: any other call's goes to the client that was served last.
        await this.#database.execProtocolRawStream(SELECT_1, { onRawData: (data) => (bytes += data.length) });
        if (bytes === 0) throw new Error('PostgreSQL gave no answer');
        return true;
      });
      if (done) return;
    }
  }
}
