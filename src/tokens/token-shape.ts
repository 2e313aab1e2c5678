import { FEED_PATTERN } from '../core/protocol/permissions.js';

/** What a JWT looks like; the signature may be missing, to be refused. */
export const TOKEN_SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

export function arePatterns(feeds: unknown): feeds is readonly string[] {
  return Array.isArray(feeds) && feeds.every((item) => typeof item === 'string' && FEED_PATTERN.test(item));
}
