import type { Tone } from '../../shared/ui/tag.js';
import type { DeliveryStatus, Webhook } from './api/webhook.js';

export const WEBHOOK_STATES = ['delivering', 'failing', 'paused'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export function stateOf({ status, failingSince }: Webhook): WebhookState {
  if (status === 'paused') return 'paused';
  return failingSince === undefined ? 'delivering' : 'failing';
}

export const STATE_TONES: Readonly<Record<WebhookState, Tone>> = {
  delivering: 'good',
  failing: 'bad',
  paused: 'warn',
};

export const DELIVERY_TONES: Readonly<Record<DeliveryStatus, Tone>> = {
  delivered: 'good',
  retrying: 'warn',
  failed: 'bad',
};
