import type { FeedEditors, MessageError } from '../../src/core/protocol/messages.js';
import { matchesPattern } from '../../src/core/protocol/permissions.js';
import type { Backoff } from './backoff.js';

export type EditorsListener = (editors: FeedEditors) => void;

/** What it needs of the connection. */
export interface EditorsLink {
  readonly connected: boolean;
  /** Rejects when no answer comes. */
  call<T>(event: string, request: unknown, apply: (answer: unknown) => T): Promise<T>;
}

interface Watcher {
  readonly patterns: readonly string[];
  readonly listener: EditorsListener;
}

type Answer = { readonly feeds?: readonly FeedEditors[]; readonly error?: MessageError };

/** Who edits, for any number of listeners over one watch of the connection, which is asked for anew whenever the connection is back. */
export class EditorsWatch {
  readonly #link: EditorsLink;
  readonly #backoff: Backoff;
  readonly #onRefused: (error: MessageError) => void;
  readonly #watchers = new Set<Watcher>();
  readonly #known = new Map<string, FeedEditors>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(link: EditorsLink, backoff: Backoff, onRefused: (error: MessageError) => void) {
    this.#link = link;
    this.#backoff = backoff;
    this.#onRefused = onRefused;
  }

  /** Hears at once what is known, then every change. Returns the function that ends it. */
  watch(patterns: readonly string[], listener: EditorsListener): () => void {
    const watcher = { patterns, listener };
    this.#watchers.add(watcher);
    for (const editors of this.#known.values()) if (covers(watcher, editors.feed)) listener(editors);
    this.#askIn(0);
    return () => {
      if (this.#watchers.delete(watcher)) this.#askIn(0);
    };
  }

  connected(): void {
    this.#backoff.reset();
    if (this.#watchers.size > 0) this.#askIn(0);
  }

  receive(editors: FeedEditors): void {
    if (editors.editors.length > 0) this.#known.set(editors.feed, editors);
    else this.#known.delete(editors.feed);
    for (const watcher of [...this.#watchers]) if (covers(watcher, editors.feed)) watcher.listener(editors);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#watchers.clear();
    this.#known.clear();
  }

  /** What changes in one turn is asked for in one call. */
  #askIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    if (!this.#link.connected) return;
    const turn = ++this.#turn;
    const feeds = [...new Set([...this.#watchers].flatMap(({ patterns }) => patterns))];
    try {
      await this.#link.call('editors.watch', { feeds }, (answer) => {
        if (turn === this.#turn) this.#answered(answer as Answer, feeds);
      });
    } catch {
      // No answer: with the connection everything is asked for again; while it lasts, a little later.
      if (turn === this.#turn) this.#askIn(this.#backoff.next());
    }
  }

  #answered({ feeds, error }: Answer, patterns: readonly string[]): void {
    if (error) {
      if (error.retryable) this.#askIn(this.#backoff.next());
      else this.#onRefused(error);
      return;
    }
    this.#backoff.reset();
    const now = new Map((feeds ?? []).map((editors) => [editors.feed, editors]));
    for (const [feed, { at }] of [...this.#known]) {
      if (now.has(feed)) continue;
      this.#known.delete(feed);
      // Of what is not watched any more nothing is known.
      if (patterns.some((pattern) => matchesPattern(pattern, feed))) this.receive({ feed, editors: [], at });
    }
    for (const editors of now.values()) this.receive(editors);
  }
}

function covers({ patterns }: Watcher, feed: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, feed));
}
