import type { z } from 'zod';
import type { Access } from '../access/access.js';
import { actorOf, type Caller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { AppError, validationFailed } from '../core/protocol/errors.js';
import type { newWebhookBody, webhookChangeBody, webhooksQuery } from '../core/protocol/webhooks.js';
import type { Clock } from '../platform/clock/clock.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import { toAppError } from '../platform/prisma/database-errors.js';
import type { Catalogue } from './catalogue.js';
import type { NewCursor } from './cursor-store.js';
import { presentWebhook, type Webhook } from './present.js';
import { newSecret } from './signature.js';
import { WEBHOOK_ID, type WebhookRow, type WebhookStore } from './webhook-store.js';

export interface WebhooksParts {
  readonly store: WebhookStore;
  readonly catalogue: Catalogue;
  readonly access: Access;
  readonly audit: Audit;
  readonly clock: Clock;
  /** What is wrong with a URL, if anything. */
  readonly faultOf: (url: string) => Promise<string | undefined>;
  /** Called behind each change. */
  readonly onChange: () => void;
}

/** How long a replaced secret signs beside the new one. */
const OVERLAP_MS = 24 * 3_600_000;

/** Registered webhooks: each its owner's alone, and all of them an administrator's. */
export class Webhooks {
  readonly #parts: WebhooksParts;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /** The secret is in this answer and nowhere else. */
  async create(
    caller: Caller,
    body: z.infer<typeof newWebhookBody>,
  ): Promise<Webhook & { readonly secret: string }> {
    const { store, clock } = this.#parts;
    await this.#checkUrl(body.url);
    const secret = newSecret();
    const cursors = await this.#heads(caller, body.feeds);
    const webhook = {
      owner: actorOf(caller),
      url: body.url,
      feeds: body.feeds,
      types: body.types ?? [],
      secret,
    };
    const row = await guarded(() => store.create(webhook, cursors, clock.now()));
    const shown = presentWebhook(row, clock.now());
    await this.#changed(caller, 'webhook.create', row.id, { after: shown });
    return { ...shown, secret };
  }

  async list(
    caller: Caller,
    { limit, cursor }: z.infer<typeof webhooksQuery>,
  ): Promise<{ readonly items: readonly Webhook[]; readonly nextCursor?: string }> {
    const { store, clock } = this.#parts;
    const after = cursor === undefined ? {} : { after: decodeCursor(cursor, WEBHOOK_ID) };
    return guarded(async () => {
      const { items, more } = await store.list({ owner: this.#scopeOf(caller), limit, ...after });
      const failing = await store.failingSince(items.map(({ id }) => id));
      const last = items.at(-1);
      return {
        items: items.map((row) => presentWebhook(row, clock.now(), failing.get(row.id))),
        ...(more && last ? { nextCursor: encodeCursor(last.id) } : {}),
      };
    });
  }

  async find(caller: Caller, id: string): Promise<Webhook> {
    return this.#present(await this.row(caller, id));
  }

  async change(caller: Caller, id: string, body: z.infer<typeof webhookChangeBody>): Promise<Webhook> {
    const { store, clock, access } = this.#parts;
    const row = await this.row(caller, id);
    if (body.url !== undefined && body.url !== row.url) await this.#checkUrl(body.url);
    const { types, ...rest } = body;
    const change = { ...rest, ...(types === undefined ? {} : { types: types ?? [] }) };
    // What a feed shows is up to the owner, whoever changes the webhook.
    const owner = body.feeds && (await access.callerNamed(row.owner));
    const cursors = body.feeds ? await this.#heads(owner ?? caller, body.feeds) : [];
    const before = presentWebhook(row, clock.now());
    const changed = await guarded(() => store.change(row, change, cursors, clock.now()));
    await this.#changed(caller, 'webhook.change', id, {
      before,
      after: presentWebhook(changed, clock.now()),
    });
    return this.#present(changed);
  }

  async remove(caller: Caller, id: string): Promise<void> {
    const { store, clock } = this.#parts;
    const row = await this.row(caller, id);
    await guarded(() => store.remove(id));
    await this.#changed(caller, 'webhook.delete', id, { before: presentWebhook(row, clock.now()) });
  }

  /** The old secret signs too for a day, so that receivers can change over without a loss. */
  async rotateSecret(
    caller: Caller,
    id: string,
  ): Promise<{ readonly secret: string; readonly previousSecretUntil: string }> {
    const { store, clock } = this.#parts;
    const row = await this.row(caller, id);
    const secret = newSecret();
    const until = new Date(clock.now() + OVERLAP_MS);
    await guarded(() => store.replaceSecret(row, secret, until, clock.now()));
    await this.#changed(caller, 'webhook.rotate-secret', id, {});
    return { secret, previousSecretUntil: until.toISOString() };
  }

  /** Rejects with one and the same `not_found` whether it does not exist or is another's. */
  async row(caller: Caller, id: string): Promise<WebhookRow> {
    const row = await guarded(() => this.#parts.store.find(id, this.#scopeOf(caller)));
    if (!row) throw new AppError('not_found', `There is no webhook ${id}.`);
    return row;
  }

  /** Undefined: all of them. An administrator who is limited to some feeds is none of all. */
  #scopeOf(caller: Caller): string | undefined {
    const everything =
      caller.kind !== 'anonymous' && caller.feeds === undefined && this.#parts.access.may(caller, 'admin');
    return everything ? undefined : actorOf(caller);
  }

  async #present(row: WebhookRow): Promise<Webhook> {
    const failing = await guarded(() => this.#parts.store.failingSince([row.id]));
    return presentWebhook(row, this.#parts.clock.now(), failing.get(row.id));
  }

  #heads(caller: Caller, patterns: readonly string[]): Promise<readonly NewCursor[]> {
    const { catalogue, access } = this.#parts;
    return catalogue.heads(patterns, (delay, feed) => access.viewOf(caller, delay, feed));
  }

  async #checkUrl(url: string): Promise<void> {
    const message = await this.#parts.faultOf(url);
    if (message !== undefined) throw validationFailed([{ path: 'url', message }]);
  }

  async #changed(
    caller: Caller,
    action: string,
    id: string,
    change: { readonly before?: object; readonly after?: object },
  ): Promise<void> {
    this.#parts.onChange();
    await this.#parts.audit.write({ ...doerOf(caller), action, target: `webhook:${id}`, ...change });
  }
}

/** Runs a database operation; what it rejects with is fit for callers. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error);
  }
}
