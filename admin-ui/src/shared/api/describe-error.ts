import type { Translate } from '../i18n/translate.js';
import { ApiError, NetworkError } from './api-error.js';

/** What went wrong and what to do, for people. */
export function describeError(error: unknown, t: Translate): string {
  if (error instanceof NetworkError) return t('error.network');
  if (error instanceof ApiError) {
    if (error.code === 'forbidden') return t('error.forbidden', { detail: error.message });
    if (error.code === 'rate_limited')
      return t('error.rate_limited', { seconds: error.retryAfterSeconds ?? 1 });
    return error.message;
  }
  return t('error.unknown', { detail: error instanceof Error ? error.message : String(error) });
}
