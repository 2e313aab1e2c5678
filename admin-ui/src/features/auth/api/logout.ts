import type { Api } from '../../../shared/api/api.js';

export function logout(api: Api): Promise<unknown> {
  return api.call('/auth/logout', { method: 'POST' });
}
