import type { Api } from '../../../shared/api/api.js';
import { ApiError } from '../../../shared/api/api-error.js';
import type { Session } from '../../../shared/session/session.js';

/** Who the session's cookie, or the key, belongs to; undefined: nobody. */
export async function me(api: Api): Promise<Session | undefined> {
  try {
    return await api.call<Session>('/auth/me');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}
