import type { Author, AuthorList } from '../../../../src/core/protocol/author.js';

export interface AuthorLogOptions {
  /** The authors of events behind `after`, at most `limit`. */
  readonly read: (after: number, limit: number) => Promise<AuthorList>;
  /** Whether reading again may help. */
  readonly mayRetry: (error: unknown) => boolean;
  /** How many are kept. */
  readonly keep: number;
}

const PAGE = 500;
/** A feed that runs fast is asked about that often. */
const PAUSE_MS = 1_000;
const RETRY_MS = 5_000;

/** Who published the events of one feed, read as they are shown: one page at a time, and none while nothing is new. */
export class AuthorLog {
  readonly #options: AuthorLogOptions;
  readonly #listeners = new Set<() => void>();
  #authors: ReadonlyMap<number, Author> = new Map();
  #epoch: string | undefined;
  /** All up to this one were read. */
  #known = 0;
  #wanted = { after: 0, head: 0 };
  #busy = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AuthorLogOptions) {
    this.#options = options;
  }

  /** The same object until more is known. By seq. */
  readonly authors = (): ReadonlyMap<number, Author> => this.#authors;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The events behind `after` up to `head` are shown. */
  want(after: number, head: number): void {
    this.#wanted = { after, head };
    if (!this.#busy) void this.#fill();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  async #fill(): Promise<void> {
    const from = Math.max(this.#known, this.#wanted.after);
    if (this.#closed || from >= this.#wanted.head) return;
    this.#busy = true;
    try {
      const list = await this.#options.read(from, PAGE);
      if (this.#closed) return;
      this.#take(list);
      this.#later(list.events.length === PAGE ? 0 : PAUSE_MS);
    } catch (error) {
      // Who may not know it goes on without.
      if (this.#options.mayRetry(error)) this.#later(RETRY_MS);
    }
  }

  #take({ epoch, events, authors }: AuthorList): void {
    const restarted = this.#epoch !== undefined && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (restarted) {
      this.#known = 0;
      this.#authors = new Map();
    } else {
      const fresh = events.flatMap(({ seq, author }): [number, Author][] => {
        const found = authors[author];
        return found ? [[seq, found]] : [];
      });
      this.#known = events.at(-1)?.seq ?? this.#known;
      this.#authors = new Map([...this.#authors, ...fresh].slice(-this.#options.keep));
    }
    for (const tell of this.#listeners) tell();
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#busy = false;
      void this.#fill();
    }, ms);
  }
}
