import { randomBytes } from 'node:crypto';
import { AppError } from '../core/protocol/errors.js';
import { matchesPattern } from '../core/protocol/permissions.js';
import { type Prisma, type PrismaClient } from '../platform/prisma/generated/client.js';
import type { NewCursor } from './cursor-store.js';

export type WebhookRow = Awaited<ReturnType<PrismaClient['webhook']['findFirstOrThrow']>>;

export interface NewWebhook {
  readonly owner: string;
  readonly url: string;
  readonly feeds: readonly string[];
  readonly types: readonly string[];
  readonly secret: string;
}

export interface WebhookChange {
  readonly url?: string;
  readonly feeds?: readonly string[];
  readonly types?: readonly string[];
  readonly paused?: boolean;
}

export const WEBHOOK_ID = /^wh_[0-9a-z]{9}[0-9a-f]{16}$/;
const MOST_OF_AN_OWNER = 100;
const MOST = 1_000;

/** In order of creation, so that lists have one. */
function newId(now: number): string {
  return `wh_${now.toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`;
}

/** The registered webhooks. */
export class WebhookStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  /**
   * Together with where it starts: nobody can see the webhook without its cursors and take the feeds for new ones.
   * `conflict` when there are too many.
   */
  async create(webhook: NewWebhook, cursors: readonly NewCursor[], now: number): Promise<WebhookRow> {
    await this.#checkRoom(webhook.owner);
    const id = newId(now);
    const at = new Date(now);
    const [row] = await this.#client.$transaction([
      this.#client.webhook.create({
        data: {
          id,
          ...webhook,
          feeds: [...webhook.feeds],
          types: [...webhook.types],
          createdAt: at,
          changedAt: at,
        },
      }),
      this.#insertCursors(id, cursors),
    ]);
    return row;
  }

  /** @param owner only what is theirs; undefined: anybody's */
  async find(id: string, owner: string | undefined): Promise<WebhookRow | undefined> {
    const where = owner === undefined ? { id } : { id, owner };
    return (await this.#client.webhook.findFirst({ where })) ?? undefined;
  }

  async list(query: {
    readonly owner: string | undefined;
    readonly after?: string;
    readonly limit: number;
  }): Promise<{ readonly items: readonly WebhookRow[]; readonly more: boolean }> {
    const { owner, after, limit } = query;
    const rows = await this.#client.webhook.findMany({
      where: {
        ...(owner === undefined ? {} : { owner }),
        ...(after === undefined ? {} : { id: { gt: after } }),
      },
      orderBy: { id: 'asc' },
      take: limit + 1,
    });
    return { items: rows.slice(0, limit), more: rows.length > limit };
  }

  /** Since when each has something that it could not be sent. */
  async failingSince(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (ids.length === 0) return new Map();
    const groups = await this.#client.webhookCursor.groupBy({
      by: ['webhookId'],
      where: { webhookId: { in: [...ids] }, failingSince: { not: null } },
      _min: { failingSince: true },
    });
    return new Map(
      groups.flatMap(({ webhookId, _min: { failingSince } }) =>
        failingSince ? [[webhookId, failingSince] as const] : [],
      ),
    );
  }

  /**
   * Cursors of feeds that new patterns add are there before the patterns are: whoever delivers then takes none of them for a new feed.
   * `conflict` when somebody else changed it meanwhile.
   */
  async change(
    row: WebhookRow,
    change: WebhookChange,
    cursors: readonly NewCursor[],
    now: number,
  ): Promise<WebhookRow> {
    const { id, revision } = row;
    const resumed = change.paused === false && row.pausedAt !== null;
    const data: Prisma.WebhookUpdateInput = {
      ...(change.url === undefined ? {} : { url: change.url }),
      ...(change.feeds === undefined ? {} : { feeds: [...change.feeds] }),
      ...(change.types === undefined ? {} : { types: [...change.types] }),
      ...(change.paused === true && row.pausedAt === null
        ? { pausedAt: new Date(now), pausedReason: 'manual', pausedDetail: 'Paused by request.' }
        : {}),
      ...(resumed ? { pausedAt: null, pausedReason: null, pausedDetail: null } : {}),
      changedAt: new Date(now),
      revision: { increment: 1 },
    };
    const [, changed] = await this.#client.$transaction([
      this.#insertCursors(id, cursors),
      this.#client.webhook.updateMany({ where: { id, revision }, data }),
      ...(resumed || change.url !== undefined ? [this.#retryNow(id)] : []),
    ]);
    if (changed.count === 0) {
      throw new AppError(
        'conflict',
        'This webhook was changed by somebody else meanwhile. Read it and try again.',
      );
    }
    if (change.feeds !== undefined) await this.#forgetCursors(id, change.feeds);
    return this.#client.webhook.findUniqueOrThrow({ where: { id } });
  }

  async replaceSecret(
    row: WebhookRow,
    secret: string,
    previousUntil: Date,
    now: number,
  ): Promise<WebhookRow> {
    const { count } = await this.#client.webhook.updateMany({
      where: { id: row.id, secret: row.secret },
      data: {
        secret,
        previousSecret: row.secret,
        previousSecretUntil: previousUntil,
        changedAt: new Date(now),
      },
    });
    if (count === 0) {
      throw new AppError(
        'conflict',
        'The secret was replaced by somebody else meanwhile. Read the webhook and try again.',
      );
    }
    return this.#client.webhook.findUniqueOrThrow({ where: { id: row.id } });
  }

  async remove(id: string): Promise<void> {
    await this.#client.webhook.deleteMany({ where: { id } });
  }

  async #checkRoom(owner: string): Promise<void> {
    const own = await this.#client.webhook.count({ where: { owner } });
    const all = own < MOST_OF_AN_OWNER ? await this.#client.webhook.count() : 0;
    if (own < MOST_OF_AN_OWNER && all < MOST) return;
    const most =
      own < MOST_OF_AN_OWNER ? `${MOST} webhooks here` : `${MOST_OF_AN_OWNER} webhooks of one owner`;
    throw new AppError(
      'conflict',
      `There may be at most ${most}. Delete one, or widen the patterns of another.`,
    );
  }

  /** What there is already stays where it is. */
  #insertCursors(id: string, cursors: readonly NewCursor[]): Prisma.PrismaPromise<number> {
    return this.#client.$executeRaw`
      INSERT INTO webhook_cursor (webhook_id, feed, epoch, seq)
      SELECT ${id}, feed, epoch, seq
      FROM jsonb_to_recordset(${JSON.stringify(cursors)}::jsonb) AS i(feed text, epoch text, seq bigint)
      ON CONFLICT DO NOTHING`;
  }

  #retryNow(id: string): Prisma.PrismaPromise<number> {
    return this.#client.$executeRaw`
      UPDATE webhook_cursor SET attempts = 0, failing_since = NULL, next_attempt_at = NULL
      WHERE webhook_id = ${id} AND attempts > 0`;
  }

  /** A feed that is asked for again later starts at its head then. */
  async #forgetCursors(webhookId: string, patterns: readonly string[]): Promise<void> {
    const cursors = await this.#client.webhookCursor.findMany({
      where: { webhookId },
      select: { feed: true },
    });
    const left = cursors.map(({ feed }) => feed).filter((feed) => !covers(patterns, feed));
    if (left.length > 0) {
      await this.#client.webhookCursor.deleteMany({ where: { webhookId, feed: { in: left } } });
    }
  }
}

export function covers(patterns: readonly string[], feed: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, feed));
}
