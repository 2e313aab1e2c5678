import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Access } from '../access/access.js';
import type { Caller, PersonCaller } from '../access/caller.js';
import type { RevocationStore, Tx } from '../access/revocation-store.js';
import type { Audit, Doer } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import type { newUserBody, pageQuery, userChangeBody } from '../core/protocol/access.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { networkOf } from '../platform/rate-limit/network.js';
import type { Passwords } from './passwords.js';
import { absentUser, presentUser, subjectOfUser, type User, type UserRow } from './user.js';

export type NewUser = z.infer<typeof newUserBody>;
type UserChange = z.infer<typeof userChangeBody>;

export interface UsersDependencies {
  readonly database: Pick<Database, 'client'>;
  readonly access: Access;
  readonly store: RevocationStore;
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly clock: Clock;
}

const ID = /^[0-9a-f-]{36}$/;
/** Advisory lock: who counts administrators, or the first user, waits for whoever does. */
const LOCK = 72_707_371;

/** The people who may sign in. */
export class Users {
  readonly #with: UsersDependencies;

  constructor(dependencies: UsersDependencies) {
    this.#with = dependencies;
  }

  /** For what goes on in somebody's name. Undefined: they are gone, or may not sign in any more. */
  async absent(id: string): Promise<PersonCaller | undefined> {
    const row = await this.#database(() =>
      this.#with.database.client.user.findFirst({ where: { id, disabledAt: null } }),
    );
    return row ? absentUser(row) : undefined;
  }

  async create(caller: Caller, body: NewUser): Promise<User> {
    this.#with.access.demandUnlimited(caller);
    const data = await this.#rowOf(body);
    const row = await this.#database(() => this.#with.database.client.user.create({ data }));
    const user = presentUser(row);
    await this.#audit(doerOf(caller), 'user.create', { after: user }, row.id);
    return user;
  }

  /** The first user of an empty database; undefined when there is somebody already, on whatever node they were made. */
  async createFirst(doer: Doer, body: NewUser): Promise<User | undefined> {
    const data = await this.#rowOf(body);
    const row = await this.#with.store.transaction(async (tx) => {
      await lock(tx);
      return (await tx.user.count()) > 0 ? undefined : tx.user.create({ data });
    });
    if (!row) return undefined;
    const user = presentUser(row);
    await this.#audit(doer, 'user.create', { after: user }, row.id);
    return user;
  }

  isEmpty(): Promise<boolean> {
    return this.#database(async () => (await this.#with.database.client.user.count()) === 0);
  }

  /** By id. */
  async list(
    caller: Caller,
    { limit, cursor }: z.infer<typeof pageQuery>,
  ): Promise<{ readonly items: readonly User[]; readonly nextCursor?: string }> {
    this.#with.access.demandUnlimited(caller);
    const rows = await this.#database(() =>
      this.#with.database.client.user.findMany({
        ...(cursor === undefined ? {} : { where: { id: { gt: decodeCursor(cursor, ID) } } }),
        orderBy: { id: 'asc' },
        take: limit + 1,
      }),
    );
    const items = rows.slice(0, limit).map(presentUser);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { nextCursor: encodeCursor(last.id) } : {}) };
  }

  async find(caller: Caller, id: string): Promise<User> {
    this.#with.access.demandUnlimited(caller);
    const row = await this.#database(() => this.#with.database.client.user.findUnique({ where: { id } }));
    if (!row) throw noSuchUser();
    return presentUser(row);
  }

  /** What changes what the user may do, or their password, ends their sessions, tokens and connections. */
  async change(caller: Caller, id: string, change: UserChange): Promise<User> {
    this.#with.access.demandUnlimited(caller);
    const { password, ...rest } = change;
    const passwordHash = password === undefined ? undefined : await this.#with.passwords.hash(password);
    const { before, after } = await this.#with.store.transaction(async (tx, revoke) => {
      await lock(tx);
      const found = await tx.user.findUnique({ where: { id } });
      if (!found) throw noSuchUser();
      const data = this.#changeOf(found, rest);
      const ends = passwordHash !== undefined || changesRights(found, data);
      if (ends && isActiveAdmin(found) && !isActiveAdmin({ ...found, ...data })) await keepAnAdmin(tx, id);
      const version = ends ? found.version + 1 : found.version;
      const row = await tx.user.update({
        where: { id },
        data: {
          ...data,
          feeds: data.feeds ?? Prisma.DbNull,
          version,
          ...(passwordHash === undefined ? {} : { passwordHash }),
        },
      });
      if (ends) {
        await tx.session.deleteMany({ where: { userId: id } });
        await revoke(subjectOfUser(id), version);
      }
      return { before: presentUser(found), after: presentUser(row) };
    });
    const noted = password === undefined ? {} : { passwordChanged: true };
    await this.#audit(doerOf(caller), 'user.change', { before, after: { ...after, ...noted } }, id);
    return after;
  }

  /** Somebody's, for an administrator: see `signOut`. */
  async signOutFor(caller: Caller, id: string): Promise<void> {
    this.#with.access.demandUnlimited(caller);
    await this.signOut(caller, id);
  }

  /** Ends all their sessions and tokens, with the connections, on every node; they may sign in again. */
  async signOut(caller: Caller, id: string): Promise<void> {
    const sessions = await this.#with.store.transaction(async (tx, revoke) => {
      await lock(tx);
      const found = await tx.user.findUnique({ where: { id } });
      if (!found) throw noSuchUser();
      const version = found.version + 1;
      await tx.user.update({ where: { id }, data: { version } });
      await revoke(subjectOfUser(id), version);
      return (await tx.session.deleteMany({ where: { userId: id } })).count;
    });
    await this.#audit(doerOf(caller), 'user.sign-out', { before: { sessions } }, id);
  }

  /** Their own, which was just verified: ends all their sessions and tokens. */
  async setPassword(caller: PersonCaller, password: string): Promise<UserRow> {
    const passwordHash = await this.#with.passwords.hash(password);
    const { id } = caller;
    const row = await this.#with.store.transaction(async (tx, revoke) => {
      const found = await tx.user.findFirst({ where: { id, version: caller.version, disabledAt: null } });
      if (!found) throw new AppError('conflict', 'This account has just changed. Sign in again.');
      const version = found.version + 1;
      await tx.session.deleteMany({ where: { userId: id } });
      await revoke(subjectOfUser(id), version);
      const updatedAt = new Date(this.#with.clock.now());
      return tx.user.update({ where: { id }, data: { passwordHash, version, updatedAt } });
    });
    await this.#audit(doerOf(caller), 'user.password', {}, id);
    return row;
  }

  /**
   * The user of right e-mail address and password; takes as long whether there is such a user or not.
   * @param address of who asks: those of one network wait for each other
   */
  async verify(email: string, password: string, address: string | undefined): Promise<UserRow | undefined> {
    const row = await this.#database(() => this.#with.database.client.user.findUnique({ where: { email } }));
    const fits = await this.#with.passwords.verify(row?.passwordHash, password, networkOf(address));
    return fits && row && row.disabledAt === null ? row : undefined;
  }

  #changeOf(
    found: UserRow,
    { name, role, feeds, disabled }: Omit<UserChange, 'password'>,
  ): Pick<UserRow, 'name' | 'role' | 'disabledAt' | 'updatedAt'> & { readonly feeds: string[] | null } {
    const nextRole = role ?? found.role;
    const nextFeeds = feeds === undefined ? (found.feeds as string[] | null) : feeds;
    if (nextRole === 'admin' && feeds)
      throw validationFailed([{ path: 'feeds', message: 'must not be given for an admin' }]);
    const now = new Date(this.#with.clock.now());
    return {
      name: name === undefined ? found.name : name,
      role: nextRole,
      feeds: nextRole === 'admin' ? null : nextFeeds,
      disabledAt: disabled === undefined ? found.disabledAt : disabled ? (found.disabledAt ?? now) : null,
      updatedAt: now,
    };
  }

  async #rowOf({ email, name, role, feeds, password }: NewUser): Promise<Prisma.UserCreateInput> {
    const now = new Date(this.#with.clock.now());
    return {
      id: randomUUID(),
      email,
      name: name ?? null,
      role,
      ...(feeds ? { feeds } : {}),
      passwordHash: await this.#with.passwords.hash(password),
      createdAt: now,
      updatedAt: now,
    };
  }

  #audit(
    doer: Doer,
    action: string,
    change: { readonly before?: object; readonly after?: object },
    id: string,
  ): Promise<void> {
    return this.#with.audit.write({ ...doer, action, target: subjectOfUser(id), ...change });
  }

  async #database<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code === 'P2002')
        throw new AppError('conflict', 'There is a user with this e-mail address already.', { cause: error });
      throw toAppError(error);
    }
  }
}

function noSuchUser(): AppError {
  return new AppError('not_found', 'There is no such user.');
}

async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`;
}

function isActiveAdmin({ role, disabledAt }: Pick<UserRow, 'role' | 'disabledAt'>): boolean {
  return role === 'admin' && disabledAt === null;
}

function changesRights(before: UserRow, after: Pick<UserRow, 'role' | 'feeds' | 'disabledAt'>): boolean {
  return (
    before.role !== after.role ||
    JSON.stringify(before.feeds) !== JSON.stringify(after.feeds) ||
    (before.disabledAt === null) !== (after.disabledAt === null)
  );
}

async function keepAnAdmin(tx: Tx, leaving: string): Promise<void> {
  const others = await tx.user.count({ where: { role: 'admin', disabledAt: null, id: { not: leaving } } });
  if (others === 0) throw new AppError('conflict', 'This is the last administrator. Make another one first.');
}
