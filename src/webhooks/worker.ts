import { SYSTEM } from '../audit/doer.js';
import type { RelayMessage } from '../core/protocol/relay-message.js';
import { MOST_FEEDS } from './catalogue.js';
import type { RetryOptions } from './courier.js';
import { CursorStore } from './cursor-store.js';
import { DeliveryStore, type LogBounds } from './delivery-store.js';
import type { HeldWebhook, PauseReason } from './held-webhook.js';
import { Housekeeping } from './housekeeping.js';
import { LeaseStore } from './lease-store.js';
import type { Runner } from './runner.js';
import { RunnerFactory } from './runner-factory.js';
import { Watch } from './watch.js';
import type { WorkerOptions } from './worker-options.js';
import { Ticker } from './ticker.js';

interface Held {
  runner: Runner;
  /** Until when it is certainly held, by this node's clock. */
  until: number;
  /** Ends what is being replaced or given up. */
  leaving: boolean;
}

const LEASE_MS = 25_000;
const TICK_MS = 2_000;
const SCAN_MS = 30_000;
const RETRY: RetryOptions = { firstMs: 1_000, longestMs: 3_600_000, giveUpMs: 86_400_000 };
const BOUNDS: LogBounds = { days: 30, rows: 10_000 };
/** Taken at a time, so that nodes which start together share. */
const CLAIM = 20;
/** What writing the outcome may take. */
const MARGIN_MS = 2_000;
const RELEASE_MS = 1_000;

/**
 * Delivers the webhooks that this node holds, and takes those that nobody does. Everything is found out by asking the database and
 * the log again and again; hints only make it sooner.
 *
 * Invariant: nothing is sent under a lease that might end before the answer is noted.
 */
