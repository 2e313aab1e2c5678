import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { Author, AuthorList } from '../core/protocol/author.js';
import type { EventLog } from '../event-log/event-log.js';

const KINDS: Readonly<Record<string, Author['kind']>> = { user: 'person', key: 'key' };

/** Who published what, for those who may publish there too. Spectators never learn it. */
export class Authors {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
  ) {}

  /** Of the events after `after` that the caller may see, at most `limit`. */
  async of(caller: Caller, feed: string, query: { after: number; limit: number }): Promise<AuthorList> {
    const view = await this.access.viewFor(caller, this.log, feed);
    const { epoch, head, events } = await this.log.authors(feed, { ...query, view });
    const actors = [...new Set(events.map(({ actor }) => actor))];
    const names = await this.access.names.of(actors);
    const authors = actors.map((actor) => [actor, authorOf(actor, names.get(actor))] as const);
    return {
      feed,
      epoch,
      head,
      events: events.map(({ seq, actor }) => ({ seq, author: actor })),
      authors: Object.fromEntries(authors),
    };
  }
}

function authorOf(actor: string, name: string | undefined): Author {
  const kind = KINDS[actor.slice(0, actor.indexOf(':'))] ?? 'system';
  return { kind, ...(name === undefined ? {} : { name }) };
}
