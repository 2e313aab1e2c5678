import type { LoggedEvent, StreamedEvent } from '../protocol/event.js';

/** An event for a message that already names its feed. */
export function streamed({ feed: _feed, ...event }: LoggedEvent): StreamedEvent {
  return event;
}
