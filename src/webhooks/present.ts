import type { PauseReason } from './held-webhook.js';
import type { WebhookRow } from './webhook-store.js';

/** A webhook as REST shows it. Times are ISO 8601. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly feeds: readonly string[];
  /** Absent: every type. */
  readonly types?: readonly string[];
  readonly status: 'active' | 'paused';
  /** Since when something could not be delivered and is tried again. */
  readonly failingSince?: string;
  readonly pausedAt?: string;
  readonly pausedReason?: PauseReason;
  /** For people. */
  readonly pausedDetail?: string;
  /** As whom it reads feeds. */
  readonly owner: string;
  /** Until when the secret before this one signs too. */
  readonly previousSecretUntil?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** @param now milliseconds since 1970 */
export function presentWebhook(row: WebhookRow, now: number, failingSince?: Date): Webhook {
  const overlap =
    row.previousSecretUntil && row.previousSecretUntil.getTime() > now ? row.previousSecretUntil : null;
  return {
    id: row.id,
    url: row.url,
    feeds: row.feeds,
    ...(row.types.length > 0 ? { types: row.types } : {}),
    status: row.pausedAt ? 'paused' : 'active',
    ...(failingSince ? { failingSince: failingSince.toISOString() } : {}),
    ...(row.pausedAt ? { pausedAt: row.pausedAt.toISOString() } : {}),
    ...(row.pausedReason === null ? {} : { pausedReason: row.pausedReason as PauseReason }),
    ...(row.pausedDetail === null ? {} : { pausedDetail: row.pausedDetail }),
    owner: row.owner,
    ...(overlap ? { previousSecretUntil: overlap.toISOString() } : {}),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.changedAt.toISOString(),
  };
}
