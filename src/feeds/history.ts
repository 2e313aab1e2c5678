import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { checksum } from '../core/json/checksum.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { EventLog, StateAt } from '../event-log/event-log.js';

/** Events that are read from the log at a time. */
const PAGE_EVENTS = 500;
/** Size from which an answer ends early; its reader asks again behind the last event, as long as that is not the head. */
const ANSWER_CHARACTERS = 8 * 1024 * 1024;

/** What happened on a feed, as far as each caller may know by now. */
export class History {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
  ) {}

  /** JSON of `{feed, epoch, head, events}`, at most `limit` events; fewer where they are large. `head` is that of the caller's view. */
  async events(caller: Caller, feed: string, query: { after: number; limit: number }): Promise<string> {
    const view = await this.access.viewFor(caller, this.log, feed);
    let { after, limit } = query;
    let events = '';
    for (;;) {
      const page = await this.log.read(feed, { after, limit: Math.min(limit, PAGE_EVENTS), view });
      if (page.events.length > 0) events += (events && ',') + JSON.stringify(page.events).slice(1, -1);
      after = page.events.at(-1)?.seq ?? after;
      limit -= page.events.length;
      const { epoch, head } = page;
      if (limit <= 0 || after >= head || page.events.length === 0 || events.length >= ANSWER_CHARACTERS) {
        return `${JSON.stringify({ feed, epoch, head }).slice(0, -1)},"events":[${events}]}`;
      }
    }
  }

  async event(caller: Caller, feed: string, seq: number): Promise<LoggedEvent> {
    const view = await this.access.viewFor(caller, this.log, feed);
    return this.log.event(feed, seq, view);
  }

  async state(
    caller: Caller,
    feed: string,
    when: { readonly seq?: number; readonly at?: string },
  ): Promise<StateAt & { readonly checksum: string }> {
    const view = await this.access.viewFor(caller, this.log, feed);
    const { state, at, ...position } = await this.log.state(feed, when, view);
    return { ...position, state, checksum: checksum(state), at };
  }
}
