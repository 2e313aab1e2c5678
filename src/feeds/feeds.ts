import type { z } from 'zod';
import { feedNotFound, type Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { feedExists } from '../core/feed/feed-exists.js';
import type { FeedRecord } from '../core/feed/feed.js';
import type { JsonObject } from '../core/json/json.js';
import type { Kind } from '../core/kinds/kind.js';
import { kindOf } from '../core/kinds/registry.js';
import { parseUntrustedConfig } from '../core/kinds/update.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { feedChangeBody, feedListQuery, newFeedBody } from '../core/protocol/rest.js';
import {
  LIVE,
  placeOf,
  type EventLog,
  type FeedOrder,
  type FeedPlace,
  type FeedQuery,
} from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import type { FairTurns } from '../platform/turns/fair-turns.js';
import { cursorOf, orderOf, placeIn } from './list-place.js';
import { presentFeed, type Feed } from './present.js';

/** Feeds that are read from the log at a time. */
const PAGE_FEEDS = 50;
/** Size from which a page ends early: states can be large. */
const ANSWER_CHARACTERS = 8 * 1024 * 1024;

const BUSY = new AppError('unavailable', 'This node has more to list than it can read. Try again later.');

/** The catalogue as each caller may see it. */
export class Feeds {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly turns: FairTurns,
  ) {}

  async create(caller: Caller, body: z.infer<typeof newFeedBody>): Promise<Feed> {
    this.access.demand(caller, 'feeds:write', body.id);
    const config = fitConfig(kindOf(body.kind), body.config);
    const record = await this.log.createFeed({ ...body, config });
    await this.#audit(caller, 'feed.create', body.id, { after: settingsOf(record) });
    return this.#present(record);
  }

  /** Throws what `create` would throw now. */
  async tryOut(caller: Caller, body: z.infer<typeof newFeedBody>): Promise<void> {
    this.access.demand(caller, 'feeds:write', body.id);
    fitConfig(kindOf(body.kind), body.config);
    if (await this.log.feed(body.id, LIVE)) throw feedExists(body.id);
  }

  /**
   * JSON of `{items, nextCursor?}`, at most `limit` feeds; fewer where their states are large.
   * @param address of the client, which its lists are read in turn with
   */
  async list(caller: Caller, query: z.infer<typeof feedListQuery>, address: string): Promise<string> {
    const { cursor, limit, sort, ...filters } = query;
    const order = orderOf(sort);
    let after = cursor === undefined ? undefined : placeIn(cursor, order);
    let left = limit;
    let items = '';
    for (;;) {
      const size = Math.min(left, PAGE_FEEDS);
      if (!(await this.turns.take(address, size))) throw BUSY;
      const page = await this.#page(caller, { ...filters, order, limit: size, after });
      for (const feed of page.items) {
        items += (items && ',') + JSON.stringify(feed);
        after = placeOf(feed, order);
        left--;
        if (items.length < ANSWER_CHARACTERS) continue;
        const more = page.more || feed !== page.items.at(-1);
        return listOf(items, order, more ? after : undefined);
      }
      if (!page.more || left <= 0 || page.items.length === 0)
        return listOf(items, order, page.more ? after : undefined);
    }
  }

  async #page(
    caller: Caller,
    { after, ...query }: Omit<FeedQuery, 'viewOf' | 'after'> & { readonly after: FeedPlace | undefined },
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

  async change(caller: Caller, id: string, body: z.infer<typeof feedChangeBody>): Promise<Feed> {
    const { config, ...change } = body;
    const before = await this.log.feed(id, LIVE);
    if (!before) throw feedNotFound(id);
    const fitted = config === undefined ? {} : { config: fitConfig(kindOf(before.kind), config) };
    const after = await this.log.changeFeed(id, { ...change, ...fitted });
    await this.#audit(caller, 'feed.change', id, differenceOf(settingsOf(before), settingsOf(after)));
    return this.#asSeenBy(caller, after);
  }

  /** Who may change a feed need not see it live: of one that is hidden from the caller only its settings are shown. */
  async #asSeenBy(caller: Caller, record: FeedRecord): Promise<Feed> {
    const view = this.access.viewOf(caller, record.publicDelaySeconds, record.id);
    if (!view) return this.#present(withoutEvents(record));
    if (view.delaySeconds === 0) return this.#present(record);
    return this.#present((await this.log.feed(record.id, view)) ?? withoutEvents(record), view.delaySeconds);
  }

  async archive(caller: Caller, id: string): Promise<void> {
    const { archivedAt } = await this.log.archiveFeed(id);
    await this.#audit(caller, 'feed.archive', id, { after: { archivedAt } });
  }

  async heartbeat(id: string): Promise<void> {
    await this.log.heartbeat(id);
  }

  #audit(
    caller: Caller,
    action: string,
    feed: string,
    change: { readonly before?: object; readonly after?: object },
  ): Promise<void> {
    return this.audit.write({ ...doerOf(caller), action, target: `feed:${feed}`, feed, ...change });
  }

  #present(record: FeedRecord, delaySeconds = 0): Feed {
    return presentFeed(record, this.clock.now(), delaySeconds);
  }
}

/** The feed as it was before its first event. */
function withoutEvents({ headAt: _at, heartbeatAt: _beat, ...record }: FeedRecord): FeedRecord {
  const state = kindOf(record.kind).initial(record.config);
  return { ...record, seq: 0, state, updatedAt: record.createdAt };
}

type Settings = Readonly<Record<string, unknown>>;

/** What of a feed its editors decide. */
function settingsOf(record: FeedRecord): Settings {
  const { kind, title, tags, config, startsAt, publicDelaySeconds, holdSeconds, expectedIntervalSeconds } =
    record;
  return {
    kind,
    title,
    tags,
    config,
    startsAt,
    publicDelaySeconds,
    holdSeconds,
    expectedIntervalSeconds,
  };
}

/** Only what changed; null: it was not there. */
function differenceOf(before: Settings, after: Settings): { before: Settings; after: Settings } {
  const changed = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (from: Settings): Settings =>
    Object.fromEntries(changed.map((name) => [name, from[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

function listOf(items: string, order: FeedOrder, after: FeedPlace | undefined): string {
  const next = after === undefined ? '' : `,"nextCursor":${JSON.stringify(cursorOf(after, order))}`;
  return `{"items":[${items}]${next}}`;
}

function fitConfig(kind: Kind, config: JsonObject): JsonObject {
  const parsed = parseUntrustedConfig(kind, config);
  if (!parsed.ok) throw validationFailed(parsed.issues);
  return parsed.value;
}
