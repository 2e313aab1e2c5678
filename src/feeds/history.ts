import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { checksum } from '../core/json/checksum.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { EventLog, StateAt } from '../event-log/event-log.js';

/** A page of a feed's log. `head` is that of the reader's view. */
export interface EventPage {
  readonly feed: string;
  readonly epoch: string;
  readonly head: number;
  readonly events: readonly LoggedEvent[];
}

/** What happened on a feed, as far as each caller may know by now. */
export class History {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
  ) {}

  async events(caller: Caller, feed: string, query: { after: number; limit: number }): Promise<EventPage> {
    const view = await this.access.viewFor(caller, this.log, feed);
    const { epoch, head, events } = await this.log.read(feed, { ...query, view });
    return { feed, epoch, head, events };
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
