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
  readonly pausedReason?: 'manual' | 'gone' | 'retries_exhausted' | 'owner_revoked' | 'too_many_feeds';
  readonly pausedDetail?: string;
  /** As whom it reads feeds. */
  readonly owner: string;
  /** Until when the secret before this one signs too. */
  readonly previousSecretUntil?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface WebhookSettings {
  readonly url: string;
  readonly feeds: readonly string[];
  readonly types?: readonly string[];
}

export const DELIVERY_STATUSES = ['delivered', 'retrying', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A message, and what became of its last attempt. */
export interface Delivery {
  /** The header `webhook-id`. */
  readonly id: string;
  readonly kind: 'event' | 'notice' | 'test';
  readonly type: string;
  readonly feed?: string;
  readonly seq?: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly firstAttemptAt: string;
  readonly lastAttemptAt: string;
  readonly nextAttemptAt?: string;
  readonly durationMs: number;
  readonly responseStatus?: number;
  /** The beginning of the receiver's answer. */
  readonly responseBody?: string;
  readonly error?: string;
}
