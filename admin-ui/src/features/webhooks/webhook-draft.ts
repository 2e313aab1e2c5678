import { FEED_PATTERN } from '../../../../src/core/protocol/permissions.js';
import { linesOf, type Faults } from '../../shared/form/faults.js';
import type { Translate } from '../../shared/i18n/translate.js';
import type { WebhookChange } from './api/calls.js';
import type { Webhook, WebhookSettings } from './api/webhook.js';

/** A webhook as it is typed. */
export interface WebhookDraft {
  readonly url: string;
  readonly feeds: string;
  readonly types: string;
}

export const FIELDS = ['url', 'feeds', 'types'] as const;
export type WebhookField = (typeof FIELDS)[number];

export function draftOf(webhook: Webhook | undefined): WebhookDraft {
  return {
    url: webhook?.url ?? 'https://',
    feeds: webhook?.feeds.join('\n') ?? '',
    types: webhook?.types?.join('\n') ?? '',
  };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

/** Whether the receiver may be reached is for the server to say. */
export function faultsOf(draft: WebhookDraft, t: Translate): Faults<WebhookField> {
  const feeds = linesOf(draft.feeds);
  const wrong = feeds.find((pattern) => !FEED_PATTERN.test(pattern));
  return {
    ...(isWebAddress(draft.url.trim()) ? {} : { url: t('webhooks.urlWrong') }),
    ...(feeds.length === 0 ? { feeds: t('webhooks.feedsMissing') } : {}),
    ...(wrong === undefined ? {} : { feeds: t('apiKeys.patternWrong', { pattern: wrong }) }),
  };
}

export function settingsOf(draft: WebhookDraft): WebhookSettings {
  const types = linesOf(draft.types);
  return {
    url: draft.url.trim(),
    feeds: linesOf(draft.feeds),
    ...(types.length > 0 ? { types } : {}),
  };
}

/** What differs from the webhook as it is. */
export function changeOf(draft: WebhookDraft, webhook: Webhook): WebhookChange {
  const { url, feeds, types } = settingsOf(draft);
  const same = (a: readonly string[] = [], b: readonly string[] = []): boolean => a.join() === b.join();
  return {
    ...(url === webhook.url ? {} : { url }),
    ...(same(feeds, webhook.feeds) ? {} : { feeds }),
    ...(same(types, webhook.types) ? {} : { types: types ?? null }),
  };
}
