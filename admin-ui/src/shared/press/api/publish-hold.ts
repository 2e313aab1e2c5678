import type { Api } from '../../api/api.js';
import { ApiError } from '../../api/api-error.js';

/** False when it was already published or cancelled. */
export async function publishHold(api: Api, feed: string, holdId: string): Promise<boolean> {
  try {
    await api.call(`/feeds/${encodeURIComponent(feed)}/holds/${holdId}/publish`, { method: 'POST' });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return false;
    throw error;
  }
}
