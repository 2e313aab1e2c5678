import { AppError } from '../core/protocol/errors.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { EditorRow, Reading, Tab, Visitor } from './editor.js';
import type { EditingOptions } from './options.js';

type Tx = Prisma.TransactionClient;

export interface Taken {
  /** Whether the tab holds the desk now. */
  readonly taken: boolean;
  /** Who else holds it, or held it until now. */
  readonly other: EditorRow | undefined;
}

/** Keeps advisory locks of desks apart from those of others. */
const LOCK_SPACE = 72_707_370;
const TIDIED = 1_000;

const COLUMNS = Prisma.sql`feed, actor, tab, kind, name, grants, since, holds_since AS "holdsSince",
  (EXTRACT(EPOCH FROM until - clock_timestamp()) * 1000)::float8 AS "leftMs"`;
const FRESH = Prisma.sql`until > clock_timestamp()`;

const same = ({ feed, actor, tab }: Tab): Prisma.Sql =>
  Prisma.sql`feed = ${feed} AND actor = ${actor} AND tab = ${tab}`;

/**
 * The tabs at all desks. Only the database's clock is asked, so that clocks of nodes may differ.
 *
 * Invariant: a desk has at most one holder, and it is a tab that was heard of lately. Whatever enters a desk or changes its holder runs
 * under an advisory lock of that feed.
 */
export class EditorStore {
  readonly #database: Pick<Database, 'client'>;
  readonly #options: EditingOptions;

  constructor(database: Pick<Database, 'client'>, options: EditingOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** The tab is there. True when it was not before. Rejects with `conflict` when there is no room. */
  async meet(visitor: Visitor): Promise<boolean> {
    return this.#ask(async () => {
      if (await this.#renew(this.#database.client, visitor)) return false;
      await this.#atDesk(visitor.feed, (tx) => this.#enter(tx, visitor));
      return true;
    });
  }

