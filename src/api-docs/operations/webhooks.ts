import { deliveriesQuery, deliveryPath, webhookPath, webhooksQuery } from '../../core/protocol/webhooks.js';
import * as example from '../examples.js';
import { json, NO_BODY, type Operation } from '../operation.js';

const LIST = '/api/v1/webhooks';
const ONE = `${LIST}/{id}`;
const common = { tag: 'Webhooks', need: 'webhooks:manage' } as const;
const one = { ...common, pathParts: webhookPath, problems: ['not_found'] } as const;
const shown = {
  200: { description: 'The webhook.', content: json('Webhook', { webhook: example.webhook }) },
} as const;
const delivered = {
  200: { description: 'What became of it.', content: json('Delivery', { delivery: example.delivery }) },
} as const;

export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    method: 'post',
    path: LIST,
    id: 'createWebhook',
    summary: 'Register a webhook',
    description: 'Feeds that exist begin at their head, later ones at their first event.',
    body: json('NewWebhook', { goals: example.newWebhook }),
    answers: {
      201: {
        description: 'The webhook with its secret, shown only here.',
        headers: ['Location'],
        content: json('CreatedWebhook', { webhook: example.createdWebhook }),
      },
    },
    problems: ['conflict'],
  },
  {
    ...common,
    method: 'get',
    path: LIST,
    id: 'listWebhooks',
    summary: 'List your webhooks',
    query: webhooksQuery,
    answers: {
      200: { description: 'A page.', content: json('WebhookList', { page: { items: [example.webhook] } }) },
    },
  },
  { ...one, method: 'get', path: ONE, id: 'getWebhook', summary: 'Read a webhook', answers: shown },
  {
    ...one,
    method: 'patch',
    path: ONE,
    id: 'changeWebhook',
    summary: 'Change, pause or resume a webhook',
    description: '`types: null` means every type. `paused: false` resumes where it stopped.',
    body: json('WebhookChange', { pause: { paused: true } }),
    answers: shown,
    problems: ['not_found', 'conflict'],
  },
  {
    ...one,
    method: 'delete',
    path: ONE,
    id: 'removeWebhook',
    summary: 'Remove a webhook',
    ...NO_BODY,
    answers: { 204: { description: 'It is removed.' } },
  },
  {
    ...one,
    method: 'post',
    path: `${ONE}/rotate-secret`,
    id: 'rotateSecret',
    summary: 'Replace the secret',
    description: 'The old one signs too for 24 hours.',
    ...NO_BODY,
    answers: {
      200: {
        description: 'The new secret, shown only here.',
        content: json('RotatedSecret', {
          secret: { secret: example.createdWebhook.secret, previousSecretUntil: '2026-06-11T18:00:00.000Z' },
        }),
      },
    },
  },
  {
    ...one,
    method: 'post',
    path: `${ONE}/test`,
    id: 'testWebhook',
    summary: 'Send a test message now',
    description: 'Also of a paused webhook.',
    ...NO_BODY,
    answers: delivered,
  },
  {
    ...one,
    method: 'get',
    path: `${ONE}/deliveries`,
    id: 'listDeliveries',
    summary: 'List deliveries, newest first',
    query: deliveriesQuery,
    answers: {
      200: { description: 'A page.', content: json('DeliveryList', { page: { items: [example.delivery] } }) },
    },
  },
  {
    ...one,
    method: 'post',
    path: `${ONE}/deliveries/{deliveryId}/redeliver`,
    id: 'redeliver',
    summary: 'Send a message again',
    description: 'Under its id, beside the order of the feed.',
    pathParts: deliveryPath,
    ...NO_BODY,
    answers: delivered,
    problems: ['not_found', 'conflict'],
  },
];
