import type { z } from 'zod';
import type { Access } from '../access/access.js';
import { actorOf, type Caller, type KeyCaller } from '../access/caller.js';
import { CredentialCache } from '../access/credential-cache.js';
import type { CredentialSource } from '../access/credentials.js';
import { KeyedHash } from '../access/keyed-hash.js';
import type { RevocationStore, Tx } from '../access/revocation-store.js';
import { SealedSecrets } from '../access/sealed-secret.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import type { newApiKeyBody, pageQuery } from '../core/protocol/access.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import { patternWithin } from '../core/protocol/permissions.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Database } from '../platform/prisma/database.js';
import {
  KEY_PREFIX,
  callerOfKey,
  callerOfPrevious,
  presentKey,
  previousUntilOf,
  subjectOfKey,
  type ApiKey,
  type ApiKeyRow,
} from './api-key.js';
import type { LastUse } from './last-use.js';

type NewApiKey = z.infer<typeof newApiKeyBody>;

export interface ApiKeysDependencies {
  readonly database: Pick<Database, 'client'>;
  readonly access: Access;
  readonly store: RevocationStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly lastUse: LastUse;
  readonly secret: string;
}

const ID = /^[0-9a-f]{12}$/;

/** The keys of programs. Whoever manages them sees and makes only what lies within their own rights. */
export class ApiKeys implements CredentialSource {
  readonly #with: ApiKeysDependencies;
  readonly #secrets: SealedSecrets;
  readonly #cache: CredentialCache<KeyCaller>;

  constructor(dependencies: ApiKeysDependencies) {
    this.#with = dependencies;
    this.#secrets = new SealedSecrets(dependencies.secret, 'api key', KEY_PREFIX);
    this.#cache = new CredentialCache(dependencies.access.revocations, (caller) => subjectOfKey(caller.id));
  }

  accepts(credential: string): boolean {
    return credential.startsWith(KEY_PREFIX);
  }

  async authenticate(credential: string): Promise<KeyCaller | undefined> {
    const id = this.#secrets.idOf(credential);
    if (id === undefined) return undefined;
    const caller = await this.#cache.get(credential, () => this.#look(id, credential));
    if (caller) this.#with.lastUse.note(id);
    return caller;
  }

