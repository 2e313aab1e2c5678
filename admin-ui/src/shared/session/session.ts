import { matchesPattern, type Scope } from '../../../../src/core/protocol/permissions.js';

export type Role = 'admin' | 'editor' | 'viewer';

/** Who is signed in: a person with a session, or whoever holds an API key. */
export interface Session {
  readonly kind: 'person' | 'key' | 'token';
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
  readonly role?: Role;
  readonly scopes: readonly Scope[];
  /** Patterns of the feeds that the scopes are for; absent: every feed. */
  readonly feeds?: readonly string[];
}

/** Whether the page offers what needs `scope`, for one feed if an id is given. The server decides. */
export function may({ scopes, feeds }: Session, scope: Scope, feed?: string): boolean {
  if (!scopes.includes('admin') && !scopes.includes(scope)) return false;
  return feed === undefined || feeds === undefined || feeds.some((pattern) => matchesPattern(pattern, feed));
}

export function mayPublish(session: Session, feed: string): boolean {
  return may(session, 'events:publish', feed);
}

/** Whether two sessions are of the same person or key, so that one may go on with the work of the other. */
export function sameAccount(a: Session, b: Session): boolean {
  return a.kind === b.kind && a.id === b.id;
}
