import { randomUUID } from 'node:crypto';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { AppError } from '../core/protocol/errors.js';
import { failureOf, toAppError } from '../platform/prisma/database-errors.js';
import { toPublisherError } from './database-errors.js';
import type { AppendOutcome } from './event-log.js';
import type { FeedHead } from './feed-head.js';
import { FeedSession } from './feed-session.js';
import { holdClosed, holdNotFound } from './log-errors.js';
import { lockFeeds, lookUp, type References, type Tx } from './log-transaction.js';
import { writeSessions } from './log-writer.js';
import { settle, type Pending } from './pending.js';
import { feedNotFound, type Submission } from './submission.js';
import type { Decided, LogDatabase, TransactionRunner } from './transaction-runner.js';

export interface WriterOptions {
  readonly kindOf: (name: KindName) => Kind;
  /** A checkpoint is written once at least so many events have passed since the last. */
  readonly checkpointEvery: number;
  /** Most characters of a state as JSON. */
  readonly maxStateSize: number;
}

interface Verdicts extends Decided {
  readonly verdicts: readonly (AppendOutcome | AppError)[];
}

/** A session on a locked head, with what its feed's submissions refer to. */
export function openSession(head: FeedHead, references: References, options: WriterOptions): FeedSession {
  return new FeedSession(head, {
    kind: options.kindOf(head.kind),
    keys: references.keys.get(head.id) ?? new Map(),
    now: references.now,
    maxStateSize: options.maxStateSize,
    newId: randomUUID,
  });
}

/** Throws when the held update that is to be released is no longer pending: it is released exactly once. */
export function checkHold({ feed, holdId }: Submission, references: References): void {
  if (holdId === undefined) return;
  const held = references.holds.get(holdId);
  if (!held || held.feed !== feed) throw holdNotFound(feed, holdId);
  if (held.status !== 'pending') throw holdClosed(held.status);
}

/** Commits plain updates of many feeds in one transaction. */
export class BatchWriter {
  readonly #database: LogDatabase;
  readonly #runner: TransactionRunner;
  readonly #options: WriterOptions;

  constructor(database: LogDatabase, runner: TransactionRunner, options: WriterOptions) {
    this.#database = database;
    this.#runner = runner;
    this.#options = options;
  }

  /** Settles every item, but for those that it returns: groups to be tried again apart. */
  async commit(batch: readonly Pending[]): Promise<readonly (readonly Pending[])[]> {
    const { metrics } = this.#database;
    metrics.batchItems.observe(batch.length);
    const feeds = [...new Set(batch.map(({ submission }) => submission.feed))];
    try {
      const { verdicts } = await this.#runner.run(feeds, (tx) => this.#decide(tx, feeds, batch));
      verdicts.forEach((verdict, index) => settle(batch[index] as Pending, verdict, metrics));
      return [];
    } catch (error) {
      const apart = split(batch, error);
      if (apart.length > 0) {
        metrics.splits.inc();
        return apart;
      }
      const verdict = toPublisherError(error);
      for (const pending of batch) settle(pending, verdict, metrics);
      return [];
    }
  }

  async #decide(tx: Tx, feeds: readonly string[], batch: readonly Pending[]): Promise<Verdicts> {
    const { cache, metrics } = this.#database;
    const { epoch, heads } = await lockFeeds(tx, feeds, cache, metrics);
    const references = await lookUp(
      tx,
      batch.map(({ submission }) => submission),
    );
    const sessions = new Map(
      [...heads.values()].map((head) => [head.id, openSession(head, references, this.#options)]),
    );
    const verdicts = batch.map(({ submission }) => {
      const session = sessions.get(submission.feed);
      return session ? this.#judge(session, submission, references) : feedNotFound(submission.feed);
    });
    const { checkpointEvery } = this.#options;
    const { now } = references;
    const written = await writeSessions(tx, [...sessions.values()], { now, checkpointEvery });
    return { epoch, sessions: [...sessions.values()], written, verdicts };
  }

  /** What a kind throws is a bug of that kind with that update: it fails alone, like any refusal. */
  #judge(session: FeedSession, submission: Submission, references: References): AppendOutcome | AppError {
    try {
      checkHold(submission, references);
      return session.publish(submission);
    } catch (error) {
      return toAppError(error);
    }
  }
}

/**
 * A database error that is one feed's (a lock, data that cannot be stored) must not fail the others: first the feeds apart, then the
 * items of a feed whose data failed. A lost connection fails all: nothing else would succeed.
 */
function split(batch: readonly Pending[], error: unknown): readonly (readonly Pending[])[] {
  const failure = failureOf(error);
  if (error instanceof AppError || failure === 'connection' || batch.length === 1) return [];
  const feeds = new Map<string, Pending[]>();
  for (const pending of batch) {
    const group = feeds.get(pending.submission.feed);
    if (group) group.push(pending);
    else feeds.set(pending.submission.feed, [pending]);
  }
  if (feeds.size > 1) return [...feeds.values()];
  return failure === 'contention' ? [] : batch.map((pending) => [pending]);
}
