import type { Logger } from 'pino';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock, Timer } from '../platform/clock/clock.js';
import type { Relay } from '../relay/relay.js';
import type { FeedChannel } from './feed-channel.js';
import type { DeliveryMetrics } from './metrics.js';
import type { HubOptions } from './options.js';

interface Dependencies {
  readonly log: Pick<EventLog, 'heads'>;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly options: HubOptions;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

/** Checks that were asked for one by one go out together this much later. */
const SOON_MS = 10;

/**
 * Compares every channel with the log, one query for all, so that a lost message costs delay and never data. Between the rounds it asks
 * for those channels only whose delayed events are due, or that saw something that they can't explain. One query runs at a time.
 */
export class HeadMonitor {
  readonly #channels = new Set<FeedChannel>();
  readonly #delayed = new Set<FeedChannel>();
  #wanted = new Set<FeedChannel>();
  #waiters: ((reached: boolean) => void)[] = [];
  #ticker: Timer | undefined;
  #soon: Timer | undefined;
  #running = false;
  #failing = false;
  #roundAt: number;

  constructor(readonly dependencies: Dependencies) {
    const { clock, options } = dependencies;
    this.#roundAt = clock.now();
    this.#ticker = clock.every(options.headCheckUnhealthyMs, () => this.#tick());
  }

  add(channel: FeedChannel): void {
    this.#channels.add(channel);
    if (channel.delaySeconds > 0) this.#delayed.add(channel);
  }

  remove(channel: FeedChannel): void {
    this.#channels.delete(channel);
    this.#delayed.delete(channel);
    this.#wanted.delete(channel);
  }

  soon(channel: FeedChannel): void {
    if (!this.#ticker) return;
    this.#wanted.add(channel);
    this.#soon ??= this.dependencies.clock.after(SOON_MS, () => {
      this.#soon = undefined;
      this.#runWanted();
    });
  }

  /** Resolves after a check that began later than this call: false when the log could not be reached. */
  check(channel: FeedChannel): Promise<boolean> {
    if (!this.#ticker) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.soon(channel);
    });
  }

  close(): void {
    this.#ticker?.cancel();
    this.#soon?.cancel();
    this.#ticker = undefined;
    this.#soon = undefined;
    this.#channels.clear();
    this.#delayed.clear();
    this.#wanted.clear();
    for (const resolve of this.#waiters.splice(0)) resolve(false);
  }

  #tick(): void {
    const { clock, relay, options } = this.dependencies;
    const now = clock.now();
    const periodMs = relay.healthy ? options.headCheckMs : options.headCheckUnhealthyMs;
    if (now - this.#roundAt >= periodMs && !this.#running) {
      this.#roundAt = now;
      for (const channel of this.#channels) this.#wanted.add(channel);
    } else {
      for (const channel of this.#delayed) if (channel.dueAt(now)) this.#wanted.add(channel);
    }
    this.#runWanted();
  }

  #runWanted(): void {
    if (this.#running || (this.#wanted.size === 0 && this.#waiters.length === 0)) return;
    const channels = [...this.#wanted].filter((channel) => channel.ready);
    const waiters = this.#waiters;
    this.#wanted = new Set();
    this.#waiters = [];
    this.#running = true;
    void this.#compare(channels).then((reached) => {
      this.#running = false;
      for (const resolve of waiters) resolve(reached);
      if (this.#ticker) this.#runWanted();
    });
  }

  async #compare(channels: readonly FeedChannel[]): Promise<boolean> {
    if (channels.length === 0) return true;
    const { log, metrics, logger } = this.dependencies;
    const asked = new Map(
      channels.map((channel) => [
        keyOf(channel),
        { channel, seqBefore: channel.seq, generation: channel.generation },
      ]),
    );
    try {
      const heads = await log.heads(channels.map(({ feed, delaySeconds }) => ({ feed, delaySeconds })));
      for (const head of heads) {
        const entry = asked.get(keyOf(head));
        if (!entry || !this.#channels.has(entry.channel)) continue;
        // An answer about a history that was replaced meanwhile says nothing.
        if (entry.generation === entry.channel.generation) entry.channel.onHead(head, entry.seqBefore);
      }
      if (this.#failing) logger.info('head checks reach the log again');
      this.#failing = false;
      return true;
    } catch (error) {
      metrics.logFailures.inc({ read: 'heads' });
      if (!this.#failing)
        logger.warn({ err: error }, 'head check failed, streams go on and the check is repeated');
      this.#failing = true;
      return false;
    }
  }
}

function keyOf({ feed, delaySeconds }: { readonly feed: string; readonly delaySeconds: number }): string {
  return `${delaySeconds} ${feed}`;
}
