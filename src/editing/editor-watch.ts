import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Access } from '../access/access.js';
import { actorOf, type Caller } from '../access/caller.js';
import type { FeedEditors } from '../core/protocol/messages.js';
import { matchesPattern } from '../core/protocol/permissions.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import { EditingMetrics } from './editing-metrics.js';
import type { EditorStore } from './editor-store.js';
import { byFeed, grantsOf, presentFeed, traceOf, type EditorRow } from './editor.js';
import type { Hints } from './hints.js';
import type { EditingOptions } from './options.js';

export interface WatchDependencies {
  readonly store: Pick<EditorStore, 'read' | 'expel' | 'tidy'>;
  readonly access: Pick<Access, 'may' | 'demand' | 'revocations'>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly options: EditingOptions;
}

interface Watcher {
  readonly callerOf: () => Caller;
  readonly patterns: readonly string[];
  readonly tell: (editors: FeedEditors) => void;
}

interface Seen {
  readonly rows: readonly EditorRow[];
  readonly trace: string;
}

/** Behind the moment at which a tab is forgotten, so that the look finds it gone. */
const AFTER_END_MS = 5;

/**
 * Tells sockets of this node who edits. The database is the truth: this node looks when something changes here or a hint comes from
 * another node, when the next tab is due to be forgotten, and every second in any case. While nobody asks it does not look.
 */
export class EditorWatch {
  readonly #with: WatchDependencies;
  readonly #metrics: EditingMetrics;
  readonly #watchers = new Set<Watcher>();
  readonly #deaf: () => void;
  readonly #tidy: Timer;
  #feeds: ReadonlyMap<string, Seen> = new Map();
  #at = new Date(0).toISOString();
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: Timer | undefined;
  #revoked = false;
  #failing = false;
  #closed = false;

