import type { Access } from '../access/access.js';
import type { Somebody } from '../access/caller.js';
import type { Clock } from '../platform/clock/clock.js';
import { backOffMs } from './back-off.js';
import type { NewCursor } from './cursor-store.js';
import type { CursorWriter } from './cursor-writer.js';
import type { HeldWebhook, PauseReason } from './held-webhook.js';
import { eventMessage, resyncMessage, type Message } from './message.js';
import type { Page, PageSource } from './page-source.js';
import type { Progress } from './progress.js';
import type { Outcome, Sender } from './sender.js';
import { signatureHeaders } from './signature.js';
import type { TypeFilter } from './type-filter.js';
import type { WebhookMetrics } from './webhook-metrics.js';

export interface RetryOptions {
  /** Default 1,000. */
  readonly firstMs: number;
  /** Default one hour. */
  readonly longestMs: number;
  /** For how long a message is tried. Default 24 hours. */
  readonly giveUpMs: number;
}

export interface CourierParts {
  readonly access: Access;
  readonly clock: Clock;
  readonly source: PageSource;
  readonly filter: TypeFilter;
  readonly sender: Sender;
  readonly writer: CursorWriter;
  readonly retry: RetryOptions;
  readonly random: () => number;
  readonly metrics: WebhookMetrics;
  /** Whether a message may still be sent: the lease outlasts it. */
  readonly maySend: () => boolean;
}

/** How a turn ended. */
export type Ending =
  /** Nothing follows now; something may; the lease must be renewed first, or this node stops. */
  | { readonly end: 'idle' | 'more' | 'stale' }
  /** Somebody else delivers this webhook; what was being sent was given up. */
  | { readonly end: 'lost' | 'aborted' }
  /** What comes next was refused and waits; the receiver wants to be left alone for `quietMs`. */
  | { readonly end: 'failed'; readonly retryInMs: number; readonly quietMs: number }
  /** Nothing more is to be sent. */
  | { readonly end: 'pause'; readonly reason: PauseReason; readonly detail: string };
export type Turn = Ending & {
  /** Whether anything was delivered before. */
  readonly delivered: boolean;
};

const OWNER_MS = 1_000;
const PAGE_MS = 1_000;
const GONE = 410;
/** Too Many Requests, Service Unavailable: what `Retry-After` says behind these holds for the receiver and not for a message. */
const LATER: readonly (number | undefined)[] = [429, 503];

/**
 * Delivers one feed to one webhook, a page at a time.
 *
 * Invariant: a message is sent only when everything before it was delivered or skipped, and the cursor says so in the database.
 */
export class Courier {
  readonly #webhook: HeldWebhook;
  readonly #parts: CourierParts;
  #owner: { readonly caller: Somebody; readonly until: number } | undefined;
  #aborted = false;
  #stopped = false;

  constructor(webhook: HeldWebhook, parts: CourierParts) {
    this.#webhook = webhook;
    this.#parts = parts;
  }

  /** Nothing is sent behind what is under way. */
  stop(): void {
    this.#stopped = true;
  }

  /** What is under way and breaks off from now on counts neither as delivered nor as failed. */
  abort(): void {
    this.#aborted = true;
  }

  async turn(progress: Progress): Promise<Turn> {
    const delivered = { count: 0 };
    const ending = await this.#turn(progress, () => delivered.count++);
    return { ...ending, delivered: delivered.count > 0 };
  }

