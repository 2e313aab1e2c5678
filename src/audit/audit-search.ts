import type { z } from 'zod';
import type { auditQuery } from '../core/protocol/access.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import { Prisma } from '../platform/prisma/generated/client.js';

/** An entry as REST shows it. */
export interface Entry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName?: string;
  readonly action: string;
  readonly target?: string;
  readonly feed?: string;
  readonly address?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

interface Row {
  readonly id: bigint;
  readonly at: Date;
  readonly actor: string;
  readonly actor_name: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly feed: string | null;
  readonly address: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

const ENTRY_ID = /^[1-9][0-9]{0,18}$/;

/** Newest first. */
export class AuditSearch {
  readonly #database: Pick<Database, 'client'>;

  constructor(database: Pick<Database, 'client'>) {
    this.#database = database;
  }

  async find(query: z.infer<typeof auditQuery>): Promise<{ items: readonly Entry[]; nextCursor?: string }> {
    const { limit } = query;
    const rows = await this.#rows(query).catch((error: unknown) => {
      throw toAppError(error);
    });
    const items = rows.slice(0, limit).map(entryOf);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { nextCursor: encodeCursor(last.id) } : {}) };
  }

  #rows({ limit, cursor, from, to, ...equal }: z.infer<typeof auditQuery>): Promise<Row[]> {
    const conditions = [Prisma.sql`TRUE`];
    for (const name of ['actor', 'target', 'feed', 'address'] as const) {
      const value = equal[name];
      if (value !== undefined) conditions.push(Prisma.sql`${COLUMN[name]} = ${value}`);
    }
    // `event` finds `event.amend` too.
    if (equal.action !== undefined)
      conditions.push(Prisma.sql`(action = ${equal.action} OR starts_with(action, ${`${equal.action}.`}))`);
    if (from !== undefined) conditions.push(Prisma.sql`at >= ${new Date(from)}::timestamptz`);
    if (to !== undefined) conditions.push(Prisma.sql`at < ${new Date(to)}::timestamptz`);
    if (cursor !== undefined)
      conditions.push(Prisma.sql`id < ${BigInt(decodeCursor(cursor, ENTRY_ID))}::bigint`);
    return this.#database.client.$queryRaw<Row[]>`
      SELECT id, at, actor, actor_name, action, target, feed, address, before, after FROM audit_entry
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit + 1}::int`;
  }
}

const COLUMN = {
  actor: Prisma.sql`actor`,
  target: Prisma.sql`target`,
  feed: Prisma.sql`feed`,
  address: Prisma.sql`address`,
} as const;

function entryOf(row: Row): Entry {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: row.actor,
    ...(row.actor_name === null ? {} : { actorName: row.actor_name }),
    action: row.action,
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.feed === null ? {} : { feed: row.feed }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.before === null ? {} : { before: row.before }),
    ...(row.after === null ? {} : { after: row.after }),
  };
}