  constructor(dependencies: WatchDependencies) {
    this.#with = dependencies;
    const { access, clock, hints, options, registry } = dependencies;
    this.#metrics = new EditingMetrics(
      registry,
      () => this.#watchers.size,
      () => (this.#watchers.size > 0 ? this.#rows().length : 0),
    );
    this.#deaf = hints.listen(() => this.#look());
    access.revocations.onRevoked(() => this.#onRevoked());
    this.#tidy = clock.every(options.tidyMs, () => void this.#tidyUp());
  }

  get metrics(): EditingMetrics {
    return this.#metrics;
  }

  /**
   * `begin` is called once; from that turn on `tell` hears of every change at a feed that one of `patterns` covers and that the caller may
   * both publish and see live by what it is then. Rejects with `unauthenticated`, `forbidden` or `unavailable`.
   */
  async watch(
    callerOf: () => Caller,
    patterns: readonly string[],
    tell: (editors: FeedEditors) => void,
    begin: (editors: readonly FeedEditors[], stop: () => void) => void,
  ): Promise<void> {
    this.#with.access.demand(callerOf(), 'events:publish');
    await this.#fresh();
    const watcher: Watcher = { callerOf, patterns, tell };
    if (!this.#closed) this.#watchers.add(watcher);
    const known = [...this.#feeds].filter(([feed]) => this.#concerns(watcher, feed));
    const reader = actorOf(callerOf());
    begin(
      known.map(([feed, { rows }]) => presentFeed(feed, { rows, at: this.#at }, reader)),
      () => {
        this.#watchers.delete(watcher);
        if (this.#watchers.size === 0) this.#rest();
      },
    );
    if (!this.#timer) this.#schedule(this.#rows());
  }

  /** Something was changed by this node. */
  changed(): void {
    this.#with.hints.send();
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#deaf();
    this.#tidy.cancel();
    this.#watchers.clear();
    this.#rest();
  }

  #rows(): readonly EditorRow[] {
    return [...this.#feeds.values()].flatMap(({ rows }) => rows);
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#feeds = new Map();
  }

  /** Of many revocations at once, as at the start, only the first looks. */
  #onRevoked(): void {
    if (this.#revoked || this.#closed) return;
    this.#revoked = true;
    this.#with.clock.after(0, () => {
      this.#revoked = false;
      if (!this.#closed) void this.#guard(() => this.#fresh());
    });
  }

  #look(): void {
    if (this.#watchers.size > 0 && !this.#closed) void this.#guard(() => this.#fresh());
  }

  /** Resolves behind a look that began after the call; one look runs at a time, and at most one more waits for it. */
  #fresh(): Promise<void> {
    if (this.#next) return this.#next;
    if (!this.#looking) return this.#begin();
    const begin = (): Promise<void> => {
      this.#next = undefined;
      return this.#begin();
    };
    return (this.#next = this.#looking.then(begin, begin));
  }

  #begin(): Promise<void> {
    const look = this.#read().finally(() => {
      if (this.#looking === look) this.#looking = undefined;
    });
    return (this.#looking = look);
  }

  async #read(): Promise<void> {
    try {
      const { at, rows } = await this.#with.store.read();
      const { revocations } = this.#with.access;
      const revoked = new Set(rows.filter((row) => revocations.isRevoked(grantsOf(row))));
      const standing = rows.filter((row) => !revoked.has(row));
      this.#metrics.looks.inc({ outcome: 'ok' });
      this.#failing = false;
      this.#show(at, standing);
      this.#schedule(standing);
      await this.#expel([...revoked]);
    } catch (error) {
      this.#metrics.looks.inc({ outcome: 'failed' });
      this.#schedule([]);
      throw error;
    }
  }

  #show(at: string, rows: readonly EditorRow[]): void {
    const before = this.#feeds;
    const now = new Map(
      [...byFeed(rows)].map(([feed, here]) => [feed, { rows: here, trace: traceOf(here) } as const]),
    );
    this.#feeds = now;
    this.#at = at;
    for (const [feed, seen] of now)
      if (before.get(feed)?.trace !== seen.trace) this.#tell(feed, at, seen.rows);
    for (const feed of before.keys()) if (!now.has(feed)) this.#tell(feed, at, []);
  }

  #tell(feed: string, at: string, rows: readonly EditorRow[]): void {
    const made = new Map<string, FeedEditors>();
    for (const watcher of [...this.#watchers]) {
      if (!this.#concerns(watcher, feed)) continue;
      const reader = actorOf(watcher.callerOf());
      const editors = made.get(reader) ?? presentFeed(feed, { rows, at }, reader);
      made.set(reader, editors);
      watcher.tell(editors);
    }
  }

  #concerns({ callerOf, patterns }: Watcher, feed: string): boolean {
    const { access } = this.#with;
    const caller = callerOf();
    return (
      patterns.some((pattern) => matchesPattern(pattern, feed)) &&
      access.may(caller, 'events:publish', feed) &&
      access.may(caller, 'feeds:read', feed)
    );
  }

  async #expel(rows: readonly EditorRow[]): Promise<void> {
    if (!(await this.#with.store.expel(rows))) return;
    this.#metrics.expelled.inc(rows.length);
    this.#with.hints.send();
  }

  #schedule(rows: readonly EditorRow[]): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#watchers.size === 0 || this.#closed) return;
    const { clock, options } = this.#with;
    const ends = rows.map(({ leftMs }) => Math.max(0, leftMs) + AFTER_END_MS);
    this.#timer = clock.after(Math.min(options.lookMs, ...ends), () => this.#look());
  }

  /** What is left lying is never shown: the next time is soon enough. */
  async #tidyUp(): Promise<void> {
    try {
      await this.#with.store.tidy();
    } catch (error) {
      this.#metrics.tidyFailures.inc();
      this.#with.logger.warn({ err: error }, 'rows of forgotten tabs cannot be removed now');
    }
  }

  /** The next look tries again. Logged once while it lasts: the metric counts the rest. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#failing) this.#with.logger.warn({ err: error }, 'who edits cannot be read now');
      this.#failing = true;
    }
  }
}
