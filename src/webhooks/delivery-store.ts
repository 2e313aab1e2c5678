import { Prisma, type PrismaClient } from '../platform/prisma/generated/client.js';
import type { Message } from './message.js';
import type { Outcome } from './sender.js';

export type DeliveryStatus = 'delivered' | 'retrying' | 'failed';

/** One attempt, to be noted in the delivery log. */
export interface Attempt {
  readonly message: Message;
  readonly outcome: Outcome;
  /** Milliseconds until the next attempt, if there will be one. */
  readonly retryInMs?: number;
}

/** A row of the log. */
export interface Delivery {
  readonly id: string;
  readonly kind: 'event' | 'notice' | 'test';
  readonly type: string;
  readonly feed?: string;
  readonly epoch?: string;
  readonly seq?: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly firstAttemptAt: string;
  readonly lastAttemptAt: string;
  readonly nextAttemptAt?: string;
  readonly durationMs: number;
  readonly responseStatus?: number;
  readonly responseBody?: string;
  readonly error?: string;
}

export interface DeliveryQuery {
  readonly status?: DeliveryStatus;
  readonly feed?: string;
  readonly type?: string;
  /** Only older ones than this ordinal. */
  readonly before?: string;
  readonly limit: number;
}

type Row = Awaited<ReturnType<PrismaClient['webhookDelivery']['findFirstOrThrow']>>;

/** How long, and how many of each webhook, deliveries are remembered. */
export interface LogBounds {
  readonly days: number;
  readonly rows: number;
}

const PURGE_ROWS = 1_000;

/** An attempt as the statements that store it read it. */
export function attemptRow({ message, outcome, retryInMs }: Attempt): Readonly<Record<string, unknown>> {
  return {
    id: message.id,
    kind: message.kind,
    type: message.type,
    feed: message.feed,
    epoch: message.epoch,
    seq: message.seq,
    body: message.kind === 'event' ? undefined : (JSON.parse(message.body) as unknown),
    status: outcome.delivered ? 'delivered' : retryInMs === undefined ? 'failed' : 'retrying',
    retry: retryInMs === undefined ? undefined : retryInMs / 1000,
    duration: outcome.durationMs,
    response: outcome.status,
    text: outcome.body,
    error: outcome.error,
  };
}

/** The columns of `attemptRow`. */
export const ATTEMPT_COLUMNS = Prisma.sql`(id text, kind text, type text, feed text, epoch text, seq bigint, body jsonb,
  status text, retry float8, duration int, response int, text text, error text)`;

/**
 * Inserts attempts, or counts them to the message that they repeat. `source` gives the columns of ATTEMPT_COLUMNS as `a`, and
 * `h.id`, `h.now`: the webhook and the time. A message that will be tried again stays so though somebody sent it `byHand` in vain.
 */
export function insertAttempts(source: Prisma.Sql, byHand: boolean): Prisma.Sql {
  const stays = Prisma.sql`${byHand}::boolean AND excluded.status = 'failed' AND d.status = 'retrying'`;
  return Prisma.sql`
    INSERT INTO webhook_delivery AS d (id, webhook_id, kind, type, feed, epoch, seq, body, status, attempts, first_attempt_at,
      last_attempt_at, next_attempt_at, duration_ms, response_status, response_body, error)
    SELECT a.id, h.id, a.kind, a.type, a.feed, a.epoch, a.seq, a.body, a.status, 1, h.now, h.now,
      h.now + make_interval(secs => a.retry), a.duration, a.response, a.text, a.error
    FROM ${source}
    ON CONFLICT (id) DO UPDATE SET attempts = d.attempts + 1, last_attempt_at = excluded.last_attempt_at,
      status = CASE WHEN ${stays} THEN d.status ELSE excluded.status END,
      next_attempt_at = CASE WHEN ${stays} THEN d.next_attempt_at ELSE excluded.next_attempt_at END,
      duration_ms = excluded.duration_ms, response_status = excluded.response_status,
      response_body = excluded.response_body, error = excluded.error
    RETURNING d.id`;
}

/** What was sent to webhooks, as far as it is remembered. */
export class DeliveryStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  /** Notes an attempt that was made by hand. Undefined: the webhook is gone. */
  async note(webhookId: string, attempt: Attempt): Promise<Delivery | undefined> {
    const source = Prisma.sql`(SELECT id, date_trunc('milliseconds', clock_timestamp()) AS now FROM webhook WHERE id = ${webhookId}) h
      CROSS JOIN jsonb_to_record(${JSON.stringify(attemptRow(attempt))}::jsonb) AS a${ATTEMPT_COLUMNS}`;
    await this.#client.$queryRaw(insertAttempts(source, true));
    return (await this.find(webhookId, attempt.message.id))?.delivery;
  }

  async find(
    webhookId: string,
    id: string,
  ): Promise<{ readonly delivery: Delivery; readonly body: unknown } | undefined> {
    const row = await this.#client.webhookDelivery.findFirst({ where: { id, webhookId } });
    return row ? { delivery: toDelivery(row), body: row.body } : undefined;
  }

  /** Newest first. `next` is where an older page starts. */
  async list(
    webhookId: string,
    { status, feed, type, before, limit }: DeliveryQuery,
  ): Promise<{ readonly items: readonly Delivery[]; readonly next?: string }> {
    const rows = await this.#client.webhookDelivery.findMany({
      where: {
        webhookId,
        ...(status === undefined ? {} : { status }),
        ...(feed === undefined ? {} : { feed }),
        ...(type === undefined ? {} : { type }),
        ...(before === undefined ? {} : { ordinal: { lt: BigInt(before) } }),
      },
      orderBy: { ordinal: 'desc' },
      take: limit + 1,
    });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items: items.map(toDelivery), ...(last ? { next: String(last.ordinal) } : {}) };
  }

  /** Forgets what is too old or too much, some of it at a time. */
  purge(webhookId: string, { days, rows }: LogBounds): Promise<number> {
    return this.#client.$executeRaw`
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery WHERE webhook_id = ${webhookId} AND (
          last_attempt_at < clock_timestamp() - make_interval(days => ${days}::int)
          OR ordinal <= (SELECT ordinal FROM webhook_delivery WHERE webhook_id = ${webhookId}
            ORDER BY ordinal DESC OFFSET ${rows}::int LIMIT 1))
        ORDER BY ordinal LIMIT ${PURGE_ROWS}::int)`;
  }
}

function toDelivery(row: Row): Delivery {
  const some = <T>(name: string, value: T | null): object => (value === null ? {} : { [name]: value });
  return {
    id: row.id,
    kind: row.kind as Delivery['kind'],
    type: row.type,
    ...some('feed', row.feed),
    ...some('epoch', row.epoch),
    ...some('seq', row.seq === null ? null : Number(row.seq)),
    status: row.status as DeliveryStatus,
    attempts: row.attempts,
    firstAttemptAt: row.firstAttemptAt.toISOString(),
    lastAttemptAt: row.lastAttemptAt.toISOString(),
    ...some('nextAttemptAt', row.nextAttemptAt?.toISOString() ?? null),
    durationMs: row.durationMs,
    ...some('responseStatus', row.responseStatus),
    ...some('responseBody', row.responseBody),
    ...some('error', row.error),
  };
}
