import { randomUUID } from 'node:crypto';
import type { Kind, KindName } from '../core/kinds/kind.js';
import { AppError } from '../core/protocol/errors.js';
import { failureOf, toAppError } from '../platform/prisma/database-errors.js';
import { toPublisherError } from './database-errors.js';
import type { AppendOutcome } from './event-log.js';
import type { FeedHead } from './feed-head.js';
import { FeedSession } from './feed-session.js';
import { holdClosed, holdNotFound } from './log-errors.js';
import { existing, lockFeeds, lookUp, type Patience, type References, type Tx } from './log-transaction.js';
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

/** Judging holds up everything on this node and on these feeds. What a batch has left after so long is committed next. */
const JUDGE_MS = 100;

interface Verdicts extends Decided {
  /** Of each item in order, as far as the time reached; undefined where its feed was left out. */
  readonly verdicts: readonly (AppendOutcome | AppError | undefined)[];
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
    this.#database.metrics.batchItems.observe(batch.length);
    const several = feedsOf(batch).length > 1;
    try {
      return await this.#commit(batch, several ? 'briefly' : 'patiently');
    } catch (error) {
      if (several && failureOf(error) === 'contention') return this.#commitFree(batch);
      return this.#failed(batch, error);
    }
  }

  /** Somebody holds one of the feeds: commits the others together, and leaves what is held to wait apart. */
  async #commitFree(batch: readonly Pending[]): Promise<readonly (readonly Pending[])[]> {
    this.#database.metrics.splits.inc();
    try {
      return await this.#commit(batch, 'skip');
    } catch (error) {
      return this.#failed(batch, error);
    }
  }

  async #commit(batch: readonly Pending[], patience: Patience): Promise<readonly (readonly Pending[])[]> {
    const { verdicts } = await this.#runner.run(feedsOf(batch), (tx) => this.#decide(tx, batch, patience));
    const begun = new Set(feedsOf(batch.slice(0, verdicts.length)));
    const apart: Pending[] = [];
    const next: Pending[] = [];
    batch.forEach((pending, index) => {
      const verdict = verdicts[index];
      if (verdict) settle(pending, verdict, this.#database.metrics);
      else (begun.has(pending.submission.feed) ? apart : next).push(pending);
    });
    // Many feeds of which none is slow stay together: a transaction for each would take far longer than judging does.
    return [...byFeed(apart), ...(next.length > 0 ? await this.commit(next) : [])];
  }

  #failed(batch: readonly Pending[], error: unknown): readonly (readonly Pending[])[] {
    const { metrics } = this.#database;
    const apart = split(batch, error);
    if (apart.length > 0) {
      metrics.splits.inc();
      return apart;
    }
    const verdict = toPublisherError(error);
    for (const pending of batch) settle(pending, verdict, metrics);
    return [];
  }

  async #decide(tx: Tx, batch: readonly Pending[], patience: Patience): Promise<Verdicts> {
    const feeds = feedsOf(batch);
    const { epoch, heads } = await lockFeeds(tx, feeds, patience, this.#database);
    const missing = feeds.filter((feed) => !heads.has(feed));
    const skipped = patience === 'skip' ? await existing(tx, missing) : new Set<string>();
    const references = await lookUp(
      tx,
      batch.map(({ submission }) => submission),
    );
    const sessions = new Map(
      [...heads.values()].map((head) => [head.id, openSession(head, references, this.#options)]),
    );
    const until = performance.now() + JUDGE_MS;
    const verdicts: (AppendOutcome | AppError | undefined)[] = [];
    for (const { submission } of batch) {
      if (verdicts.length > 0 && performance.now() > until) break;
      const session = sessions.get(submission.feed);
      if (session) verdicts.push(this.#judge(session, submission, references));
      else verdicts.push(skipped.has(submission.feed) ? undefined : feedNotFound(submission.feed));
    }
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
  const feeds = byFeed(batch);
  if (feeds.length > 1) return feeds;
  return failure === 'contention' ? [] : batch.map((pending) => [pending]);
}

function feedsOf(batch: readonly Pending[]): readonly string[] {
  return [...new Set(batch.map(({ submission }) => submission.feed))];
}

function byFeed(batch: readonly Pending[]): readonly (readonly Pending[])[] {
  const feeds = new Map<string, Pending[]>();
  for (const pending of batch) {
    const group = feeds.get(pending.submission.feed);
    if (group) group.push(pending);
    else feeds.set(pending.submission.feed, [pending]);
  }
  return [...feeds.values()];
}
