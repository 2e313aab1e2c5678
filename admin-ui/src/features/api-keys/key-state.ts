import type { ApiKey } from './api/api-key.js';

export const KEY_STATES = ['valid', 'expiring', 'unused', 'expired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

const DAY_MS = 86_400_000;
/** Time enough to make another one without haste. */
const EXPIRING_DAYS = 14;
/** A key that nobody has used for so long is one that somebody can lose. */
const UNUSED_DAYS = 90;

/** What most needs to be known of a key. */
export function stateOf({ expiresAt, lastUsedAt, createdAt }: ApiKey, now: number): KeyState {
  const left = expiresAt === undefined ? Infinity : Date.parse(expiresAt) - now;
  if (left <= 0) return 'expired';
  if (left < EXPIRING_DAYS * DAY_MS) return 'expiring';
  return now - Date.parse(lastUsedAt ?? createdAt) > UNUSED_DAYS * DAY_MS ? 'unused' : 'valid';
}
