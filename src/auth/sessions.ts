import type { Logger } from 'pino';
import type { PersonCaller } from '../access/caller.js';
import { CredentialCache } from '../access/credential-cache.js';
import type { SessionSource } from '../access/credentials.js';
import { KeyedHash } from '../access/keyed-hash.js';
import type { RevocationStore, Tx } from '../access/revocation-store.js';
import type { Revocations } from '../access/revocations.js';
import { SealedSecrets } from '../access/sealed-secret.js';
import type { Clock } from '../platform/clock/clock.js';
import { AppError } from '../core/protocol/errors.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import { callerOfUser, subjectOfSession, type UserRow } from '../users/user.js';

export interface SessionLimits {
  /** A session that is not used for so long has ended. */
  readonly idleMs: number;
  /** However busy it is. */
  readonly absoluteMs: number;
  /** Of one user; the oldest ends for a further one. */
  readonly perUser: number;
}

const HOUR_MS = 3_600_000;
const DEFAULT_SESSION_LIMITS: SessionLimits = {
  idleMs: 12 * HOUR_MS,
  absoluteMs: 7 * 24 * HOUR_MS,
  perUser: 20,
};

/** How exactly the last use is known: each session is written at most so often. */
const SEEN_MS = 60_000;
const USER_AGENT_LENGTH = 256;
const ENDED_AT_ONCE = 200;

export interface SessionsDependencies {
  readonly database: Pick<Database, 'client'>;
  readonly revocations: Revocations;
  readonly store: RevocationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secret: string;
  readonly limits?: Partial<SessionLimits>;
}

export interface Client {
  readonly address?: string;
  readonly userAgent?: string;
}

/** A session that just began, with what its cookie holds. */
export interface Opened {
  readonly token: string;
  readonly seconds: number;
  readonly caller: PersonCaller;
}

interface Known {
  readonly caller: PersonCaller;
  /** Milliseconds; moved on by this node's requests. */
  seenAt: number;
}

/** Signed-in browsers. The token is random, known to the browser alone, and new at each sign-in. */
export class Sessions implements SessionSource {
  readonly #with: SessionsDependencies;
  readonly #limits: SessionLimits;
  readonly #secrets: SealedSecrets;
  readonly #cache: CredentialCache<Known>;

  constructor(dependencies: SessionsDependencies) {
    this.#with = dependencies;
    this.#limits = { ...DEFAULT_SESSION_LIMITS, ...dependencies.limits };
    this.#secrets = new SealedSecrets(dependencies.secret, 'session');
    this.#cache = new CredentialCache(dependencies.revocations, ({ caller }) =>
      subjectOfSession(caller.sessionId),
    );
  }

  async authenticate(token: string): Promise<PersonCaller | undefined> {
    const id = this.#secrets.idOf(token);
    if (id === undefined) return undefined;
    const known = await this.#cache.get(token, () => this.#look(id, token));
    if (!known) return undefined;
    const now = this.#with.clock.now();
    if (now - known.seenAt > this.#limits.idleMs) return undefined;
    if (now - known.seenAt > SEEN_MS) {
      known.seenAt = now;
      void this.#noteUse(id, now);
    }
    return known.caller;
  }

  /** @param replaced the token of a session that ends with this */
  async open(user: UserRow, client: Client, replaced: string | undefined): Promise<Opened> {
    const { clock, store } = this.#with;
    const now = clock.now();
    const id = SealedSecrets.newId();
    const token = this.#secrets.make(id);
    const expiresAt = new Date(now + this.#limits.absoluteMs);
    await store.transaction(async (tx, revoke) => {
      // Whoever changed the account since its password was compared has ended this sign-in too.
      const { count } = await tx.user.updateMany({
        where: { id: user.id, version: user.version, disabledAt: null },
        data: { lastLoginAt: new Date(now) },
      });
      if (count === 0) throw new AppError('conflict', 'This account has just changed. Sign in again.');
      const old = replaced === undefined ? undefined : this.#secrets.idOf(replaced);
      const ended = await this.#makeRoom(tx, user.id, old);
      for (const gone of ended) await revoke(subjectOfSession(gone));
      await tx.session.create({
        data: {
          id,
          hash: this.#secrets.hashOf(token),
          userId: user.id,
          createdAt: new Date(now),
          seenAt: new Date(now),
          expiresAt,
          address: client.address ?? null,
          userAgent: client.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
        },
      });
    });
    const seconds = Math.floor(this.#limits.absoluteMs / 1000);
    return { token, seconds, caller: callerOfUser(user, { id, expiresAt }) };
  }

  /** Ends the session of a cookie, if there is one. */
  async close(token: string): Promise<PersonCaller | undefined> {
    const caller = await this.authenticate(token);
    if (!caller) return undefined;
    await this.#with.store.transaction(async (tx, revoke) => {
      await tx.session.deleteMany({ where: { id: caller.sessionId } });
      await revoke(subjectOfSession(caller.sessionId));
    });
    return caller;
  }

  /**
   * Ends what was not used for too long, or has lasted its time, with its sockets and streams on every node. Returns how many ended;
   * as many again may be left.
   */
  endOver(): Promise<number> {
    const now = this.#with.clock.now();
    // The last use is noted late.
    const idle = new Date(now - this.#limits.idleMs - 2 * SEEN_MS);
    return this.#with.store.transaction(async (tx, revoke) => {
      const ended = await tx.$queryRaw<{ id: string }[]>`
        DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE expires_at <= ${new Date(now)}::timestamptz OR seen_at < ${idle}::timestamptz
          LIMIT ${ENDED_AT_ONCE}::int FOR UPDATE SKIP LOCKED)
        RETURNING id`;
      for (const { id } of ended) await revoke(subjectOfSession(id));
      return ended.length;
    });
  }

  /** What makes room: sessions that are over, the one that is replaced, and the oldest beyond the bound. */
  async #makeRoom(tx: Tx, userId: string, replaced: string | undefined): Promise<readonly string[]> {
    const now = this.#with.clock.now();
    const idle = new Date(now - this.#limits.idleMs);
    await tx.session.deleteMany({
      where: { userId, OR: [{ expiresAt: { lte: new Date(now) } }, { seenAt: { lt: idle } }] },
    });
    const open = await tx.session.findMany({
      where: { userId },
      orderBy: { createdAt: 'desc' },
      select: { id: true },
    });
    const ended = open
      .filter(({ id }, index) => id === replaced || index >= this.#limits.perUser - 1)
      .map(({ id }) => id);
    await tx.session.deleteMany({ where: { id: { in: ended } } });
    return ended;
  }

  async #look(id: string, token: string): Promise<Known | undefined> {
    const row = await this.#database(() =>
      this.#with.database.client.session.findUnique({ where: { id }, include: { user: true } }),
    );
    if (!row || !KeyedHash.equal(row.hash, this.#secrets.hashOf(token))) return undefined;
    if (row.user.disabledAt !== null) return undefined;
    return { caller: callerOfUser(row.user, row), seenAt: row.seenAt.getTime() };
  }

  async #noteUse(id: string, now: number): Promise<void> {
    const seenAt = new Date(now);
    try {
      await this.#with.database.client.session.updateMany({
        where: { id, seenAt: { lt: seenAt } },
        data: { seenAt },
      });
    } catch (error) {
      this.#with.logger.warn({ err: error }, 'the last use of a session cannot be written now');
    }
  }

  async #database<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  }
}
