import type { Folder, StoredEvent } from '../core/feed/fold.js';
import { judgePlace, judgeTarget } from '../core/feed/judge.js';
import { effectiveEvent } from '../core/feed/fold.js';
import { AppError } from '../core/protocol/errors.js';
import { checkHold, openSession, type WriterOptions } from './batch-writer.js';
import { rebuildBars } from './candle-store.js';
import { toPublisherError } from './database-errors.js';
import type { AppendOutcome } from './event-log.js';
import type { FeedSession } from './feed-session.js';
import type { CorrectionGround } from './session-ground.js';
import { isoTime, type FeedRow } from './log-rows.js';
import { lockFeeds, lookUp, type Tx } from './log-transaction.js';
import { writeSessions } from './log-writer.js';
import { settle, type Pending } from './pending.js';
import { readTarget, Stale, type Refolder } from './refolder.js';
import { feedNotFound, type Submission } from './submission.js';
import type { Decided, LogDatabase, TransactionRunner } from './transaction-runner.js';

const ATTEMPTS = 5;
/** As many events may be folded while the feed is locked: some tens of milliseconds. */
const FOLD_UNDER_LOCK = 2_000;

/** A refold that was done before the lock was taken. */
interface Plan {
  /** Undefined: few enough events to fold under the lock. */
  readonly folder?: Folder;
  readonly seq: number;
  readonly revision: number;
  /** `occurredAt` is fixed where the fold had to know it. */
  readonly submission: Submission;
}

/**
 * Appends amends, voids and late events, each in a transaction of its own. The fold that gives their state is done outside the lock;
 * under it the head is verified, and the few plain events that came in between are folded in.
 */
export class CorrectionWriter {
  readonly #database: LogDatabase;
  readonly #runner: TransactionRunner;
  readonly #refolder: Refolder;
  readonly #options: WriterOptions;

  constructor(database: LogDatabase, runner: TransactionRunner, refolder: Refolder, options: WriterOptions) {
    this.#database = database;
    this.#runner = runner;
    this.#refolder = refolder;
    this.#options = options;
  }

