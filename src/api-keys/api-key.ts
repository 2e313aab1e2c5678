import { SCOPES, type Scope } from '../core/protocol/permissions.js';
import type { KeyCaller } from '../access/caller.js';

/** A key as REST shows it: never the key itself. Times are ISO 8601. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** What the key begins with, to tell it from others. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly feeds?: readonly string[];
  readonly rateLimitPerSecond?: number;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
  readonly rotatedAt?: string;
  /** Until when the key before this one is valid too; absent: there is none. */
  readonly previousKeyUntil?: string;
}

/** As it lies in the database. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly feeds: unknown;
  readonly rateLimitPerSecond: number | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Counts secrets. */
  readonly version: number;
  readonly previousHash: string | null;
  readonly previousUntil: Date | null;
  readonly rotatedAt: Date | null;
}

export const KEY_PREFIX = 'tl_';

/** @param now milliseconds */
export function presentKey(row: ApiKeyRow, now: number): ApiKey {
  const feeds = feedsOf(row);
  const previousUntil = previousUntilOf(row, now);
  return {
    id: row.id,
    name: row.name,
    prefix: KEY_PREFIX + row.id,
    scopes: scopesOf(row),
    ...(feeds ? { feeds } : {}),
    ...(row.rateLimitPerSecond === null ? {} : { rateLimitPerSecond: row.rateLimitPerSecond }),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    ...(row.expiresAt ? { expiresAt: row.expiresAt.toISOString() } : {}),
    ...(row.lastUsedAt ? { lastUsedAt: row.lastUsedAt.toISOString() } : {}),
    ...(row.rotatedAt ? { rotatedAt: row.rotatedAt.toISOString() } : {}),
    ...(previousUntil ? { previousKeyUntil: previousUntil.toISOString() } : {}),
  };
}

/** Until when the secret before this one is valid too; undefined: it is not any more. */
export function previousUntilOf({ previousUntil }: ApiKeyRow, now: number): Date | undefined {
  return previousUntil && previousUntil.getTime() > now ? previousUntil : undefined;
}

/** Who sends the key's newest secret. */
export function callerOfKey(row: ApiKeyRow): KeyCaller {
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    scopes: new Set(scopesOf(row)),
    feeds: feedsOf(row),
    grants: [{ subject: subjectOfKey(row.id), version: row.version }],
    ...(row.expiresAt ? { expiresAtMs: row.expiresAt.getTime() } : {}),
    ...(row.rateLimitPerSecond === null ? {} : { rateLimitPerSecond: row.rateLimitPerSecond }),
  };
}

/** Who still sends the secret before it: the same, but only until its time is over. */
export function callerOfPrevious(row: ApiKeyRow, until: Date): KeyCaller {
  const caller = callerOfKey(row);
  return {
    ...caller,
    grants: [{ subject: subjectOfKey(row.id), version: row.version - 1 }],
    expiresAtMs: Math.min(caller.expiresAtMs ?? Infinity, until.getTime()),
  };
}

export function subjectOfKey(id: string): string {
  return `key:${id}`;
}

/** A scope that this version does not know grants nothing. */
function scopesOf({ scopes }: ApiKeyRow): readonly Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}

function feedsOf({ feeds }: ApiKeyRow): readonly string[] | undefined {
  return feeds === null ? undefined : (feeds as readonly string[]);
}
