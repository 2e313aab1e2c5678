import type { Api } from '../../../shared/api/api.js';
import type { Session } from '../../../shared/session/session.js';

export function login(api: Api, email: string, password: string): Promise<Session> {
  return api.call('/auth/login', { method: 'POST', body: { email, password } });
}
