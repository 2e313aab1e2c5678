import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../../shared/api/api.js';
import type { ServerPage } from '../../../shared/table/list-page.js';
import type { Delivery, Webhook, WebhookSettings } from './webhook.js';

export const WEBHOOKS = ['webhooks'] as const;
export const deliveriesKey = (id: string) => [...WEBHOOKS, id, 'deliveries'] as const;

/** A test or a redelivery waits for the receiver, which has ten seconds. */
const RECEIVER_MS = 30_000;

const path = (id: string, rest = ''): string => `/webhooks/${encodeURIComponent(id)}${rest}`;

/** Only what is asked for; '' is nothing. */
function queryOf(values: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') query.set(name, String(value));
  return query;
}

export function listWebhooks(
  api: Api,
  query: { readonly limit: number; readonly cursor: string | undefined },
  signal: AbortSignal,
): Promise<ServerPage<Webhook>> {
  return api.call(`/webhooks?${queryOf(query)}`, { signal });
}

export function webhookQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: [...WEBHOOKS, id, 'settings'],
    queryFn: ({ signal }) => api.call<Webhook>(path(id), { signal }),
    refetchInterval: 10_000,
  });
}

/** With the secret, which no other answer holds. */
export function createWebhook(
  api: Api,
  settings: WebhookSettings,
): Promise<Webhook & { readonly secret: string }> {
  return api.call('/webhooks', { method: 'POST', body: settings });
}

export interface WebhookChange {
  readonly url?: string;
  readonly feeds?: readonly string[];
  /** null: every type. */
  readonly types?: readonly string[] | null;
  readonly paused?: boolean;
}

export function changeWebhook(api: Api, id: string, change: WebhookChange): Promise<Webhook> {
  return api.call(path(id), { method: 'PATCH', body: change });
}

export function deleteWebhook(api: Api, id: string): Promise<void> {
  return api.call(path(id), { method: 'DELETE' });
}

export function rotateSecret(
  api: Api,
  id: string,
): Promise<{ readonly secret: string; readonly previousSecretUntil: string }> {
  return api.call(path(id, '/rotate-secret'), { method: 'POST' });
}

/** Resolves to what became of it, whatever that was. */
export function testWebhook(api: Api, id: string): Promise<Delivery> {
  return api.call(path(id, '/test'), { method: 'POST', timeoutMs: RECEIVER_MS });
}

export function listDeliveries(
  api: Api,
  id: string,
  query: Readonly<Record<'status' | 'feed' | 'type', string>> & {
    readonly limit: number;
    readonly cursor: string | undefined;
  },
  signal: AbortSignal,
): Promise<ServerPage<Delivery>> {
  return api.call(`${path(id, '/deliveries')}?${queryOf(query)}`, { signal });
}

export function redeliver(api: Api, id: string, delivery: string): Promise<Delivery> {
  return api.call(path(id, `/deliveries/${encodeURIComponent(delivery)}/redeliver`), {
    method: 'POST',
    timeoutMs: RECEIVER_MS,
  });
}
