import type { LoggedEvent } from '../core/protocol/event.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { AppendOutcome } from './event-log.js';
import { FeedSession } from './feed-session.js';
import type { HeldUpdate } from './held-update.js';
import { holdClosed, holdNotFound, unavailable } from './log-errors.js';
import type { MemoryFeed } from './memory-feed.js';
import { feedNotFound, isCorrection, type Submission } from './submission.js';

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Context {
  readonly feeds: ReadonlyMap<string, MemoryFeed>;
  readonly maxStateSize: number;
  readonly reachable: () => boolean;
  readonly now: () => string;
  readonly epoch: () => string;
  readonly emit: (message: RelayMessage) => void;
}

/** The memory log's one writer: what is submitted in one turn of the event loop commits together. */
export class MemoryCommitter {
  readonly #context: Context;
  #waiting: Waiting[] = [];
  #ids = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  submit(submission: Submission): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ submission, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
    });
  }

  /** Throws `not_found`. */
  feed(id: string): MemoryFeed {
    const feed = this.#context.feeds.get(id);
    if (!feed) throw feedNotFound(id);
    return feed;
  }

  /** A held update that has not come to its end. */
  pending(feed: string, holdId: string): HeldUpdate {
    const held = this.feed(feed).holds.get(holdId);
    if (!held) throw holdNotFound(feed, holdId);
    if (held.status !== 'pending') throw holdClosed(held.status);
    return held;
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const committed = new Map<string, LoggedEvent[]>();
    const answers = batch.map(({ submission, resolve, reject }) => {
      try {
        const outcome = this.#decide(submission);
        if (outcome.status === 'committed') {
          const run = committed.get(submission.feed);
          if (run) run.push(outcome.event);
          else committed.set(submission.feed, [outcome.event]);
        }
        return () => resolve(outcome);
      } catch (error) {
        return () => reject(error);
      }
    });
    const { emit, epoch } = this.#context;
    for (const [feed, events] of committed) {
      const { revision } = this.feed(feed).entry;
      emit({ type: 'events', feed, epoch: epoch(), revision, events });
    }
    for (const answer of answers) answer();
  }

  #decide(submission: Submission): AppendOutcome {
    const { reachable, now, maxStateSize } = this.#context;
    if (!reachable()) throw unavailable();
    const feed = this.feed(submission.feed);
    if (submission.holdId !== undefined) this.pending(submission.feed, submission.holdId);
    const session = new FeedSession(feed.head, {
      kind: feed.kind,
      keys: feed.keys,
      now: now(),
      maxStateSize,
      newId: () => `hold-${++this.#ids}`,
    });
    const outcome = isCorrection(submission)
      ? session.correct(submission, feed.ground(submission))
      : session.publish(submission);
    feed.commit(session);
    return outcome;
  }
}