  /** The tab takes the desk if nobody else holds it, or with `takeOver` in any case. */
  async take(visitor: Visitor, takeOver: boolean): Promise<Taken> {
    return this.#ask(() =>
      this.#atDesk(visitor.feed, async (tx) => {
        if (!(await this.#renew(tx, visitor))) await this.#enter(tx, visitor);
        const { feed } = visitor;
        const [other] = await tx.$queryRaw<EditorRow[]>`
          SELECT ${COLUMNS} FROM feed_editor
          WHERE feed = ${feed} AND holds_since IS NOT NULL AND ${FRESH} AND NOT (${same(visitor)})`;
        if (other && !takeOver) return { taken: false, other };
        await tx.$executeRaw`
          UPDATE feed_editor SET holds_since = NULL
          WHERE feed = ${feed} AND holds_since IS NOT NULL AND NOT (${same(visitor)})`;
        await tx.$executeRaw`
          UPDATE feed_editor SET holds_since = COALESCE(holds_since, clock_timestamp()) WHERE ${same(visitor)}`;
        return { taken: true, other };
      }),
    );
  }

  /** Whether anything changed. */
  async release(tab: Tab): Promise<boolean> {
    const changed = await this.#ask(
      () => this.#database.client.$executeRaw`
        UPDATE feed_editor SET holds_since = NULL WHERE ${same(tab)} AND holds_since IS NOT NULL`,
    );
    return changed > 0;
  }

  /** Whether anything changed. */
  async leave(tab: Tab): Promise<boolean> {
    const gone = await this.#ask(
      () => this.#database.client.$executeRaw`DELETE FROM feed_editor WHERE ${same(tab)}`,
    );
    return gone > 0;
  }

  /** @param feed undefined: of all feeds */
  async read(feed?: string): Promise<Reading> {
    const where = feed === undefined ? FRESH : Prisma.sql`${FRESH} AND feed = ${feed}`;
    // The time is of before the snapshot: what a later reading has, this one may lack, and never the other way round.
    const rows = await this.#ask(
      () => this.#database.client.$queryRaw<(Partial<EditorRow> & { readonly at: Date })[]>`
        SELECT now.at, e.* FROM (SELECT statement_timestamp() AS at) now
        LEFT JOIN (SELECT ${COLUMNS} FROM feed_editor WHERE ${where}) e ON true
        ORDER BY e.feed, e.since, e.actor COLLATE "C", e.tab COLLATE "C"`,
    );
    return {
      at: rows[0]?.at.toISOString() ?? new Date(0).toISOString(),
      rows: rows.filter((row): row is EditorRow & { readonly at: Date } => typeof row.feed === 'string'),
    };
  }

  /** Not those that have come back since then with other rights. Whether anything changed. */
  async expel(rows: readonly EditorRow[]): Promise<boolean> {
    if (rows.length === 0) return false;
    const list = JSON.stringify(rows.map(({ feed, actor, tab, grants }) => ({ feed, actor, tab, grants })));
    const gone = await this.#ask(
      () => this.#database.client.$executeRaw`
        DELETE FROM feed_editor e USING jsonb_to_recordset(${list}::jsonb) AS r(feed text, actor text, tab text, grants jsonb)
        WHERE e.feed = r.feed AND e.actor = r.actor AND e.tab = r.tab AND e.grants = r.grants`,
    );
    return gone > 0;
  }

  /** Removes what was forgotten a while ago, a bounded number at a time. */
  async tidy(): Promise<void> {
    const { tidyMs } = this.#options;
    await this.#ask(
      () => this.#database.client.$executeRaw`
        DELETE FROM feed_editor WHERE (feed, actor, tab) IN (
          SELECT feed, actor, tab FROM feed_editor
          WHERE until < clock_timestamp() - make_interval(secs => ${tidyMs / 1000}::float8)
          LIMIT ${TIDIED}::int FOR UPDATE SKIP LOCKED)`,
    );
  }

  /** False: it is not there any more. */
  async #renew(tx: Tx, visitor: Visitor): Promise<boolean> {
    const renewed = await tx.$executeRaw`
      UPDATE feed_editor SET until = ${this.#until()}, name = ${visitor.name ?? null}, grants = ${JSON.stringify(visitor.grants)}::jsonb
      WHERE ${same(visitor)} AND ${FRESH}`;
    return renewed > 0;
  }

  async #enter(tx: Tx, visitor: Visitor): Promise<void> {
    const { feed, actor, tab, kind, name, grants } = visitor;
    await tx.$executeRaw`DELETE FROM feed_editor WHERE feed = ${feed} AND NOT ${FRESH}`;
    const [count] = await tx.$queryRaw<{ readonly here: number; readonly own: number }[]>`
      SELECT count(*) FILTER (WHERE feed = ${feed})::int AS here, count(*) FILTER (WHERE actor = ${actor})::int AS own
      FROM feed_editor WHERE (feed = ${feed} OR actor = ${actor}) AND ${FRESH}`;
    this.#demandRoom(count?.here ?? 0, count?.own ?? 0);
    await tx.$executeRaw`
      INSERT INTO feed_editor (feed, actor, tab, kind, name, grants, since, until)
      VALUES (${feed}, ${actor}, ${tab}, ${kind}, ${name ?? null}, ${JSON.stringify(grants)}::jsonb, clock_timestamp(), ${this.#until()})
      ON CONFLICT (feed, actor, tab) DO UPDATE SET until = excluded.until`;
  }

  #demandRoom(here: number, own: number): void {
    const { maxEditors, maxTabs, silenceMs } = this.#options;
    const wait = `Close some; those that are gone are forgotten after ${silenceMs / 1000} s.`;
    if (own >= maxTabs)
      throw new AppError('conflict', `You have ${maxTabs} desks open, which is the most. ${wait}`);
    if (here >= maxEditors)
      throw new AppError('conflict', `This desk is open ${maxEditors} times, which is the most. ${wait}`);
  }

  #until(): Prisma.Sql {
    return Prisma.sql`clock_timestamp() + make_interval(secs => ${this.#options.silenceMs / 1000}::float8)`;
  }

  /** One after the other at each desk, on all nodes. */
  #atDesk<T>(feed: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#database.client.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK_SPACE}::int, hashtext(${feed}))`;
      return work(tx);
    });
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  }
}
