import type { ViewOf } from '../delivery/session.js';

/** What a credential grants. */
export interface Admission {
  readonly viewOf: ViewOf;
  /** Milliseconds since the epoch; absent: it does not expire. */
  readonly expiresAtMs?: number;
}

/** What sockets need to know of access. */
export interface SocketAccess {
  /** @param token undefined: nobody in particular. Rejects with an AppError `unauthenticated` or `unavailable`. */
  admit(token: string | undefined): Promise<Admission>;
}
