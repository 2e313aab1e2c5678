import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { announcement, type Announcement } from './announcement.js';
import type { NodeReport, Vitals } from './node-report.js';
import { Peers } from './peers.js';
import { ViewerSweep } from './viewer-sweep.js';

/** The way to the other nodes: at most once, in any order. */
export interface PeerLink {
  readonly reachable: boolean;
  send(told: Announcement): void;
  /** Returns the function that ends it. What comes is not to be trusted. */
  listen(listener: (payload: unknown) => void): () => void;
}

export interface PresenceDependencies {
  readonly id: string;
  readonly version: string;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: Logger;
  /** Undefined: the only node. */
  readonly link: PeerLink | undefined;
  readonly vitals: () => Promise<Vitals>;
  /** Subscriptions on this node by feed. */
  readonly viewers: () => ReadonlyMap<string, number>;
  readonly draining: () => boolean;
}

/** A node as the cluster's status shows it. */
export interface NodeStatus extends NodeReport {
  /** Whether it is the node that answers. */
  readonly self: boolean;
  /** How long ago it was heard of. */
  readonly heardMsAgo: number;
}

export interface FeedViewers {
  readonly feed: string;
  readonly viewers: number;
}

const ANNOUNCE_MS = 1000;
const NOTHING: Vitals = {
  connections: { websocket: 0, polling: 0, sse: 0 },
  subscriptions: 0,
  rates: { publishedPerSecond: 0, deliveredPerSecond: 0, relayedPerSecond: 0 },
  lag: {},
  load: { cpu: 0, eventLoop: 0, memoryBytes: 0 },
};

/**
 * Which nodes there are, how they fare, and how many watch each feed on all of them together. Every node tells the others once a second;
 * who is silent for five is forgotten. Seconds old and without any promise: for people to look at.
 */
export class Presence {
  readonly #dependencies: PresenceDependencies;
  readonly #instance = randomUUID();
  readonly #startedAt: string;
  readonly #peers: Peers;
  readonly #sweep = new ViewerSweep();
  readonly #ignored: Counter<'reason'>;
  readonly #ticker: Timer;
  readonly #deaf: (() => void) | undefined;
  #vitals: Vitals = NOTHING;
  #viewers: ReadonlyMap<string, number> = new Map();
  #ticking = false;
  #twinTold = false;
  #closed = false;

  constructor(dependencies: PresenceDependencies) {
    const { clock, link, registry } = dependencies;
    this.#dependencies = dependencies;
    this.#startedAt = new Date(clock.now()).toISOString();
    const peers = new Peers(clock);
    this.#peers = peers;
    this.#ignored = new Counter({
      name: 'touchline_presence_ignored_total',
      help: 'Announcements of other nodes that were not taken: malformed, too_many, or of a twin that bears the same NODE_ID.',
      labelNames: ['reason'],
      registers: [registry],
    });
    for (const reason of ['malformed', 'too_many', 'twin']) this.#ignored.inc({ reason }, 0);
    new Gauge({
      name: 'touchline_presence_nodes',
      help: 'Nodes that this node knows to be there, itself included.',
      registers: [registry],
      collect() {
        this.set(1 + peers.list().length);
      },
    });
    this.#deaf = link?.listen((payload) => this.#hear(payload));
    this.#ticker = clock.every(ANNOUNCE_MS, () => void this.announce());
  }

  /** Takes this node's measure and tells the others. Never rejects. */
  async announce(): Promise<void> {
    if (this.#ticking || this.#closed) return;
    this.#ticking = true;
    const { link, vitals, viewers, logger } = this.#dependencies;
    try {
      this.#vitals = await vitals();
      this.#viewers = viewers();
      if (this.#closed || !link?.reachable) return;
      const told = this.#sweep.next(this.#viewers);
      link.send({ v: 1, type: 'here', instance: this.#instance, node: this.#report(), viewers: told });
    } catch (error) {
      logger.error({ err: error }, 'this node could not be measured');
    } finally {
      this.#ticking = false;
    }
  }

  /** By id. */
  nodes(): readonly NodeStatus[] {
    const now = this.#dependencies.clock.now();
    const own: NodeStatus = { ...this.#report(), self: true, heardMsAgo: 0 };
    const others = this.#peers
      .list()
      .map(({ report, heardAt }) => ({ ...report, self: false, heardMsAgo: now - heardAt }));
    return [own, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Subscriptions to a feed on all nodes. */
  viewersOf(feed: string): number {
    return this.#peers
      .list()
      .reduce((sum, { viewers }) => sum + viewers.of(feed), this.#viewers.get(feed) ?? 0);
  }

  /** Of the feeds that somebody watches, in no order. */
  viewers(): readonly FeedViewers[] {
    const counts = new Map(this.#viewers);
    for (const { viewers } of this.#peers.list()) viewers.countInto(counts);
    return [...counts].map(([feed, viewers]) => ({ feed, viewers }));
  }

  /** The feeds that most watch, at most `limit`. */
  mostViewed(limit: number): readonly FeedViewers[] {
    return [...this.viewers()]
      .sort((a, b) => b.viewers - a.viewers || (a.feed < b.feed ? -1 : 1))
      .slice(0, limit);
  }

  /** Says goodbye, so that nobody waits for this node to be forgotten. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ticker.cancel();
    this.#deaf?.();
    const { link, id } = this.#dependencies;
    if (link?.reachable) link.send({ v: 1, type: 'gone', instance: this.#instance, id });
  }

  #report(): NodeReport {
    const { id, version, link, draining } = this.#dependencies;
    return {
      id,
      version,
      startedAt: this.#startedAt,
      ...this.#vitals,
      relayHealthy: link?.reachable ?? true,
      draining: draining(),
    };
  }

  #hear(payload: unknown): void {
    const parsed = announcement.safeParse(payload);
    if (!parsed.success) this.#ignored.inc({ reason: 'malformed' });
    else if (this.#isTwin(parsed.data)) this.#complain();
    else if (!this.#peers.hear(parsed.data)) this.#ignored.inc({ reason: 'too_many' });
  }

  #isTwin(told: Announcement): boolean {
    return told.type === 'here' && told.node.id === this.#dependencies.id && told.instance !== this.#instance;
  }

  /** Logged once: the metric counts the rest. */
  #complain(): void {
    const { id, logger } = this.#dependencies;
    this.#ignored.inc({ reason: 'twin' });
    if (this.#twinTold) return;
    this.#twinTold = true;
    logger.warn({ id }, 'another node bears the same NODE_ID: give each its own, or sessions are not found');
  }
}
