import type { Api } from '../../../shared/api/api.js';
import type { ServerPage } from '../../../shared/table/list-page.js';
import type { NewUser, User, UserChange } from './user.js';

export const PEOPLE = ['people'] as const;

export function listPeople(
  api: Api,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
  signal: AbortSignal,
): Promise<ServerPage<User>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
  return api.call(`/users?${query}`, { signal });
}

export function createUser(api: Api, user: NewUser): Promise<User> {
  return api.call('/users', { method: 'POST', body: user });
}

export function changeUser(api: Api, id: string, change: UserChange): Promise<User> {
  return api.call(`/users/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
}

/** Ends their sessions and tokens; they may sign in again. */
export function signOutUser(api: Api, id: string): Promise<unknown> {
  return api.call(`/users/${encodeURIComponent(id)}/sign-out`, { method: 'POST' });
}

/** Ends all of one's own sessions, this one too, and tokens. */
export function signOutEverywhere(api: Api): Promise<unknown> {
  return api.call('/auth/logout-everywhere', { method: 'POST' });
}

/** One's own. The server ends every other session of the account, and gives this browser a new one. */
export function changeOwnPassword(
  api: Api,
  body: { readonly currentPassword: string; readonly newPassword: string },
): Promise<unknown> {
  return api.renewSession(() => api.call('/auth/password', { method: 'POST', body }));
}
