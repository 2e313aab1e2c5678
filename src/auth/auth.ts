import type { Caller, PersonCaller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { Users } from '../users/users.js';
import type { AuthMetrics } from './auth-metrics.js';
import type { LoginThrottle } from './login-throttle.js';
import type { Client, Opened, Sessions } from './sessions.js';

/** What somebody may do, as they are told. */
export interface Identity {
  readonly kind: 'person' | 'key' | 'token';
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
  readonly role?: string;
  readonly scopes: readonly string[];
  /** Absent: every feed. */
  readonly feeds?: readonly string[];
  readonly expiresAt?: string;
}

interface Given {
  readonly email: string;
  readonly password: string;
}

/** Signing in and out. */
export class Auth {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly throttle: LoginThrottle,
    private readonly audit: Audit,
    private readonly metrics: AuthMetrics,
  ) {}

  /** @param replaced the session cookie that the browser had, which ends: a session is never carried over a sign-in */
  login(given: Given, client: Client, replaced: string | undefined): Promise<Opened> {
    return this.metrics.counted(this.#login(given, client, replaced));
  }

  async #login({ email, password }: Given, client: Client, replaced: string | undefined): Promise<Opened> {
    const { address } = client;
    const from = { actor: 'anonymous', ...(address === undefined ? {} : { address }) };
    await this.throttle.admit(email, address);
    const user = await this.users.verify(email, password, address);
    if (!user) {
      this.audit.note({ ...from, action: 'auth.login-failed', after: { email } });
      throw new AppError('unauthenticated', 'E-mail address or password is wrong.');
    }
    await this.throttle.succeeded(email, address);
    const opened = await this.sessions.open(user, client, replaced);
    this.audit.note({
      ...doerOf({ ...opened.caller, ...from }),
      action: 'auth.login',
      target: `user:${user.id}`,
      after: { session: opened.caller.sessionId },
    });
    return opened;
  }

  async logout(token: string, address: string | undefined): Promise<void> {
    const caller = await this.sessions.close(token);
    if (!caller) return;
    const from = address === undefined ? caller : { ...caller, address };
    this.audit.note({
      ...doerOf(from),
      action: 'auth.logout',
      target: `user:${caller.id}`,
      before: { session: caller.sessionId },
    });
  }

  /** Ends all sessions of the person, this one too, and their tokens. */
  async logoutEverywhere(caller: PersonCaller): Promise<void> {
    await this.users.signOut(caller, caller.id);
  }

  /** Ends all sessions of the person and opens a new one. */
  async changePassword(
    caller: PersonCaller,
    { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
    client: Client,
  ): Promise<Opened> {
    await this.throttle.admit(caller.email, client.address);
    if (!(await this.users.verify(caller.email, currentPassword, client.address))) {
      throw validationFailed([{ path: 'currentPassword', message: 'is not your password' }]);
    }
    await this.throttle.succeeded(caller.email, client.address);
    const user = await this.users.setPassword(caller, newPassword);
    return this.sessions.open(user, client, undefined);
  }
}

export function identityOf(caller: Exclude<Caller, { kind: 'anonymous' }>): Identity {
  return {
    kind: caller.kind,
    id: caller.id,
    ...(caller.kind === 'person' ? { email: caller.email, role: caller.role } : {}),
    ...(caller.kind !== 'token' && caller.name !== undefined ? { name: caller.name } : {}),
    scopes: [...caller.scopes],
    ...(caller.feeds ? { feeds: caller.feeds } : {}),
    ...(caller.expiresAtMs === undefined ? {} : { expiresAt: new Date(caller.expiresAtMs).toISOString() }),
  };
}
