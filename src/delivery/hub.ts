import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { FairTurns } from '../platform/turns/fair-turns.js';
import type { Relay } from '../relay/relay.js';
import { CheckSweep } from './check-sweep.js';
import { FeedDirectory } from './feed-directory.js';
import { HeadMonitor } from './head-monitor.js';
import { HistoryReader } from './history-reader.js';
import { HubSession } from './hub-session.js';
import { DeliveryMetrics } from './metrics.js';
import { DEFAULT_HUB_OPTIONS, type HubOptions } from './options.js';
import { RateTimers } from './rate-timers.js';
import { ReadQueue } from '../platform/turns/read-queue.js';
import { RecordLoader } from './record-loader.js';
import { RoomRegistry } from './room-registry.js';
import type { Session } from './session.js';
import type { Sink } from './sink.js';
import { TagDirectory } from './tag-directory.js';
import type { TagContext } from './tag-follower.js';
import { UnsentBudget } from './unsent-budget.js';
import { Viewers } from './viewers.js';
import { Watch } from './watch.js';

export interface HubDependencies {
  readonly log: EventLog;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: Logger;
  /** Shared with other heavy work of the node. Default: its own. */
  readonly turns?: FairTurns;
  readonly options?: Partial<HubOptions>;
}

/** A node's live subscriptions: opens a session for every connected sink. */
export class Hub {
  readonly #context: TagContext;
  readonly #tags: TagDirectory;
  readonly #timers: RateTimers;
  readonly #checks: CheckSweep;
  readonly #watch: Watch;
  readonly #budget: UnsentBudget;
  readonly #deaf: () => void;
  readonly #sessions = new Set<HubSession>();

  constructor({
    log,
    relay,
    clock,
    registry,
    logger,
    turns = new FairTurns(),
    options: given,
  }: HubDependencies) {
    const options: HubOptions = { ...DEFAULT_HUB_OPTIONS, ...given };
    this.#budget = new UnsentBudget(this.#sessions, options.unsentBytes, clock);
    const metrics = new DeliveryMetrics(registry, this.#budget);
    const records = new RecordLoader(log);
    const reads = new ReadQueue(options.gapReads, (length) => metrics.gapQueue.set(length));
    const common = { log, clock, options, metrics, logger, records, turns };
    const heads = new HeadMonitor({ ...common, relay });
    const directory = new FeedDirectory({ ...common, reads }, heads);
    this.#timers = new RateTimers(clock);
    this.#checks = new CheckSweep(clock, options.checkMs);
    const rooms = new RoomRegistry({ metrics, checks: this.#checks, timers: this.#timers });
    const viewers = new Viewers();
    this.#context = { ...common, directory, heads, rooms, viewers, history: new HistoryReader(common) };
    this.#tags = new TagDirectory(this.#context);
    this.#watch = new Watch(this.#context);
    this.#deaf = relay.listen((message) => {
      directory.dispatch(message);
      this.#tags.dispatch(message);
    });
  }

  /**
   * The session ends by `session.close()`, which the caller owes when the sink's connection ended, also after `sink.end`.
   * @param address of the client: those of one address share its turns when the node is busy
   */
  open(sink: Sink, address = ''): Session {
    const session = new HubSession(
      sink,
      address,
      this.#tags,
      this.#context,
      (closed) => this.#sessions.delete(closed),
      (bytes) => this.#budget.grew(bytes),
    );
    this.#sessions.add(session);
    return session;
  }

  /** How many subscriptions each feed has on this node, those by tag included. Feeds without any are absent. */
  viewers(): ReadonlyMap<string, number> {
    const counts = new Map(this.#context.viewers.counts);
    this.#tags.countViewers(counts);
    return counts;
  }

  /** Ends every timer and session; sends nothing more. The sinks stay with their transport. */
  close(): Promise<void> {
    this.#deaf();
    for (const session of [...this.#sessions]) session.close();
    this.#watch.close();
    this.#budget.close();
    this.#checks.close();
    this.#timers.close();
    this.#tags.close();
    this.#context.directory.close();
    this.#context.heads.close();
    return Promise.resolve();
  }
}