export class WebhookWorker {
  readonly #options: WorkerOptions;
  readonly #leases: LeaseStore;
  readonly #cursors: CursorStore;
  readonly #watch: Watch;
  readonly #runners: RunnerFactory;
  readonly #held = new Map<string, Held>();
  readonly #leaseMs: number;
  readonly #ticker: Ticker;
  readonly #housekeeping: Housekeeping;
  #scanning: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    const { client, log, owner, clock, retry, random = Math.random, scanMs = SCAN_MS } = options;
    this.#options = options;
    this.#leases = new LeaseStore(client, owner);
    this.#cursors = new CursorStore(client);
    this.#watch = new Watch(log, clock, scanMs);
    const { access, sender, metrics } = options;
    const parts = { access, clock, sender, metrics, random, log, owner, cursors: this.#cursors };
    this.#runners = new RunnerFactory({ ...parts, retry: { ...RETRY, ...retry } });
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#ticker = new Ticker(clock, options.tickMs ?? TICK_MS, () =>
      this.#guarded('tick', () => this.#tick()),
    );
    const bounds = options.bounds ?? BOUNDS;
    const deliveries = new DeliveryStore(client);
    this.#housekeeping = new Housekeeping({ clock, deliveries, metrics, bounds, slots: this.#runners.slots });
  }

  start(): void {
    this.#ticker.wake();
  }

  /** Ids of the webhooks that this node delivers now. */
  get holding(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** A webhook was registered or changed here. */
  wake(): void {
    this.#ticker.wake();
  }

  /** What nodes tell each other: never relied upon. */
  hint(message: RelayMessage): void {
    if (this.#stopping) return;
    if (message.type === 'events') {
      for (const { runner } of this.#held.values()) runner.wake(message.feed);
    } else if (message.type === 'feed') {
      for (const held of this.#held.values()) {
        held.runner.wake(message.feed);
        this.#inBackground('discover', this.#discover(held, [message.feed]));
      }
    }
  }

  /** Sends nothing more, waits for what is under way until `deadline`, gives that up, and leaves the webhooks to other nodes. */
  stop(deadline: AbortSignal): Promise<void> {
    return (this.#stopping ??= this.#stop(deadline));
  }

  async #stop(deadline: AbortSignal): Promise<void> {
    const late = new Promise<void>((resolve) => {
      const giveUp = (): void => {
        for (const { runner } of this.#held.values()) runner.abort();
        this.#options.sender.close();
        // What is left is to say so in the database.
        this.#options.clock.after(RELEASE_MS, resolve);
      };
      if (deadline.aborted) giveUp();
      else deadline.addEventListener('abort', giveUp, { once: true });
    });
    await Promise.race([this.#leaveAll(), late]);
    this.#options.sender.close();
  }

  async #leaveAll(): Promise<void> {
    await Promise.all([this.#ticker.stop(), this.#scanning]);
    await Promise.all([...this.#held.values()].map((held) => this.#leave(held)));
  }

  async #tick(): Promise<void> {
    await this.#renew();
    if (!this.#stopping) await this.#claim();
    if (this.#held.size > 0) {
      await this.#watch.compareHeads(() => this.#all);
      this.#scan();
    }
    await this.#housekeeping.run(this.#all);
  }

  get #all(): readonly Runner[] {
    return [...this.#held.values()].map(({ runner }) => runner);
  }

  /** Beside the ticks, which must renew leases in time. */
  #scan(): void {
    const discover = async (ids: readonly string[]): Promise<void> => {
      for (const held of this.#held.values()) await this.#discover(held, ids);
    };
    this.#scanning ??= this.#guarded('scan', () => this.#watch.scan(discover)).then(() => {
      this.#scanning = undefined;
    });
  }

  async #renew(): Promise<void> {
    const until = this.#options.clock.now() + this.#leaseMs;
    const leases = [...this.#held.values()].map(({ runner }) => runner.webhook);
    const renewed = new Map(
      (await this.#leases.renew(leases, this.#leaseMs)).map((webhook) => [webhook.id, webhook] as const),
    );
    for (const { id } of leases) {
      const held = this.#held.get(id);
      const webhook = renewed.get(id);
      if (!held || held.leaving) continue;
      if (!webhook) this.#lose(held);
      else if (webhook.paused) this.#inBackground('release', this.#leave(held));
      else {
        held.until = until;
        if (changed(webhook, held.runner.webhook))
          this.#inBackground('restart', this.#restart(held, webhook));
        else held.runner.pump();
      }
    }
  }

  async #claim(): Promise<void> {
    const until = this.#options.clock.now() + this.#leaseMs;
    const claimed = await this.#leases.claim(CLAIM, this.#leaseMs);
    for (const webhook of claimed) {
      const old = this.#held.get(webhook.id);
      if (old) this.#lose(old);
      const held: Held = { runner: this.#runner(webhook), until, leaving: false };
      this.#held.set(webhook.id, held);
      await this.#guarded('load', () => this.#load(held));
    }
    if (claimed.length > 0) this.#watch.scanSoon();
    if (claimed.length === CLAIM) this.#ticker.wake();
  }

  #runner(webhook: HeldWebhook): Runner {
    return this.#runners.make(webhook, () => this.#outlasts(webhook), {
      onPause: (reason, detail) => this.#inBackground('pause', this.#pause(webhook, reason, detail)),
      onLost: () => {
        const held = this.#held.get(webhook.id);
        if (held?.runner.webhook === webhook) this.#lose(held);
      },
      onFault: (error) => this.#fault('deliver', error),
    });
  }

  #outlasts({ id, token }: HeldWebhook): boolean {
    const held = this.#held.get(id);
    if (!held || held.runner.webhook.token !== token) return false;
    return this.#options.clock.now() + this.#options.sender.timeoutMs + MARGIN_MS < held.until;
  }

  /** Rejects when the cursors can't be read: then it is left to the next claim. */
  async #load(held: Held): Promise<void> {
    const { id } = held.runner.webhook;
    try {
      held.runner.begin(await this.#cursors.load(id));
    } catch (error) {
      await this.#leave(held);
      throw error;
    }
  }

  /** What was changed holds for everything that is sent behind this; what is under way ends first, to keep the order. */
  async #restart(held: Held, webhook: HeldWebhook): Promise<void> {
    held.leaving = true;
    await held.runner.stop();
    if (this.#held.get(webhook.id) !== held || this.#stopping) return;
    held.runner = this.#runner(webhook);
    held.leaving = false;
    this.#watch.scanSoon();
    await this.#load(held);
    this.wake();
  }

  #lose(held: Held): void {
    const { id } = held.runner.webhook;
    if (this.#held.get(id) === held) this.#held.delete(id);
    this.#options.metrics.lost.inc();
    this.#options.logger.warn(
      { webhook: id },
      'a webhook is no longer delivered here: it was deleted, or another node has it',
    );
    void held.runner.stop();
  }

  async #leave(held: Held): Promise<void> {
    held.leaving = true;
    await held.runner.stop();
    const { webhook } = held.runner;
    if (this.#held.get(webhook.id) === held) this.#held.delete(webhook.id);
    await this.#guarded('release', () => this.#leases.release(webhook));
  }

  async #pause(webhook: HeldWebhook, reason: PauseReason, detail: string): Promise<void> {
    const { id, token } = webhook;
    const { logger, metrics, audit } = this.#options;
    try {
      if (await this.#leases.pause({ id, token, owner: this.#leases.owner }, reason, detail)) {
        metrics.pausedFor(reason);
        logger.warn({ webhook: id, reason }, 'a webhook was paused');
        audit.note({
          ...SYSTEM,
          action: 'webhook.pause',
          target: `webhook:${id}`,
          after: { reason, detail },
        });
      }
    } finally {
      const held = this.#held.get(id);
      if (held?.runner.webhook === webhook) await this.#leave(held);
    }
  }

  /** Feeds that came behind the webhook are delivered from their first event. */
  async #discover(held: Held, ids: readonly string[]): Promise<void> {
    const { runner } = held;
    const missing = held.leaving ? [] : runner.missing(ids);
    if (missing.length === 0) return;
    const { webhook } = runner;
    if (runner.size + missing.length > MOST_FEEDS) {
      void runner.stop();
      const detail = `Its patterns match more than ${MOST_FEEDS} feeds. Narrow them.`;
      await this.#pause(webhook, 'too_many_feeds', detail);
      return;
    }
    const lease = { id: webhook.id, token: webhook.token, owner: this.#leases.owner };
    const cursors = await this.#watch.beginnings(missing);
    runner.begin(await this.#cursors.start(lease, webhook.revision, cursors));
    for (const feed of missing) runner.wake(feed);
  }

  #inBackground(work: string, done: Promise<unknown>): void {
    void this.#guarded(work, () => done);
  }

  async #guarded(work: string, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#fault(work, error);
    }
  }

  #fault(work: string, error: unknown): void {
    this.#options.metrics.faults.inc({ work });
    this.#options.logger.warn({ err: error, work }, 'delivering webhooks failed and will be tried again');
  }
}

/** Whether what is sent, or where to, is another. */
function changed(now: HeldWebhook, before: HeldWebhook): boolean {
  return now.revision !== before.revision || now.secrets.join() !== before.secrets.join();
}
