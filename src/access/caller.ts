import type { Scope } from '../core/protocol/permissions.js';

/** Nobody in particular: sees what is public, changes nothing. */
export interface Anonymous {
  readonly kind: 'anonymous';
}

/** A program with an API key. */
export interface KeyCaller {
  readonly kind: 'key';
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Feed patterns that it is limited to; undefined: every feed. */
  readonly feeds: readonly string[] | undefined;
}

/** Who asks. Further sorts (people, spectators' tokens) join this union. */
export type Caller = Anonymous | KeyCaller;

export const ANONYMOUS: Anonymous = { kind: 'anonymous' };
