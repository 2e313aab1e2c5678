import type { Api } from '../../../shared/api/api.js';
import type { ServerPage } from '../../../shared/table/list-page.js';
import type { ApiKey, CreatedApiKey, NewApiKey } from './api-key.js';

export const API_KEYS = ['api-keys'] as const;

export function listApiKeys(
  api: Api,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
  signal: AbortSignal,
): Promise<ServerPage<ApiKey>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
  return api.call(`/api-keys?${query}`, { signal });
}

export function createApiKey(api: Api, key: NewApiKey): Promise<CreatedApiKey> {
  return api.call('/api-keys', { method: 'POST', body: key });
}

/** @param graceSeconds how long the old secret is valid beside the new one */
export function rotateApiKey(api: Api, id: string, graceSeconds: number): Promise<CreatedApiKey> {
  return api.call(`/api-keys/${encodeURIComponent(id)}/rotate`, { method: 'POST', body: { graceSeconds } });
}

export function revokeApiKey(api: Api, id: string): Promise<void> {
  return api.call(`/api-keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
