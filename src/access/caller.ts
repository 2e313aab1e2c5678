import type { Role, Scope } from '../core/protocol/permissions.js';

/** Nobody in particular: sees what is public, changes nothing. */
export interface Anonymous {
  readonly kind: 'anonymous';
  /** Network address that the request came from, for the audit. */
  readonly address?: string;
}

/** What a caller's rights hang on: when one is revoked up to this version, the caller is nobody any more. */
export interface Grant {
  /** `key:…`, `user:…` or `session:…`. */
  readonly subject: string;
  readonly version: number;
}

interface Granted {
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Feed patterns that it is limited to; undefined: every feed. */
  readonly feeds: readonly string[] | undefined;
  readonly address?: string;
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAtMs?: number;
  /** Absent: can't be revoked. */
  readonly grants?: readonly Grant[];
}

/** A program with an API key. */
export interface KeyCaller extends Granted {
  readonly kind: 'key';
  readonly name?: string;
  /** Requests a second; absent: as many as it likes. */
  readonly rateLimitPerSecond?: number;
}

/** Somebody who signed in. */
export interface PersonCaller extends Granted {
  readonly kind: 'person';
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  readonly sessionId: string;
  /** See `Grant`. */
  readonly version: number;
}

/** A spectator with a token. */
export interface TokenCaller extends Granted {
  readonly kind: 'token';
  /** Whom its minter gave it to, in the minter's words. */
  readonly subject?: string;
}

/** Whoever gave a valid credential. */
export type Somebody = KeyCaller | PersonCaller | TokenCaller;

/** Who asks. */
export type Caller = Anonymous | Somebody;

export const ANONYMOUS: Anonymous = { kind: 'anonymous' };

/** How the log and the audit name the caller. */
export function actorOf(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'key':
      return `key:${caller.id}`;
    case 'person':
      return `user:${caller.id}`;
    case 'token':
      return `token:${caller.id}`;
  }
}

/** How people know the caller. */
export function actorNameOf(caller: Caller): string | undefined {
  if (caller.kind === 'person') return caller.email;
  return caller.kind === 'key' ? caller.name : undefined;
}
