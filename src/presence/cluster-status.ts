import type { z } from 'zod';
import { feedNotFound, type Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { FEED_ID } from '../core/feed/feed.js';
import type { byFeedQuery } from '../core/protocol/editing.js';
import { LIVE, type EventLog } from '../event-log/event-log.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import type { FeedViewers, NodeStatus, Presence } from './presence.js';

export interface Cluster {
  /** Absent while the database can't be reached. */
  readonly epoch?: string;
  readonly nodes: readonly NodeStatus[];
  readonly totals: {
    readonly connections: number;
    readonly subscriptions: number;
    readonly publishedPerSecond: number;
    readonly deliveredPerSecond: number;
  };
  /** The most viewed feeds, at most 100. */
  readonly feeds: readonly FeedViewers[];
}

const MOST_VIEWED = 100;

/** What presence knows, for those who may know it. */
export class ClusterStatus {
  constructor(
    private readonly presence: Presence,
    private readonly log: EventLog,
    private readonly access: Access,
  ) {}

  /** Rejects with `forbidden` who is limited to some feeds. */
  async cluster(caller: Caller): Promise<Cluster> {
    this.access.demandUnlimited(caller);
    // The status matters most when something is away.
    const epoch = await this.log.epoch().catch(() => undefined);
    const nodes = this.presence.nodes();
    const sum = (of: (node: NodeStatus) => number): number =>
      Math.round(nodes.reduce((total, node) => total + of(node), 0) * 100) / 100;
    return {
      ...(epoch === undefined ? {} : { epoch }),
      nodes,
      totals: {
        connections: sum(({ connections: { websocket, polling, sse } }) => websocket + polling + sse),
        subscriptions: sum(({ subscriptions }) => subscriptions),
        publishedPerSecond: sum(({ rates }) => rates.publishedPerSecond),
        deliveredPerSecond: sum(({ rates }) => rates.deliveredPerSecond),
      },
      feeds: this.presence.mostViewed(MOST_VIEWED),
    };
  }

  /** Of the feeds that the caller sees live by right, those that somebody watches, by id. */
  list(
    caller: Caller,
    { limit, cursor }: z.infer<typeof byFeedQuery>,
  ): { readonly items: readonly FeedViewers[]; readonly nextCursor?: string } {
    const after = cursor === undefined ? '' : decodeCursor(cursor, FEED_ID);
    const watched = this.presence
      .viewers()
      .filter(({ feed }) => feed > after && this.access.may(caller, 'feeds:read', feed))
      .sort((a, b) => (a.feed < b.feed ? -1 : 1));
    const items = watched.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      ...(watched.length > items.length && last ? { nextCursor: encodeCursor(last.feed) } : {}),
    };
  }

  /** A crowd that comes running tells of the goal: the count is for those who see the feed live. */
  async viewers(caller: Caller, id: string): Promise<FeedViewers> {
    const feed = await this.log.feed(id, LIVE);
    const view = feed && this.access.viewOf(caller, feed.publicDelaySeconds, id);
    if (!view) throw feedNotFound(id);
    if (view.delaySeconds > 0) this.access.demand(caller, 'feeds:read', id);
    return { feed: id, viewers: this.presence.viewersOf(id) };
  }
}
