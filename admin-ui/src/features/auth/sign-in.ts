import { Api } from '../../shared/api/api.js';
import { ApiError } from '../../shared/api/api-error.js';
import { describeError } from '../../shared/api/describe-error.js';
import type { Translate } from '../../shared/i18n/translate.js';
import type { Session } from '../../shared/session/session.js';
import { login } from './api/login.js';

export type Credentials =
  | { readonly kind: 'person'; readonly email: string; readonly password: string }
  | { readonly kind: 'key'; readonly key: string };

export interface Faults {
  readonly email?: string;
  readonly password?: string;
  readonly key?: string;
}

/** What is missing before the server is asked. */
export function faultsOf(credentials: Credentials, t: Translate): Faults {
  if (credentials.kind === 'key') {
    const key = credentials.key.trim();
    if (key === '') return { key: t('auth.keyMissing') };
    return /^tl_\S+$/.test(key) ? {} : { key: t('auth.keyForm') };
  }
  return {
    ...(credentials.email.trim() === '' ? { email: t('auth.emailMissing') } : {}),
    ...(credentials.password === '' ? { password: t('auth.passwordMissing') } : {}),
  };
}

/** The session of valid credentials; what is wrong with others is thrown. */
export async function signIn(api: Api, credentials: Credentials): Promise<Session> {
  if (credentials.kind === 'person') {
    const session = await login(api, credentials.email.trim(), credentials.password);
    api.key = undefined;
    return session;
  }
  const key = credentials.key.trim();
  const asked = new Api();
  asked.key = key;
  const session = await asked.call<Session>('/auth/me');
  api.key = key;
  return session;
}

/** Why it failed, for people. */
export function refusalText(error: unknown, credentials: Credentials, t: Translate): string {
  if (error instanceof ApiError && error.status === 401) {
    return t(credentials.kind === 'key' ? 'auth.keyWrong' : 'auth.wrong');
  }
  return describeError(error, t);
}
