import type { Head } from '../event-log/event-log.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Courier, Turn } from './courier.js';
import type { Cursor } from './cursor-store.js';
import type { HeldWebhook, PauseReason } from './held-webhook.js';
import { Progress } from './progress.js';
import type { Slots } from './slots.js';
import { covers } from './webhook-store.js';

/** What a runner cannot decide itself. */
export interface RunnerEvents {
  /** Called once at most; nothing is sent any more. */
  readonly onPause: (reason: PauseReason, detail: string) => void;
  readonly onLost: () => void;
  readonly onFault: (error: unknown) => void;
}

export interface RunnerOptions {
  readonly clock: Clock;
  readonly courier: Pick<Courier, 'turn' | 'stop' | 'abort'>;
  /** Of the node, for receivers that answer and for those that do not: these cannot take the places of those. */
  readonly slots: { readonly sound: Slots; readonly failing: Slots };
  /** Feeds of this webhook at a time. */
  readonly parallel: number;
  readonly random: () => number;
  readonly forget: (feed: string) => void;
}

/** As many failures in a row mean that the receiver was away, and did not only refuse a message. */
const OUTAGE = 3;
const COMEBACK_MS = 5_000;
const FAULT_MS = 2_000;

/**
 * Delivers one webhook that this node holds: its feeds side by side, each in order. What is ready waits in one line, and a feed that
 * had its page goes to the end of it. While the receiver fails only one feed at a time tries it.
 */
export class Runner {
  readonly webhook: HeldWebhook;
  readonly #options: RunnerOptions;
  readonly #events: RunnerEvents;
  readonly #feeds = new Map<string, Progress>();
  /** Archived, and everything delivered. */
  readonly #done = new Set<string>();
  readonly #ready = new Set<Progress>();
  readonly #idle: (() => void)[] = [];
  #active = 0;
  #failures = 0;
  #quiet: Timer | undefined;
  #stopped = false;

  constructor(webhook: HeldWebhook, options: RunnerOptions, events: RunnerEvents) {
    this.webhook = webhook;
    this.#options = options;
    this.#events = events;
  }

  get feeds(): IterableIterator<string> {
    return this.#feeds.keys();
  }

  get size(): number {
    return this.#feeds.size;
  }

  get active(): number {
    return this.#active;
  }

  get ready(): number {
    return this.#ready.size;
  }

  /** Which of these feeds it should have a cursor of, and has none. */
  missing(feeds: readonly string[]): readonly string[] {
    const { feeds: patterns } = this.webhook;
    return feeds.filter((id) => !this.#feeds.has(id) && !this.#done.has(id) && covers(patterns, id));
  }

  /** Cursors as they stand in the database; those that it has already are left alone. Comparing heads finds out which are behind. */
  begin(cursors: readonly Cursor[]): void {
    const { clock } = this.#options;
    for (const cursor of cursors) {
      const { feed, attempts, dueInMs } = cursor;
      if (this.#feeds.has(feed) || this.#done.has(feed) || !covers(this.webhook.feeds, feed)) continue;
      const progress = new Progress(cursor, clock);
      this.#feeds.set(feed, progress);
      if (attempts > 0) this.#failures = OUTAGE;
      if (dueInMs > 0) progress.retryIn(dueInMs, clock, () => this.#line(progress));
    }
  }

  /** Something may have happened on a feed: a hint, or the head that the log shows. */
  wake(feed: string): void {
    const progress = this.#feeds.get(feed);
    if (progress) this.#line(progress);
  }

  saw({ feed, seq, epoch, archivedAt }: Head): void {
    const progress = this.#feeds.get(feed);
    if (!progress) return;
    if (seq !== progress.seq || (epoch !== progress.epoch && seq > 0)) this.#line(progress);
    else if (archivedAt !== undefined && !progress.busy) {
      this.#feeds.delete(feed);
      this.#done.add(feed);
      this.#options.forget(feed);
    }
  }

  /** Goes on with what waited for the lease. */
  pump(): void {
    while (!this.#stopped && !this.#quiet && this.#active < this.#parallel) {
      const [progress] = this.#ready;
      if (!progress) return;
      this.#ready.delete(progress);
      this.#active++;
      progress.busy = true;
      void this.#run(progress);
    }
  }

  /** Starts nothing more. Resolves once what is being sent has ended. */
  async stop(): Promise<void> {
    this.#end();
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** What is being sent is given up. */
  abort(): void {
    this.#options.courier.abort();
  }

  get #parallel(): number {
    return this.#failures > 0 ? 1 : this.#options.parallel;
  }

  #line(progress: Progress): void {
    if (this.#stopped || progress.waiting) return;
    if (progress.busy) progress.again = true;
    else this.#ready.add(progress);
    this.pump();
  }

  async #run(progress: Progress): Promise<void> {
    const { sound, failing } = this.#options.slots;
    const leave = await (this.#failures > 0 ? failing : sound).take();
    progress.again = false;
    let turn: Turn = { end: 'idle', delivered: false };
    try {
      if (!this.#stopped) turn = await this.#options.courier.turn(progress);
      this.#judge(progress, turn);
    } catch (error) {
      this.#events.onFault(error);
      if (!this.#stopped) progress.retryIn(FAULT_MS, this.#options.clock, () => this.#line(progress));
    }
    leave();
    progress.busy = false;
    this.#active--;
    if (progress.again || turn.end === 'more') this.#line(progress);
    // Renewing the lease pumps.
    else if (turn.end === 'stale') this.#ready.add(progress);
    if (turn.end !== 'stale') this.pump();
    if (this.#active === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #judge(progress: Progress, turn: Turn): void {
    if (turn.delivered) this.#succeeded();
    switch (turn.end) {
      case 'failed':
        this.#failures++;
        if (this.#stopped) break;
        progress.retryIn(turn.retryInMs, this.#options.clock, () => this.#line(progress));
        if (turn.quietMs > 0) this.#hush(turn.quietMs);
        break;
      case 'pause':
        if (this.#end()) this.#events.onPause(turn.reason, turn.detail);
        break;
      case 'lost':
        if (this.#end()) this.#events.onLost();
        break;
      case 'idle':
      case 'more':
      case 'stale':
      case 'aborted':
        break;
    }
  }

  #end(): boolean {
    if (this.#stopped) return false;
    this.#stopped = true;
    this.#options.courier.stop();
    this.#quiet?.cancel();
    for (const progress of this.#feeds.values()) progress.cancelRetry();
    return true;
  }

  /** The receiver asked to be left alone for a while. */
  #hush(ms: number): void {
    this.#quiet?.cancel();
    this.#quiet = this.#options.clock.after(ms, () => {
      this.#quiet = undefined;
      this.pump();
    });
  }

  /** Behind an outage the other feeds do not wait for the end of their own back-off. */
  #succeeded(): void {
    const outage = this.#failures >= OUTAGE;
    this.#failures = 0;
    if (!outage) return;
    const { clock, random } = this.#options;
    for (const other of this.#feeds.values()) {
      if (other.waiting) other.retryIn(COMEBACK_MS * random(), clock, () => this.#line(other));
    }
  }
}
