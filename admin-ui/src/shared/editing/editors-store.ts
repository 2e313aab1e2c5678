import type { Editor, FeedEditors } from '../../../../src/core/protocol/messages.js';

const TELL_MS = 200;

export type WatchEditors = (
  patterns: readonly string[],
  listener: (editors: FeedEditors) => void,
) => () => void;

/** Who edits which feed, of all that whoever is signed in may edit. Listeners hear of changes at most five times a second. */
export class EditorsStore {
  readonly #listeners = new Set<() => void>();
  readonly #deaf: () => void;
  readonly #next = new Map<string, readonly Editor[]>();
  #editors: ReadonlyMap<string, readonly Editor[]> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(watch: WatchEditors) {
    this.#deaf = watch(['*'], ({ feed, editors }) => {
      if (editors.length > 0) this.#next.set(feed, editors);
      else this.#next.delete(feed);
      this.#timer ??= setTimeout(() => this.#tell(), TELL_MS);
    });
  }

  readonly editors = (): ReadonlyMap<string, readonly Editor[]> => this.#editors;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  close(): void {
    clearTimeout(this.#timer);
    this.#deaf();
    this.#listeners.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#editors = new Map(this.#next);
    for (const tell of this.#listeners) tell();
  }
}
