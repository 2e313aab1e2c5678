import type { z } from 'zod';
import { feedNotFound, type Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { FEED_ID, type FeedRecord } from '../core/feed/feed.js';
import type { JsonObject } from '../core/json/json.js';
import type { Kind } from '../core/kinds/kind.js';
import { kindOf } from '../core/kinds/registry.js';
import { parseUntrustedConfig } from '../core/kinds/update.js';
import { validationFailed } from '../core/protocol/errors.js';
import type { feedChangeBody, feedListQuery, newFeedBody } from '../core/protocol/rest.js';
import { LIVE, type EventLog, type FeedQuery } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { presentFeed, type Feed } from './present.js';

/** Feeds that are read from the log at a time. */
const PAGE_FEEDS = 50;
/** Size from which a page ends early: states can be large. */
const ANSWER_CHARACTERS = 8 * 1024 * 1024;

/** The catalogue as each caller may see it. */
export class Feeds {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
    private readonly clock: Clock,
  ) {}

  async create(caller: Caller, body: z.infer<typeof newFeedBody>): Promise<Feed> {
    this.access.demand(caller, 'feeds:write', body.id);
    const config = fitConfig(kindOf(body.kind), body.config);
    return this.#present(await this.log.createFeed({ ...body, config }));
  }

  /** JSON of `{items, nextCursor?}`, at most `limit` feeds by id; fewer where their states are large. */
  async list(caller: Caller, query: z.infer<typeof feedListQuery>): Promise<string> {
    const { cursor, limit, ...filters } = query;
    let after = cursor === undefined ? undefined : decodeCursor(cursor, FEED_ID);
    let left = limit;
    let items = '';
    for (;;) {
      const page = await this.#page(caller, { ...filters, limit: Math.min(left, PAGE_FEEDS), after });
      for (const feed of page.items) {
        items += (items && ',') + JSON.stringify(feed);
        after = feed.id;
        left--;
        if (items.length < ANSWER_CHARACTERS) continue;
        const more = page.more || feed !== page.items.at(-1);
        return listOf(items, more ? after : undefined);
      }
      if (!page.more || left <= 0 || page.items.length === 0)
        return listOf(items, page.more ? after : undefined);
    }
  }

  async #page(
    caller: Caller,
    { after, ...query }: Omit<FeedQuery, 'viewOf' | 'after'> & { readonly after: string | undefined },
  ): Promise<{ readonly items: readonly Feed[]; readonly more: boolean }> {
    const delays = new Map<string, number>();
    const { items, more } = await this.log.feeds({
      ...query,
      ...(after === undefined ? {} : { after }),
      viewOf: (publicDelaySeconds, id) => {
        const view = this.access.viewOf(caller, publicDelaySeconds, id);
        if (view && view.delaySeconds > 0) delays.set(id, view.delaySeconds);
        return view;
      },
    });
    return { items: items.map((record) => this.#present(record, delays.get(record.id))), more };
  }

  async find(caller: Caller, id: string): Promise<Feed> {
    const live = await this.log.feed(id, LIVE);
    const view = live && this.access.viewOf(caller, live.publicDelaySeconds, id);
    const record = view && view.delaySeconds > 0 ? await this.log.feed(id, view) : live;
    if (!view || !record) throw feedNotFound(id);
    return this.#present(record, view.delaySeconds);
  }

  async change(id: string, body: z.infer<typeof feedChangeBody>): Promise<Feed> {
    const { config, ...change } = body;
    if (config === undefined) return this.#present(await this.log.changeFeed(id, change));
    const record = await this.log.feed(id, LIVE);
    if (!record) throw feedNotFound(id);
    const fitted = fitConfig(kindOf(record.kind), config);
    return this.#present(await this.log.changeFeed(id, { ...change, config: fitted }));
  }

  async archive(id: string): Promise<void> {
    await this.log.archiveFeed(id);
  }

  async heartbeat(id: string): Promise<void> {
    await this.log.heartbeat(id);
  }

  #present(record: FeedRecord, delaySeconds = 0): Feed {
    return presentFeed(record, this.clock.now(), delaySeconds);
  }
}

function listOf(items: string, after: string | undefined): string {
  const next = after === undefined ? '' : `,"nextCursor":${JSON.stringify(encodeCursor(after))}`;
  return `{"items":[${items}]${next}}`;
}

function fitConfig(kind: Kind, config: JsonObject): JsonObject {
  const parsed = parseUntrustedConfig(kind, config);
  if (!parsed.ok) throw validationFailed(parsed.issues);
  return parsed.value;
}
