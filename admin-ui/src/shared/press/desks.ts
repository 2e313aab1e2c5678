import type { Api } from '../api/api.js';
import { readEvents } from '../api/list-events.js';
import { randomId } from '../random-id.js';
import { keptFeeds } from '../waiting/kept.js';
import { waiting } from '../waiting/waiting.js';
import { cancelHold } from './api/cancel-hold.js';
import { sendPress } from './api/send-press.js';
import { Desk } from './desk.js';
import { pressTimes } from './press-times.js';
import { TabStorage } from './tab-storage.js';

/** More than one person works at in a day; the one used longest ago goes when it has nothing to send. */
const MAX_DESKS = 50;
const desks = new WeakMap<Api, Map<string, Desk>>();

/** The desk of a feed. It goes on sending when its page is left. */
export function deskFor(api: Api, feed: string): Desk {
  const known = desks.get(api) ?? new Map<string, Desk>();
  desks.set(api, known);
  const desk = known.get(feed) ?? openDesk(api, feed);
  known.delete(feed);
  known.set(feed, desk);
  for (const [id, old] of known) {
    if (known.size <= MAX_DESKS) break;
    if (id === feed || old.queue.items().length > 0) continue;
    old.close();
    known.delete(id);
  }
  return desk;
}

function openDesk(api: Api, feed: string): Desk {
  const desk = new Desk({
    sender: {
      send: (press, guarded) => sendPress(api, feed, press, guarded),
      between: (after, head) => readEvents(api, feed, { after, upTo: head }),
    },
    storage: new TabStorage(feed),
    newId: randomId,
    now: () => performance.now(),
    cancelHold: (holdId) => cancelHold(api, feed, holdId),
    timed: (time) => pressTimes.note(feed, time),
  });
  const tell = (): void => waiting.set(feed, desk.queue.items().length);
  desk.queue.subscribe(tell);
  tell();
  desk.queue.start();
  return desk;
}

/** The network is back, or somebody signed in again: what waits goes out now. */
export function resumeDesks(api: Api): void {
  for (const desk of desks.get(api)?.values() ?? []) desk.queue.start();
}

/** What a reload left waiting goes out, whatever page is open. */
export function reopenDesks(api: Api): void {
  for (const feed of keptFeeds()) deskFor(api, feed);
}

/** Forgets what waits: somebody signed out. */
export function closeDesks(api: Api): void {
  for (const desk of desks.get(api)?.values() ?? []) desk.close();
  desks.delete(api);
  waiting.clear();
  TabStorage.clear();
}
