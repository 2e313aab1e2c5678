import type { LoggedEvent } from '../core/protocol/event.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import type { Clock } from '../platform/clock/clock.js';
import type { PrismaClient } from '../platform/prisma/generated/client.js';
import { failureOf } from '../platform/prisma/database-errors.js';
import type { FeedSession } from './feed-session.js';
import type { HeadCache } from './head-cache.js';
import { unavailable } from './log-errors.js';
import type { LogMetrics } from './log-metrics.js';
import type { Tx } from './log-transaction.js';
import type { Written } from './log-writer.js';

/** What a transaction has done when nothing but its COMMIT is left. */
export interface Decided {
  readonly epoch: string;
  readonly sessions: readonly FeedSession[];
  /** Undefined when it only read. */
  readonly written: Written | undefined;
}

export interface LogDatabase {
  readonly client: PrismaClient;
  readonly cache: HeadCache;
  readonly metrics: LogMetrics;
  readonly clock: Clock;
  readonly emit: (message: RelayMessage) => void;
}

const ATTEMPTS = 30;
const ATTEMPT_MS = 150;

/**
 * Runs what appends. After the commit, and only then, the heads are cached and the relay hears of the events, in commit order per
 * feed; the caller answers its publishers behind that.
 */
export class TransactionRunner {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async run<T extends Decided>(feeds: readonly string[], body: (tx: Tx) => Promise<T>): Promise<T> {
    const { client, cache, metrics } = this.#database;
    const stop = metrics.commitSeconds.startTimer();
    let decided: T | undefined;
    try {
      await client.$transaction(async (tx) => {
        decided = await body(tx);
      });
    } catch (error) {
      for (const feed of feeds) cache.drop(feed);
      if (!decided?.written || !(await this.#landed(decided, error))) throw error;
    } finally {
      stop();
    }
    const done = decided as T;
    this.#publish(done);
    return done;
  }

  #publish({ epoch, sessions, written }: Decided): void {
    const { cache, metrics, emit } = this.#database;
    for (const head of written?.heads ?? []) cache.put(head);
    for (const { head, appended } of sessions) {
      if (appended.length === 0) continue;
      metrics.committed.inc(appended.length);
      const events = appended.map(({ event }) => event);
      emit({ type: 'events', feed: head.id, epoch, revision: head.revision, events });
    }
  }

  /**
   * The connection was lost at COMMIT. The server knows what became of the transaction; that its rows stand there too rules out
   * that the server is another one, restored to before it. Throws `unavailable` when neither can be learnt.
   */
  async #landed(decided: Decided, error: unknown): Promise<boolean> {
    const { metrics, clock } = this.#database;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const status = await this.#status(decided);
      if (status !== 'unknown') {
        metrics.unknownCommits.inc({ outcome: status });
        return status === 'committed';
      }
      await new Promise<void>((resolve) => clock.after(ATTEMPT_MS, resolve));
    }
    metrics.unknownCommits.inc({ outcome: 'unknown' });
    throw unavailable(error);
  }

  async #status({ sessions, written }: Decided): Promise<'committed' | 'aborted' | 'unknown'> {
    const { client } = this.#database;
    const xid = written?.xid ?? '';
    try {
      const [row] = await client.$queryRaw<
        { status: string | null }[]
      >`SELECT pg_xact_status(${xid}::xid8) AS status`;
      if (row?.status === 'aborted') return 'aborted';
      if (row?.status !== 'committed') return 'unknown';
      return (await this.#rowsStand(sessions)) ? 'committed' : 'aborted';
    } catch (error) {
      if (failureOf(error) === 'other') throw unavailable(error);
      return 'unknown';
    }
  }

  async #rowsStand(sessions: readonly FeedSession[]): Promise<boolean> {
    const { client } = this.#database;
    for (const { appended, held } of sessions) {
      const last: LoggedEvent | undefined = appended.at(-1)?.event;
      const [row] = last
        ? await client.$queryRaw<{ stands: boolean }[]>`
            SELECT EXISTS (SELECT 1 FROM event WHERE feed = ${last.feed} AND seq = ${last.seq}::bigint
              AND at = ${last.at}::timestamptz AND actor = ${appended.at(-1)?.actor}) AS stands`
        : await client.$queryRaw<{ stands: boolean }[]>`
            SELECT EXISTS (SELECT 1 FROM held_update WHERE id = ${held.at(-1)?.id ?? ''}) AS stands`;
      if ((last || held.length > 0) && !row?.stands) return false;
    }
    return true;
  }
}