  get #maySend(): boolean {
    return !this.#stopped && this.#parts.maySend();
  }

  async #turn(progress: Progress, onDelivered: () => void): Promise<Ending> {
    const caller = await this.#caller();
    if (!caller) {
      const detail = 'Whoever made this webhook has no access any more. Make a new one with a valid key.';
      return { end: 'pause', reason: 'owner_revoked', detail };
    }
    const { source } = this.#parts;
    const page = await source.page(caller, { feed: progress.feed, epoch: progress.epoch, seq: progress.seq });
    if (page.kind === 'nothing') return { end: 'idle' };
    return page.kind === 'resync'
      ? this.#resync(progress, page, onDelivered)
      : this.#events(progress, page, onDelivered);
  }

  async #caller(): Promise<Somebody | undefined> {
    const { access, clock } = this.#parts;
    const known = this.#owner;
    if (known && clock.now() < known.until) return access.stands(known.caller) ? known.caller : undefined;
    const caller = await access.callerNamed(this.#webhook.owner);
    this.#owner = caller && { caller, until: clock.now() + OWNER_MS };
    return caller;
  }

  async #resync(
    progress: Progress,
    { feed, reason, to }: Page & { kind: 'resync' },
    onDelivered: () => void,
  ): Promise<Ending> {
    if (!this.#maySend) return { end: 'stale' };
    const at = new Date(this.#parts.clock.now()).toISOString();
    const message = resyncMessage(this.#webhook.id, feed, { reason, seq: to.seq, at });
    const stopped = await this.#deliver(progress, message, to);
    if (stopped) return stopped;
    onDelivered();
    return { end: 'more' };
  }

  async #events(
    progress: Progress,
    page: Page & { kind: 'events' },
    onDelivered: () => void,
  ): Promise<Ending> {
    const { filter, clock, metrics } = this.#parts;
    const { id, types } = this.#webhook;
    const readAt = clock.now();
    let skipped: NewCursor | undefined;
    let end: 'idle' | 'more' | 'stale' = page.more ? 'more' : 'idle';
    for (const event of page.events) {
      const to = { feed: progress.feed, epoch: page.feed.epoch, seq: event.seq };
      if (!(await filter.wants(types, event, page.view))) {
        metrics.skipped.inc();
        skipped = to;
        continue;
      }
      if (clock.now() - readAt > PAGE_MS) end = 'more';
      else if (!this.#maySend) end = 'stale';
      else {
        const stopped = await this.#deliver(progress, eventMessage(id, page.feed, event), to);
        if (stopped) return stopped;
        onDelivered();
        skipped = undefined;
        continue;
      }
      break;
    }
    if (skipped && !(await this.#advance(progress, skipped))) return { end: 'lost' };
    return { end };
  }

  async #advance(progress: Progress, to: NewCursor): Promise<boolean> {
    if (!(await this.#parts.writer.write({ ...to, attempts: 0 }))) return false;
    Object.assign(progress, { epoch: to.epoch, seq: to.seq, attempts: 0, failingSince: undefined });
    return true;
  }

  /** Undefined: delivered, and the cursor stands behind it. */
  async #deliver(progress: Progress, message: Message, to: NewCursor): Promise<Ending | undefined> {
    const outcome = await this.#send(message);
    if (!outcome.delivered)
      return this.#aborted ? { end: 'aborted' } : this.#failed(progress, message, outcome);
    const held = await this.#parts.writer.write({ ...to, attempts: 0, attempt: { message, outcome } });
    if (!held) return { end: 'lost' };
    Object.assign(progress, { epoch: to.epoch, seq: to.seq, attempts: 0, failingSince: undefined });
    return undefined;
  }

  async #send(message: Message): Promise<Outcome> {
    const { sender, clock, metrics } = this.#parts;
    const { url, secrets } = this.#webhook;
    const timestampSeconds = Math.floor(clock.now() / 1000);
    const headers = signatureHeaders({ id: message.id, timestampSeconds, body: message.body }, secrets);
    const outcome = await sender.send(url, message.body, headers);
    metrics.attempted(message.kind, outcome);
    return outcome;
  }

  async #failed(progress: Progress, message: Message, outcome: Outcome): Promise<Ending> {
    const { clock, retry, random, writer } = this.#parts;
    const since = progress.failingSince ?? clock.now();
    const attempts = progress.attempts + 1;
    const gone = outcome.status === GONE;
    const exhausted = clock.now() - since >= retry.giveUpMs;
    const retryInMs =
      gone || exhausted ? undefined : backOffMs(attempts, outcome.retryAfterMs, { ...retry, random });
    const { feed, epoch, seq } = progress;
    const attempt = { message, outcome, ...(retryInMs === undefined ? {} : { retryInMs }) };
    if (!(await writer.write({ feed, epoch, seq, attempts, attempt }))) return { end: 'lost' };
    Object.assign(progress, { attempts, failingSince: since });
    if (retryInMs !== undefined) {
      const quietMs = LATER.includes(outcome.status) ? (outcome.retryAfterMs ?? 0) : 0;
      return { end: 'failed', retryInMs, quietMs: Math.min(quietMs, retry.longestMs) };
    }
    if (gone) return { end: 'pause', reason: 'gone', detail: 'The receiver answered 410 Gone.' };
    const last = outcome.error ?? 'It failed.';
    const detail = `The message behind seq ${seq} of ${feed} failed ${attempts} times over ${hours(clock.now() - since)} h. ${last}`;
    return { end: 'pause', reason: 'retries_exhausted', detail };
  }
}

function hours(ms: number): number {
  return Math.round(ms / 360_000) / 10;
}
