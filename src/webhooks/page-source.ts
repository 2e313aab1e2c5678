import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { FeedRecord } from '../core/feed/feed.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import { LIVE, type EventLog, type View } from '../event-log/event-log.js';
import type { NewCursor } from './cursor-store.js';
import { messageFeed, type MessageFeed, type ResyncReason } from './message.js';

/** What is remembered of a feed between two looks, as long as its revision stands. */
export type KnownFeed = Pick<
  FeedRecord,
  'id' | 'kind' | 'title' | 'tags' | 'publicDelaySeconds' | 'revision'
>;

export type Page =
  /** Nothing that the owner may see follows now. */
  | { readonly kind: 'nothing' }
  /** Before anything else the receiver must learn that what it has may not join what follows; `to` is where it goes on. */
  | {
      readonly kind: 'resync';
      readonly feed: MessageFeed;
      readonly reason: ResyncReason;
      readonly to: NewCursor;
    }
  | {
      readonly kind: 'events';
      readonly feed: MessageFeed;
      readonly view: View;
      readonly events: readonly LoggedEvent[];
      /** More can be read at once. */
      readonly more: boolean;
    };

const NOTHING: Page = { kind: 'nothing' };
/** A page is sent one by one, and read again when it gets old. */
const PAGE_EVENTS = 20;

/** Reads what follows a cursor, as far as the webhook's owner may see it at this moment. */
export class PageSource {
  readonly #log: EventLog;
  readonly #access: Access;
  readonly #known = new Map<string, KnownFeed>();

  constructor(log: EventLog, access: Access) {
    this.#log = log;
    this.#access = access;
  }

  async page(caller: Caller, cursor: NewCursor): Promise<Page> {
    const { feed: id, seq } = cursor;
    const [head] = await this.#log.heads([{ feed: id, delaySeconds: 0 }]);
    const known = head && (await this.#feed(id, head.revision));
    const view = known && this.#access.viewOf(caller, known.publicDelaySeconds, id);
    if (!known || !view) return NOTHING;
    const page = await this.#log.read(id, { after: seq, limit: PAGE_EVENTS, view });
    const feed = messageFeed(known, page.epoch);
    const resync = (reason: ResyncReason, from: number): Page => ({
      kind: 'resync',
      feed,
      reason,
      to: { feed: id, epoch: page.epoch, seq: from },
    });
    // Whoever has seen nothing yet has nothing to doubt.
    const another = page.epoch !== cursor.epoch && seq > 0;
    if (another || seq > head.seq) return resync('epoch_changed', Math.min(seq, head.seq));
    if (seq + 1 < page.firstSeq) return resync('retention', page.firstSeq - 1);
    if (page.events.length === 0) return NOTHING;
    const last = page.events.at(-1)?.seq ?? seq;
    return { kind: 'events', feed, view, events: page.events, more: last < page.head };
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  async #feed(id: string, revision: number): Promise<KnownFeed | undefined> {
    const known = this.#known.get(id);
    if (known?.revision === revision) return known;
    const record = await this.#log.feed(id, LIVE);
    if (!record) return undefined;
    const { kind, title, tags, publicDelaySeconds } = record;
    const fresh = { id, kind, title, tags, publicDelaySeconds, revision: record.revision };
    this.#known.set(id, fresh);
    return fresh;
  }
}