  /** Settles it. */
  async commit(pending: Pending): Promise<void> {
    const { metrics } = this.#database;
    try {
      settle(pending, await this.#attempt(pending.submission), metrics);
    } catch (error) {
      settle(pending, toPublisherError(error), metrics);
    }
  }

  async #attempt(submission: Submission): Promise<AppendOutcome> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        const plan = await this.#prepare(submission);
        const { verdict } = await this.#runner.run([submission.feed], (tx) =>
          this.#decide(tx, plan?.submission ?? submission, plan),
        );
        return verdict;
      } catch (error) {
        if (!(error instanceof Stale)) throw error;
      }
    }
    throw new AppError(
      'unavailable',
      'The feed changes faster than it can be corrected: send the correction again.',
      { retryAfterSeconds: 1 },
    );
  }

  /** Undefined when no fold is called for, as far as can be told without the lock. */
  async #prepare(submission: Submission): Promise<Plan | undefined> {
    const tx: Tx = this.#database.client;
    const { feed: id, key, holdId } = submission;
    const [row] = await tx.$queryRaw<{ f: FeedRow; now: Date; bound: boolean }[]>`
      SELECT to_jsonb(f) - 'state' AS f, date_trunc('milliseconds', clock_timestamp()) AS now,
        EXISTS (SELECT 1 FROM event e WHERE e.feed = f.id AND e.idempotency_key = ${key ?? null}) AS bound
      FROM feed f WHERE f.id = ${id}`;
    if (!row || row.f.archived_at !== null) return undefined;
    if (holdId === undefined && (row.bound || row.f.hold_seconds > 0)) return undefined;
    const { f: feed } = row;
    const folded = { id, kind: feed.kind, config: feed.config, firstSeq: feed.first_seq };
    const plan = { seq: feed.seq, revision: feed.revision, submission };
    if (submission.operation.op === 'publish') {
      const place = submission.operation.insertAfter as number;
      if (judgePlace(place, feed.seq) || (feed.first_seq > 1 && place < feed.first_seq)) return undefined;
      const start = await this.#refolder.start(tx, folded, place);
      if (feed.seq - start.seq <= FOLD_UNDER_LOCK) return plan;
      // The fold needs to know when it happened, and the time of the commit is not known yet.
      plan.submission = { ...submission, occurredAt: submission.occurredAt ?? row.now.toISOString() };
    }
    const announced = await this.#announce(tx, feed, plan.submission, isoTime(row.now.toISOString()));
    if (!announced) return undefined;
    return { ...plan, folder: await this.#refolder.fold(tx, folded, feed.seq, announced) };
  }

  /** The correction as the fold will see it; undefined when it will be refused. */
  async #announce(
    tx: Tx,
    feed: FeedRow,
    submission: Submission,
    at: string,
  ): Promise<StoredEvent | undefined> {
    const { operation } = submission;
    const kind = this.#options.kindOf(feed.kind);
    const common = {
      seq: feed.seq + 1,
      at,
      occurredAt: submission.occurredAt ?? at,
      occurredAtGiven: submission.occurredAt !== undefined,
    };
    if (operation.op === 'publish') {
      const { type, insertAfter } = operation;
      const parsed = kind.parseUpdate(type, operation.data, feed.config);
      return parsed.ok
        ? { ...common, type, data: parsed.value, insertAfter: insertAfter as number }
        : undefined;
    }
    const { target: seq, reason } = operation;
    const { target, corrections } = await readTarget(tx, feed.id, seq);
    const voided = corrections.some(({ type }) => type === 'void');
    if (!target || seq < feed.first_seq || judgeTarget(seq, target, voided)) return undefined;
    if (operation.op === 'void') return { ...common, type: 'void', data: {}, target: seq, reason };
    const type = operation.type ?? effectiveEvent(target, corrections)?.type ?? target.type;
    const parsed = kind.parseUpdate(type, operation.data, feed.config);
    if (!parsed.ok) return undefined;
    const amendedType = operation.type === undefined ? {} : { amendedType: operation.type };
    return { ...common, type: 'amend', data: parsed.value, target: seq, reason, ...amendedType };
  }

  async #decide(
    tx: Tx,
    submission: Submission,
    plan: Plan | undefined,
  ): Promise<Decided & { readonly verdict: AppendOutcome }> {
    const { epoch, heads } = await lockFeeds(tx, [submission.feed], 'patiently', this.#database);
    const head = heads.get(submission.feed);
    if (!head) throw feedNotFound(submission.feed);
    const references = await lookUp(tx, [submission]);
    checkHold(submission, references);
    const session = openSession(head, references, this.#options);
    const ground = await this.#ground(tx, session, submission, plan);
    const verdict = session.correct(submission, ground);
    const { checkpointEvery, kindOf } = this.#options;
    const written = await writeSessions(tx, [session], { now: references.now, checkpointEvery });
    if (session.brokenBars.length > 0 && session.appended.length > 0) {
      const scope = { feed: head.id, kind: kindOf(head.kind), seq: session.head.seq };
      await rebuildBars(tx, scope, session.brokenBars);
    }
    return { epoch, sessions: [session], written, verdict };
  }

  async #ground(
    tx: Tx,
    session: FeedSession,
    submission: Submission,
    plan: Plan | undefined,
  ): Promise<CorrectionGround> {
    const { operation, feed } = submission;
    const named =
      operation.op === 'publish' ? { corrections: [] } : await readTarget(tx, feed, operation.target);
    const folder = session.needsRefold(submission)
      ? await this.#current(tx, session, submission, plan)
      : undefined;
    const refold = (): Folder['state'] => {
      if (!folder) throw new Stale();
      return folder.state;
    };
    return { ...named, refold };
  }

  /** The prepared fold, brought up to the locked head; undefined when that takes a new one. */
  async #current(
    tx: Tx,
    session: FeedSession,
    submission: Submission,
    plan: Plan | undefined,
  ): Promise<Folder | undefined> {
    const { head } = session;
    if (!plan || plan.revision !== head.revision) return undefined;
    if (!plan.folder) return this.#foldUnderLock(tx, session, submission);
    if (plan.seq === head.seq) return plan.folder;
    // A late event is reduced with its own seq, which the fold had to guess.
    const guessed = submission.operation.op === 'publish';
    if (guessed || head.seq - plan.seq > FOLD_UNDER_LOCK) return undefined;
    if (!(await this.#refolder.onlyPlain(tx, head.id, plan.seq, head.seq))) return undefined;
    await this.#refolder.advance(tx, head.id, plan.folder, head.seq);
    return plan.folder;
  }

  async #foldUnderLock(
    tx: Tx,
    { head, nextAt: at }: FeedSession,
    { operation, occurredAt }: Submission,
  ): Promise<Folder | undefined> {
    if (operation.op !== 'publish') return undefined;
    const { type, insertAfter } = operation;
    const parsed = this.#options.kindOf(head.kind).parseUpdate(type, operation.data, head.config);
    if (!parsed.ok || judgePlace(insertAfter as number, head.seq)) return undefined;
    return this.#refolder.fold(tx, head, head.seq, {
      seq: head.seq + 1,
      type,
      data: parsed.value,
      at,
      occurredAt: occurredAt ?? at,
      insertAfter: insertAfter as number,
    });
  }
}
