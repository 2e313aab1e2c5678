import type { LoggedEvent } from '../../../../src/core/protocol/event.js';
import type { Api } from './api.js';

export interface EventPage {
  readonly head: number;
  readonly events: readonly LoggedEvent[];
}

/** Events behind `after`, as many as the server gives in one answer. */
export function listEvents(
  api: Api,
  feed: string,
  {
    after,
    limit,
    signal,
  }: { readonly after: number; readonly limit: number; readonly signal?: AbortSignal | undefined },
): Promise<EventPage> {
  return api.call(`/feeds/${encodeURIComponent(feed)}/events?after=${after}&limit=${limit}`, { signal });
}

/** All events behind `after` up to `upTo`, page by page. */
export async function readEvents(
  api: Api,
  feed: string,
  range: { readonly after: number; readonly upTo: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  let after = range.after;
  while (after < range.upTo) {
    const page = await listEvents(api, feed, { after, limit: 500, signal: range.signal });
    const last = page.events.at(-1);
    if (!last) break;
    events.push(...page.events);
    after = last.seq;
  }
  return events.filter(({ seq }) => seq <= range.upTo);
}
