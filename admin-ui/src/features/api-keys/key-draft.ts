import { FEED_PATTERN, SCOPES, type Scope } from '../../../../src/core/protocol/permissions.js';
import { linesOf, type Faults } from '../../shared/form/faults.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { fromLocal } from '../../shared/table/local-time.js';
import { may, type Session } from '../../shared/session/session.js';
import type { NewApiKey } from './api/api-key.js';

export const LIFETIMES = ['30', '90', '365', 'date', 'never'] as const;
export type Lifetime = (typeof LIFETIMES)[number];

/** A new key as it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly feeds: string;
  readonly lifetime: Lifetime;
  /** As a `datetime-local` field has it. */
  readonly date: string;
  readonly rateLimit: string;
}

export const FIELDS = ['name', 'scopes', 'feeds', 'expiresAt', 'rateLimitPerSecond'] as const;
export type KeyField = (typeof FIELDS)[number];

export const EMPTY_DRAFT: KeyDraft = {
  name: '',
  scopes: [],
  feeds: '',
  lifetime: '90',
  date: '',
  rateLimit: '',
};

const DAY_MS = 86_400_000;
const MOST_PATTERNS = 64;
const MOST_PER_SECOND = 100_000;

/** Nobody grants what they do not have. */
export function grantable(session: Session): readonly Scope[] {
  return SCOPES.filter((scope) => may(session, scope));
}

function expiryOf({ lifetime, date }: KeyDraft, now: number): string | undefined {
  if (lifetime === 'never') return undefined;
  return lifetime === 'date' ? fromLocal(date) : new Date(now + Number(lifetime) * DAY_MS).toISOString();
}

export function faultsOf(draft: KeyDraft, now: number, t: Translate): Faults<KeyField> {
  const patterns = linesOf(draft.feeds);
  const wrong = patterns.find((pattern) => !FEED_PATTERN.test(pattern));
  const expiry = expiryOf(draft, now);
  const rate = Number(draft.rateLimit);
  return {
    ...(draft.name.trim() === '' ? { name: t('apiKeys.nameMissing') } : {}),
    ...(draft.scopes.length === 0 ? { scopes: t('apiKeys.scopeMissing') } : {}),
    ...(wrong === undefined ? {} : { feeds: t('apiKeys.patternWrong', { pattern: wrong }) }),
    ...(patterns.length > MOST_PATTERNS
      ? { feeds: t('apiKeys.patternsMany', { count: MOST_PATTERNS }) }
      : {}),
    ...(expiry === undefined || (expiry !== '' && Date.parse(expiry) > now)
      ? {}
      : { expiresAt: t('apiKeys.expiryWrong') }),
    ...(draft.rateLimit === '' || (Number.isInteger(rate) && rate >= 1 && rate <= MOST_PER_SECOND)
      ? {}
      : { rateLimitPerSecond: t('apiKeys.rateWrong', { most: MOST_PER_SECOND }) }),
  };
}

export function bodyOf(draft: KeyDraft, now: number): NewApiKey {
  const feeds = linesOf(draft.feeds);
  const expiresAt = expiryOf(draft, now);
  return {
    name: draft.name.trim(),
    scopes: draft.scopes,
    ...(feeds.length > 0 ? { feeds } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(draft.rateLimit === '' ? {} : { rateLimitPerSecond: Number(draft.rateLimit) }),
  };
}