  /** For what goes on in a key's name. Undefined: it was revoked. */
  async find(id: string): Promise<KeyCaller | undefined> {
    const row = await this.#database(() =>
      this.#with.database.client.apiKey.findFirst({ where: { id, revokedAt: null } }),
    );
    return row ? callerOfKey(row) : undefined;
  }

  /** The key itself is in this answer and nowhere else. */
  async create(caller: Caller, body: NewApiKey): Promise<ApiKey & { readonly key: string }> {
    const wanted = this.#within(caller, body);
    const id = SealedSecrets.newId();
    const key = this.#secrets.make(id);
    const row = await this.#database(() =>
      this.#with.database.client.apiKey.create({
        data: {
          id,
          name: wanted.name,
          hash: this.#secrets.hashOf(key),
          scopes: wanted.scopes,
          ...(wanted.feeds ? { feeds: wanted.feeds } : {}),
          rateLimitPerSecond: wanted.rateLimitPerSecond ?? null,
          createdBy: actorOf(caller),
          createdAt: new Date(this.#with.clock.now()),
          expiresAt: wanted.expiresAt === undefined ? null : new Date(wanted.expiresAt),
        },
      }),
    );
    const shown = this.#present(row);
    await this.#audit(caller, 'api-key.create', id, { after: shown });
    return { ...shown, key };
  }

  /** By id. */
  async list(
    caller: Caller,
    { limit, cursor }: z.infer<typeof pageQuery>,
  ): Promise<{ readonly items: readonly ApiKey[]; readonly nextCursor?: string }> {
    await this.#with.lastUse.flush();
    const rows = await this.#database(() =>
      this.#with.database.client.apiKey.findMany({
        where: { revokedAt: null, ...(cursor === undefined ? {} : { id: { gt: decodeCursor(cursor, ID) } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.filter((row) => this.#covers(caller, row)).map((row) => this.#present(row)),
      ...(rows.length > limit && last ? { nextCursor: encodeCursor(last.id) } : {}),
    };
  }

  /**
   * Gives the key a new secret, which is in this answer and nowhere else. The old one, with the tokens and connections that were made
   * with it, ends after the grace; one that was still in its grace ends now.
   */
  async rotate(caller: Caller, id: string, graceSeconds: number): Promise<ApiKey & { readonly key: string }> {
    const key = this.#secrets.make(id);
    const { before, row } = await this.#with.store.transaction(async (tx, revoke) => {
      const now = this.#with.clock.now();
      const before = await this.#own(tx, caller, id);
      if (before.expiresAt && before.expiresAt.getTime() <= now)
        throw new AppError('conflict', 'This key has expired, and so would the new one. Make another key.');
      const version = before.version + 1;
      const { count } = await tx.apiKey.updateMany({
        where: { id, version: before.version, revokedAt: null },
        data: {
          hash: this.#secrets.hashOf(key),
          version,
          rotatedAt: new Date(now),
          ...(graceSeconds === 0
            ? { previousHash: null, previousUntil: null }
            : { previousHash: before.hash, previousUntil: new Date(now + graceSeconds * 1000) }),
        },
      });
      if (count === 0)
        throw new AppError('conflict', 'This key was rotated or revoked just now. Look at it again.');
      if (graceSeconds > 0 && previousUntilOf(before, now)) await revoke(subjectOfKey(id), before.version);
      await revoke(subjectOfKey(id), version, graceSeconds);
      return { before, row: await tx.apiKey.findUniqueOrThrow({ where: { id } }) };
    });
    const shown = this.#present(row);
    await this.#audit(caller, 'api-key.rotate', id, { before: this.#present(before), after: shown });
    return { ...shown, key };
  }

  /** Ends the key, its tokens and its connections. `not_found` also for a key beyond the caller's rights. */
  async revoke(caller: Caller, id: string): Promise<void> {
    const row = await this.#with.store.transaction(async (tx, revoke) => {
      const found = await this.#own(tx, caller, id);
      await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date(this.#with.clock.now()) } });
      await revoke(subjectOfKey(id));
      return found;
    });
    await this.#audit(caller, 'api-key.revoke', id, { before: this.#present(row) });
  }

  /** A key that lies within the caller's rights. */
  async #own(tx: Tx, caller: Caller, id: string): Promise<ApiKeyRow> {
    const found = await tx.apiKey.findFirst({ where: { id, revokedAt: null } });
    if (!found || !this.#covers(caller, found)) throw new AppError('not_found', 'There is no such key.');
    return found;
  }

  async #look(id: string, credential: string): Promise<KeyCaller | undefined> {
    const row = await this.#database(() =>
      this.#with.database.client.apiKey.findFirst({ where: { id, revokedAt: null } }),
    );
    if (!row) return undefined;
    const hash = this.#secrets.hashOf(credential);
    if (KeyedHash.equal(row.hash, hash)) return callerOfKey(row);
    const until = previousUntilOf(row, this.#with.clock.now());
    return until && KeyedHash.equal(row.previousHash ?? '', hash) ? callerOfPrevious(row, until) : undefined;
  }

  /** What was asked for, if the caller has all of it. What is left out is what the caller has. */
  #within(from: Caller, body: NewApiKey): NewApiKey {
    const { access, clock } = this.#with;
    const caller = access.demandAnyone(from);
    for (const scope of body.scopes) access.demand(caller, scope);
    // A session ends sooner than what its person may do.
    const own: Partial<KeyCaller> = caller.kind === 'key' ? caller : {};
    const { feeds = caller.feeds, expiresAt = own.expiresAtMs } = body;
    const { rateLimitPerSecond = own.rateLimitPerSecond } = body;
    if (feeds?.some((pattern) => !patternWithin(pattern, caller.feeds)))
      throw tooMuch('feeds', 'Your own patterns do not cover all of them.');
    if ((expiresAt ?? Infinity) > (own.expiresAtMs ?? Infinity))
      throw tooMuch('expiresAt', 'Your own key expires before.');
    if ((rateLimitPerSecond ?? Infinity) > (own.rateLimitPerSecond ?? Infinity))
      throw tooMuch('rateLimitPerSecond', 'Your own key may send less.');
    if (expiresAt !== undefined && expiresAt <= clock.now())
      throw validationFailed([{ path: 'expiresAt', message: 'must be in the future' }]);
    return {
      name: body.name,
      scopes: body.scopes,
      ...(feeds ? { feeds: [...feeds] } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(rateLimitPerSecond === undefined ? {} : { rateLimitPerSecond }),
    };
  }

  #covers(caller: Caller, row: ApiKeyRow): boolean {
    if (caller.kind === 'anonymous') return false;
    const key = callerOfKey(row);
    const own: Partial<KeyCaller> = caller.kind === 'key' ? caller : {};
    if ((key.expiresAtMs ?? Infinity) > (own.expiresAtMs ?? Infinity)) return false;
    if ((key.rateLimitPerSecond ?? Infinity) > (own.rateLimitPerSecond ?? Infinity)) return false;
    return (key.feeds ?? ['*']).every((pattern) => patternWithin(pattern, caller.feeds));
  }

  #present(row: ApiKeyRow): ApiKey {
    return presentKey(row, this.#with.clock.now());
  }

  #audit(
    caller: Caller,
    action: string,
    id: string,
    change: { readonly before?: object; readonly after?: object },
  ): Promise<void> {
    return this.#with.audit.write({
      ...doerOf(caller),
      action,
      target: `api-key:${id}`,
      ...change,
    });
  }

  async #database<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  }
}

function tooMuch(field: string, why: string): AppError {
  return new AppError('forbidden', `${field}: nobody can grant more than they have. ${why}`);
}
