import type { PersonCaller, Somebody } from './caller.js';

/** Rooms that keep credentials of one sort. */
export interface CredentialSource {
  /** Whether a credential is of this sort, by its looks. */
  accepts(credential: string): boolean;
  /** Undefined: it is not valid, for whatever reason. Rejects with `unavailable` when that can't be found out now. */
  authenticate(credential: string): Promise<Somebody | undefined>;
}

export interface SessionSource {
  /** The person of a session cookie. Undefined: there is no such session any more. */
  authenticate(token: string): Promise<PersonCaller | undefined>;
}
