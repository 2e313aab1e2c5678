import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Api } from '../../../shared/api/api.js';

export interface NewEvent {
  readonly type: string;
  readonly data: JsonObject;
}

/** `key` stays the same until the outcome is known: however often it is sent, it becomes one event. */
export async function publishEvent(
  api: Api,
  feed: string,
  event: NewEvent,
  key: string,
): Promise<'published' | 'held'> {
  const { status } = await api.answer(`/feeds/${encodeURIComponent(feed)}/events`, {
    method: 'POST',
    body: event,
    headers: { 'idempotency-key': key },
  });
  return status === 202 ? 'held' : 'published';
}
