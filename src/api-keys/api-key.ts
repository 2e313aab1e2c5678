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
}

export const KEY_PREFIX = 'tl_';

export function presentKey(row: ApiKeyRow): ApiKey {
  const feeds = feedsOf(row);
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
  };
}

export function callerOfKey(row: ApiKeyRow): KeyCaller {
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    scopes: new Set(scopesOf(row)),
    feeds: feedsOf(row),
    grants: [{ subject: subjectOfKey(row.id), version: 1 }],
    ...(row.expiresAt ? { expiresAtMs: row.expiresAt.getTime() } : {}),
    ...(row.rateLimitPerSecond === null ? {} : { rateLimitPerSecond: row.rateLimitPerSecond }),
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
