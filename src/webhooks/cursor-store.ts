import { Prisma, type PrismaClient } from '../platform/prisma/generated/client.js';
import { ATTEMPT_COLUMNS, attemptRow, insertAttempts, type Attempt } from './delivery-store.js';
import type { Lease } from './held-webhook.js';

export interface NewCursor {
  readonly feed: string;
  readonly epoch: string;
  readonly seq: number;
}

export interface Cursor extends NewCursor {
  /** Failed ones in a row at what comes next. */
  readonly attempts: number;
  readonly dueInMs: number;
  /** For how long they have failed. */
  readonly failingMs: number;
}

/** Where a cursor is to stand, and the attempt that it owes this to. */
export interface CursorMove extends NewCursor {
  readonly attempts: number;
  readonly attempt?: Attempt;
}

const PAGE = 500;
const COLUMNS = Prisma.sql`feed, epoch, seq::float8 AS seq, attempts,
  coalesce(greatest(0, extract(epoch FROM next_attempt_at - clock_timestamp()) * 1000), 0)::float8 AS "dueInMs",
  coalesce(extract(epoch FROM clock_timestamp() - failing_since) * 1000, 0)::float8 AS "failingMs"`;

/** How far webhooks have got. Every write stands under a lease, checked in the same statement. */
export class CursorStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async load(webhookId: string): Promise<readonly Cursor[]> {
    const all: Cursor[] = [];
    for (;;) {
      const after = all.at(-1)?.feed ?? '';
      const page = await this.#client.$queryRaw<Cursor[]>`
        SELECT ${COLUMNS} FROM webhook_cursor
        WHERE webhook_id = ${webhookId} AND feed > ${after} ORDER BY feed LIMIT ${PAGE}::int`;
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  /**
   * Starts cursors that do not exist yet, and gives those that do by now. Nothing if the webhook has changed since that revision, or
   * is no longer held.
   */
  async start(lease: Lease, revision: number, cursors: readonly NewCursor[]): Promise<readonly Cursor[]> {
    const all: Cursor[] = [];
    for (let start = 0; start < cursors.length; start += PAGE) {
      const page = cursors.slice(start, start + PAGE);
      await this.#client.$executeRaw`
        WITH held AS MATERIALIZED (
          SELECT id FROM webhook WHERE id = ${lease.id} AND lease_token = ${lease.token}::bigint
            AND lease_owner = ${lease.owner} AND lease_until > clock_timestamp() AND revision = ${revision}::int FOR SHARE
        )
        INSERT INTO webhook_cursor (webhook_id, feed, epoch, seq)
        SELECT h.id, i.feed, i.epoch, i.seq
        FROM held h CROSS JOIN jsonb_to_recordset(${JSON.stringify(page)}::jsonb) AS i(feed text, epoch text, seq bigint)
        ON CONFLICT DO NOTHING`;
      const feeds = page.map(({ feed }) => feed);
      all.push(
        ...(await this.#client.$queryRaw<Cursor[]>`
          SELECT ${COLUMNS} FROM webhook_cursor WHERE webhook_id = ${lease.id} AND feed = ANY(${feeds}::text[])`),
      );
    }
    return all;
  }

  /** At most one move a feed. All or nothing; false: the lease was lost, and nothing was written. */
  async move(lease: Lease, moves: readonly CursorMove[]): Promise<boolean> {
    const cursors = moves.map(({ feed, epoch, seq, attempts, attempt }) => {
      const retry = attempt?.retryInMs === undefined ? undefined : attempt.retryInMs / 1000;
      return { feed, epoch, seq, attempts, retry };
    });
    const attempts = moves.flatMap(({ attempt }) => (attempt ? [attemptRow(attempt)] : []));
    const logged = insertAttempts(
      Prisma.sql`jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) AS a${ATTEMPT_COLUMNS} CROSS JOIN held h`,
      false,
    );
    const [row] = await this.#client.$queryRaw<{ held: boolean }[]>`
      WITH held AS MATERIALIZED (
        SELECT id, date_trunc('milliseconds', clock_timestamp()) AS now FROM webhook
        WHERE id = ${lease.id} AND lease_token = ${lease.token}::bigint AND lease_owner = ${lease.owner}
          AND lease_until > clock_timestamp() FOR SHARE
      ), moved AS (
        UPDATE webhook_cursor c SET epoch = i.epoch, seq = i.seq, attempts = i.attempts,
          failing_since = CASE WHEN i.attempts > 0 THEN coalesce(c.failing_since, h.now) END,
          next_attempt_at = h.now + make_interval(secs => i.retry)
        FROM jsonb_to_recordset(${JSON.stringify(cursors)}::jsonb)
          AS i(feed text, epoch text, seq bigint, attempts int, retry float8) CROSS JOIN held h
        WHERE c.webhook_id = h.id AND c.feed = i.feed COLLATE "C"
      ), logged AS (${logged})
      SELECT EXISTS (SELECT 1 FROM held) AS held`;
    return row?.held ?? false;
  }
}
