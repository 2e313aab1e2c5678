import { SCOPES_OF_ROLE, type Role } from '../core/protocol/permissions.js';
import type { PersonCaller } from '../access/caller.js';

/** A user as REST shows them. Times are ISO 8601. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  /** Feed patterns that they are limited to; absent: every feed. */
  readonly feeds?: readonly string[];
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastLoginAt?: string;
}

/** As they lie in the database. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: string;
  readonly feeds: unknown;
  readonly passwordHash: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastLoginAt: Date | null;
  readonly disabledAt: Date | null;
}

export function presentUser(row: UserRow): User {
  const feeds = feedsOf(row);
  return {
    id: row.id,
    email: row.email,
    ...(row.name === null ? {} : { name: row.name }),
    role: row.role as Role,
    ...(feeds ? { feeds } : {}),
    disabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    ...(row.lastLoginAt ? { lastLoginAt: row.lastLoginAt.toISOString() } : {}),
  };
}

/** The user as a caller, in a session. */
export function callerOfUser(row: UserRow, session: { id: string; expiresAt: Date }): PersonCaller {
  return {
    kind: 'person',
    id: row.id,
    email: row.email,
    ...(row.name === null ? {} : { name: row.name }),
    role: row.role as Role,
    scopes: new Set(SCOPES_OF_ROLE[row.role as Role]),
    feeds: feedsOf(row),
    sessionId: session.id,
    version: row.version,
    expiresAtMs: session.expiresAt.getTime(),
    grants: [
      { subject: subjectOfUser(row.id), version: row.version },
      { subject: subjectOfSession(session.id), version: 1 },
    ],
  };
}

/** The user in whose name something goes on without a session. */
export function absentUser(row: UserRow): PersonCaller {
  return {
    ...callerOfUser(row, { id: '', expiresAt: new Date(8.64e15) }),
    grants: [{ subject: subjectOfUser(row.id), version: row.version }],
  };
}

export function subjectOfUser(id: string): string {
  return `user:${id}`;
}

export function subjectOfSession(id: string): string {
  return `session:${id}`;
}

function feedsOf({ feeds }: UserRow): readonly string[] | undefined {
  return feeds === null ? undefined : (feeds as readonly string[]);
}
