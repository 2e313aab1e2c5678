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
import { LIVE, type EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { presentFeed, type Feed } from './present.js';

export interface FeedPage {
  readonly items: readonly Feed[];
  readonly nextCursor?: string;
}

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

  async list(caller: Caller, query: z.infer<typeof feedListQuery>): Promise<FeedPage> {
    const { cursor, ...filters } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, FEED_ID);
    const delays = new Map<string, number>();
    const { items, more } = await this.log.feeds({
      ...filters,
      ...(after === undefined ? {} : { after }),
      viewOf: (publicDelaySeconds, id) => {
        const view = this.access.viewOf(caller, publicDelaySeconds, id);
        if (view && view.delaySeconds > 0) delays.set(id, view.delaySeconds);
        return view;
      },
    });
    const last = items.at(-1);
    return {
      items: items.map((record) => this.#present(record, delays.get(record.id))),
      ...(more && last ? { nextCursor: encodeCursor(last.id) } : {}),
    };
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

function fitConfig(kind: Kind, config: JsonObject): JsonObject {
  const parsed = parseUntrustedConfig(kind, config);
  if (!parsed.ok) throw validationFailed(parsed.issues);
  return parsed.value;
}
