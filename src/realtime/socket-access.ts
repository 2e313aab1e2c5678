import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { isOwnPage } from '../access/origin.js';
import { sessionOf } from '../access/session-cookie.js';
import type { ViewOf } from '../delivery/session.js';
import type { Sender, TrustedProxies } from '../platform/http/trusted-proxies.js';

/** What a credential grants. */
export interface Admission {
  readonly viewOf: ViewOf;
  /** Absent: nobody in particular. */
  readonly caller?: Caller;
  /** Milliseconds since the epoch; absent: it does not expire. */
  readonly expiresAtMs?: number;
  /** Calls back once when what the rights hang on is revoked. Returns what stops watching. */
  readonly watch?: (onRevoked: () => void) => () => void;
}

/** What sockets need to know of access. */
export interface SocketAccess {
  /**
   * @param token undefined: whoever the handshake tells, or nobody in particular.
   * Rejects with an AppError `unauthenticated` or `unavailable`.
   */
  admit(token: string | undefined, handshake?: Sender): Promise<Admission>;
}

type Credentials = Pick<
  Access,
  'authenticate' | 'authenticateHeader' | 'authenticateSession' | 'viewOf' | 'watch'
>;

/** @param corsOrigins origins beside our own whose pages may come with a session */
export function accessOf(
  access: Credentials,
  proxies: Pick<TrustedProxies, 'hostOf'>,
  corsOrigins: readonly string[] = [],
): SocketAccess {
  const sessionIn = (handshake: Sender): string | undefined => {
    const { headers } = handshake;
    const session = sessionOf(headers.cookie, true) ?? sessionOf(headers.cookie, false);
    // A foreign page may connect too, but never as the person whose browser shows it.
    return isOwnPage({ headers, host: proxies.hostOf(handshake) }, corsOrigins) ? session : undefined;
  };
  /** What is sent on purpose counts before the cookie, which browsers add by themselves; none of it becomes anonymous. */
  const callerOf = (token: string | undefined, handshake: Sender | undefined): Promise<Caller> => {
    if (token !== undefined || !handshake) return access.authenticate(token);
    const { authorization } = handshake.headers;
    if (authorization !== undefined) return access.authenticateHeader(authorization);
    const session = sessionIn(handshake);
    return session === undefined ? access.authenticate(undefined) : access.authenticateSession(session);
  };
  return {
    admit: async (token, handshake) => {
      const caller = await callerOf(token, handshake);
      const expiresAtMs = caller.kind === 'anonymous' ? undefined : caller.expiresAtMs;
      return {
        caller,
        viewOf: (delaySeconds, feed) => access.viewOf(caller, delaySeconds, feed),
        watch: (onRevoked) => access.watch(caller, onRevoked),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      };
    },
  };
}
