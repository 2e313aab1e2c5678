import { ApiError } from '../../../shared/api/api-error.js';
import type { CsvLine } from './csv.js';
import type { Fault } from './fault.js';
import { differences } from './same-feed.js';
import type { NewFeed } from './new-feed.js';
import type { Feed } from '../../../shared/api/feed.js';

/** What is known of one line. */
export type Verdict =
  /** The line itself is wrong, or the server would not take it. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  /** Nobody asked the server yet. */
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'ready' }
  /** The very same feed is there, from an earlier run maybe. */
  | { readonly kind: 'there' }
  /** The id belongs to another feed, or to this one with other settings. */
  | { readonly kind: 'taken'; readonly differs: readonly string[] }
  | { readonly kind: 'created' };

export interface ImportState {
  /** By the place of the line in the file. */
  readonly verdicts: readonly Verdict[];
  readonly activity: 'idle' | 'checking' | 'creating';
  /** Lines that the present activity is through with, and all that it has to look at. */
  readonly done: number;
  readonly of: number;
  /** Why it stopped before its end; going on takes up where it was. */
  readonly stopped: unknown;
}

/** The server, as far as a run needs it. */
export interface FeedMaker {
  /** Resolves when the server would make the feed. */
  tryOut(feed: NewFeed, signal: AbortSignal): Promise<unknown>;
  create(feed: NewFeed, signal: AbortSignal): Promise<unknown>;
  find(id: string, signal: AbortSignal): Promise<Feed>;
  /** Waits for milliseconds. */
  pause(ms: number): Promise<void>;
}

const AT_ONCE = 4;
/** Times that one line waits for a server that is asked too fast. */
const PATIENCE = 10;

/**
 * Judges the lines of a table, then makes their feeds, a few at a time. Whatever stops it, it can go on: a line whose answer was lost
 * is asked for again, and a feed that turns out to be there just as wanted is done. Never makes two of one line.
 */
export class ImportRun {
  readonly lines: readonly CsvLine[];
  readonly #maker: FeedMaker;
  readonly #listeners = new Set<() => void>();
  #state: ImportState;
  #abort = new AbortController();

  constructor(lines: readonly CsvLine[], maker: FeedMaker) {
    this.lines = lines;
    this.#maker = maker;
    this.#state = {
      verdicts: lines.map(({ faults }) =>
        faults.length > 0 ? { kind: 'refused', faults } : { kind: 'unchecked' },
      ),
      activity: 'idle',
      done: 0,
      of: 0,
      stopped: undefined,
    };
  }

  readonly state = (): ImportState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Asks the server what it would do with each line that nobody judged yet. Nothing is made. */
  check(): Promise<void> {
    return this.#go('checking', 'unchecked', async (feed, signal) => {
      await this.#maker.tryOut(feed, signal);
      return { kind: 'ready' };
    });
  }

  /** Makes what is ready. */
  create(): Promise<void> {
    return this.#go('creating', 'ready', async (feed, signal) => {
      await this.#maker.create(feed, signal);
      return { kind: 'created' };
    });
  }

  /** Ends what goes on, after the lines that are under way. */
  stop(): void {
    this.#abort.abort();
  }

  async #go(
    activity: 'checking' | 'creating',
    from: Verdict['kind'],
    act: (feed: NewFeed, signal: AbortSignal) => Promise<Verdict>,
  ): Promise<void> {
    if (this.#state.activity !== 'idle') return;
    const waiting = this.lines.flatMap((_, index) =>
      this.#state.verdicts[index]?.kind === from ? [index] : [],
    );
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#set({ activity, done: 0, of: waiting.length, stopped: undefined });
    const work = async (): Promise<void> => {
      for (let index = waiting.shift(); index !== undefined && !signal.aborted; index = waiting.shift()) {
        const { feed } = this.lines[index] as CsvLine;
        try {
          this.#judge(index, await this.#patiently(() => act(feed, signal), feed, signal));
        } catch (error) {
          // Who stops it on purpose is not told why.
          if (!signal.aborted) this.#set({ stopped: error });
          this.#abort.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#set({ activity: 'idle' });
  }

  /** The verdict of one line. Throws what says nothing about the line. */
  async #patiently(act: () => Promise<Verdict>, feed: NewFeed, signal: AbortSignal): Promise<Verdict> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'conflict') return this.#compare(feed, signal);
        if (error.code === 'validation_failed') return { kind: 'refused', faults: error.issues };
        if (error.code === 'forbidden' || error.code === 'payload_too_large')
          return { kind: 'refused', faults: [{ path: 'line', message: error.message }] };
        if (error.code !== 'rate_limited' || attempt === PATIENCE) throw error;
        await this.#maker.pause((error.retryAfterSeconds ?? 1) * 1000);
      }
    }
  }

  async #compare(feed: NewFeed, signal: AbortSignal): Promise<Verdict> {
    const differs = differences(await this.#maker.find(feed.id, signal), feed);
    return differs.length === 0 ? { kind: 'there' } : { kind: 'taken', differs };
  }

  #judge(index: number, verdict: Verdict): void {
    this.#set({ verdicts: this.#state.verdicts.with(index, verdict), done: this.#state.done + 1 });
  }

  #set(change: Partial<ImportState>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of this.#listeners) tell();
  }
}
