import type { z } from 'zod';
import { feedNotFound, type Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { AppError } from '../core/protocol/errors.js';
import type { deliveriesQuery } from '../core/protocol/webhooks.js';
import { LIVE, type EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import type { Delivery, DeliveryStore } from './delivery-store.js';
import { eventMessage, messageFeed, testMessage, type Message } from './message.js';
import type { Sender } from './sender.js';
import { signatureHeaders } from './signature.js';
import { Slots } from './slots.js';
import type { WebhookMetrics } from './webhook-metrics.js';
import type { WebhookRow } from './webhook-store.js';
import { guarded, type Webhooks } from './webhooks.js';

export interface DeliveriesParts {
  readonly webhooks: Webhooks;
  readonly store: DeliveryStore;
  readonly log: EventLog;
  readonly access: Access;
  readonly sender: Sender;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly metrics: WebhookMetrics;
}

const ORDINAL = /^[1-9][0-9]{0,17}$/;
/** What people send by hand at a time on this node; each may take as long as a receiver is allowed to. */
const BY_HAND = 8;

/** What was sent, and sending by hand: beside the order of the feeds, which it does not touch. */
export class Deliveries {
  readonly #parts: DeliveriesParts;
  readonly #slots = new Slots(BY_HAND);

  constructor(parts: DeliveriesParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  async list(
    caller: Caller,
    webhookId: string,
    { cursor, limit, status, feed, type }: z.infer<typeof deliveriesQuery>,
  ): Promise<{ readonly items: readonly Delivery[]; readonly nextCursor?: string }> {
    const { webhooks, store } = this.#parts;
    await webhooks.row(caller, webhookId);
    const { items, next } = await guarded(() =>
      store.list(webhookId, {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(feed === undefined ? {} : { feed }),
        ...(type === undefined ? {} : { type }),
        ...(cursor === undefined ? {} : { before: decodeCursor(cursor, ORDINAL) }),
      }),
    );
    return { items, ...(next === undefined ? {} : { nextCursor: encodeCursor(next) }) };
  }

  /** Sends a `webhook.test` message now, also to a paused webhook. Resolves to what became of it. */
  async test(caller: Caller, webhookId: string): Promise<Delivery> {
    const row = await this.#parts.webhooks.row(caller, webhookId);
    const at = new Date(this.#parts.clock.now()).toISOString();
    const delivery = await this.#send(row, testMessage(webhookId, at));
    await this.#tell(caller, 'webhook.test', row, delivery);
    return delivery;
  }

  /** Sends a message of the log again under its id. `conflict` when what it told of is no longer there as it was. */
  async redeliver(caller: Caller, webhookId: string, deliveryId: string): Promise<Delivery> {
    const { webhooks, store } = this.#parts;
    const row = await webhooks.row(caller, webhookId);
    const found = await guarded(() => store.find(webhookId, deliveryId));
    if (!found) throw new AppError('not_found', `There is no delivery ${deliveryId} of this webhook.`);
    const { delivery, body } = found;
    const message =
      delivery.kind === 'event'
        ? await this.#eventOf(row, delivery)
        : { ...delivery, body: JSON.stringify(body) };
    const again = await this.#send(row, message);
    await this.#tell(caller, 'webhook.redeliver', row, again);
    return again;
  }

  async #eventOf(row: WebhookRow, { feed = '', seq = 0, epoch, id }: Delivery): Promise<Message> {
    const { log, access } = this.#parts;
    const owner = await access.callerNamed(row.owner);
    const record = await log.feed(feed, LIVE);
    const view = owner && record && access.viewOf(owner, record.publicDelaySeconds, feed);
    if (!record || !view) throw feedNotFound(feed);
    if (record.epoch !== epoch) {
      throw new AppError(
        'conflict',
        `The history of ${feed} is another one since then. Read it again instead.`,
      );
    }
    const message = eventMessage(row.id, messageFeed(record, record.epoch), await log.event(feed, seq, view));
    return { ...message, id };
  }

  async #send({ id, url, secret, ...row }: WebhookRow, message: Message): Promise<Delivery> {
    const { sender, store, clock, metrics } = this.#parts;
    const leave = this.#slots.tryTake();
    if (!leave) {
      const detail = 'Too many messages are being sent by hand now. Try again in a moment.';
      throw new AppError('rate_limited', detail, { retryAfterSeconds: 2 });
    }
    try {
      const now = clock.now();
      const overlap = row.previousSecret !== null && (row.previousSecretUntil?.getTime() ?? 0) > now;
      const secrets = overlap ? [secret, row.previousSecret ?? ''] : [secret];
      const timestampSeconds = Math.floor(now / 1000);
      const headers = signatureHeaders({ id: message.id, timestampSeconds, body: message.body }, secrets);
      const outcome = await sender.send(url, message.body, headers);
      metrics.attempted(message.kind, outcome);
      const delivery = await guarded(() => store.note(id, { message, outcome }));
      if (!delivery) throw new AppError('not_found', `There is no webhook ${id}.`);
      return delivery;
    } finally {
      leave();
    }
  }

  #tell(caller: Caller, action: string, row: WebhookRow, { id, status }: Delivery): Promise<void> {
    const after = { delivery: id, status };
    return this.#parts.audit.write({ ...doerOf(caller), action, target: `webhook:${row.id}`, after });
  }
}
