import type { Access } from '../access/access.js';
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

export function accessOf(access: Pick<Access, 'authenticate' | 'viewOf'>): SocketAccess {
  return {
    admit: async (token) => {
      const caller = await access.authenticate(token);
      return { viewOf: (delaySeconds, feed) => access.viewOf(caller, delaySeconds, feed) };
    },
  };
}
