import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { LoggedEvent } from '../../../../../src/core/protocol/event.js';
import type { Api } from '../../../shared/api/api.js';
import { pressTimes } from '../../../shared/press/press-times.js';

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
  const pressedAt = performance.now();
  const path = `/feeds/${encodeURIComponent(feed)}/events`;
  const { status, body } = await api.answer<Pick<LoggedEvent, 'seq'>>(path, {
    method: 'POST',
    body: event,
    headers: { 'idempotency-key': key },
  });
  if (status === 202) return 'held';
  // What is replayed was published by a press before.
  if (status === 201) pressTimes.note(feed, { seq: body.seq, pressedAt, hindered: false });
  return 'published';
}
