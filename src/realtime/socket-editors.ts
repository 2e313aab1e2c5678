import type { Caller } from '../access/caller.js';
import type { FeedEditors } from '../core/protocol/messages.js';
import { Frame } from '../delivery/frame.js';
import type { Sink } from '../delivery/sink.js';

/** Hears at once who edits, and how to end it. */
export type BeginWatch = (editors: readonly FeedEditors[], stop: () => void) => void;

/** Knows who edits; the room that does so says so at start. */
export interface EditorSource {
  /**
   * Calls `begin` once, and `tell` with every change from that turn on, as far as `callerOf` may hear of it then. Rejects with an AppError
   * `unauthenticated`, `forbidden` or `unavailable`.
   */
  watch(
    callerOf: () => Caller,
    patterns: readonly string[],
    tell: (editors: FeedEditors) => void,
    begin: BeginWatch,
  ): Promise<void>;
}

type Answer = (answer: { readonly feeds: readonly FeedEditors[] }) => void;

/** What one connection wants to know of who edits. A call replaces the one before. */
export class SocketEditors {
  readonly #source: EditorSource;
  readonly #sink: Pick<Sink, 'send'>;
  #stop: () => void = () => undefined;
  #closed = false;

  constructor(source: EditorSource, sink: Pick<Sink, 'send'>) {
    this.#source = source;
    this.#sink = sink;
  }

  /**
   * @param callerOf who asks: whoever refreshes a credential goes on with the new one
   * @param answer called in the turn in which the new watch begins and the old one ends
   */
  async watch(callerOf: () => Caller, patterns: readonly string[], answer: Answer): Promise<void> {
    const begin: BeginWatch = (feeds, stop) => {
      this.#stop();
      this.#stop = stop;
      if (this.#closed) stop();
      else answer({ feeds });
    };
    if (patterns.length === 0) begin([], () => undefined);
    else await this.#source.watch(callerOf, patterns, (editors) => this.#tell(editors), begin);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #tell(editors: FeedEditors): void {
    this.#sink.send(new Frame('feed.editors', editors));
  }
}
