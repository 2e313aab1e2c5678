import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Access } from '../../src/access/access.js';
import type { KeyCaller } from '../../src/access/caller.js';
import { MemoryAudit } from '../../src/audit/memory-audit.js';
import type { EventLog } from '../../src/event-log/event-log.js';
import { PrismaEventLog } from '../../src/event-log/prisma-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import type { Database } from '../../src/platform/prisma/database.js';
import type { Scope } from '../../src/core/protocol/permissions.js';
import { AddressPolicy } from '../../src/webhooks/address-policy.js';
import { Catalogue } from '../../src/webhooks/catalogue.js';
import { Deliveries } from '../../src/webhooks/deliveries.js';
import { DeliveryStore } from '../../src/webhooks/delivery-store.js';
import { Sender } from '../../src/webhooks/sender.js';
import { WebhookMetrics } from '../../src/webhooks/webhook-metrics.js';
import { WebhookStore } from '../../src/webhooks/webhook-store.js';
import { Webhooks } from '../../src/webhooks/webhooks.js';
import { WebhookWorker } from '../../src/webhooks/worker.js';
import type { WorkerOptions } from '../../src/webhooks/worker-options.js';
import { customFeed } from './custom-feed.js';
import { openTestDatabase, type Engine, type TestDatabase } from './database.js';

const RULES = { addresses: new AddressPolicy('on'), httpsOnly: false };

/** Times short enough for tests; everything else as it runs. */
const QUICK = {
  tickMs: 50,
  scanMs: 200,
  leaseMs: 15_000,
  retry: { firstMs: 20, longestMs: 100 },
} satisfies Partial<WorkerOptions>;

export function keyCaller(id: string, scopes: Scope[], feeds?: readonly string[]): KeyCaller {
  return { kind: 'key', id, scopes: new Set(scopes), feeds };
}

/** A log, webhooks and their workers on one database; each worker stands for a node. */
export class WebhookWorld implements AsyncDisposable {
  readonly clock = new SystemClock();
  readonly access = new Access(undefined);
  readonly audit = new MemoryAudit();
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly owners = new Map<string, KeyCaller>();
  readonly admin = keyCaller('boss', ['admin']);
  readonly #workers = new Set<WebhookWorker>();
  readonly #sender: Sender;

  private constructor(
    private readonly test: TestDatabase,
    readonly log: EventLog,
  ) {
    const { access, clock, audit } = this;
    const { client } = test.database;
    this.owners.set('boss', this.admin);
    access.vouch('key', (id) => Promise.resolve(this.owners.get(id)));
    this.#sender = new Sender({ rules: RULES, clock });
    this.webhooks = new Webhooks({
      store: new WebhookStore(client),
      catalogue: new Catalogue(log),
      access,
      audit,
      clock,
      faultOf: () => Promise.resolve(undefined),
      onChange: () => {
        for (const worker of this.#workers) worker.wake();
      },
    });
    this.deliveries = new Deliveries({
      webhooks: this.webhooks,
      store: new DeliveryStore(client),
      log,
      access,
      sender: this.#sender,
      audit,
      clock,
      metrics: new WebhookMetrics(new Registry()),
    });
  }

  static async open(engine: Engine): Promise<WebhookWorld> {
    return WebhookWorld.on(await openTestDatabase(engine));
  }

  /** On a database that the test can take away. */
  static async on(test: TestDatabase): Promise<WebhookWorld> {
    return new WebhookWorld(
      test,
      await PrismaEventLog.open(test.database, new SystemClock(), new Registry(), {}),
    );
  }

  get database(): Database {
    return this.test.database;
  }

  get databaseUrl(): string {
    if (this.test.databaseUrl === undefined) throw new Error('This engine has no URL.');
    return this.test.databaseUrl;
  }

  node(options: Partial<WorkerOptions> = {}): WebhookWorker {
    const leaseMs = options.leaseMs ?? QUICK.leaseMs;
    const worker = new WebhookWorker({
      client: this.database.client,
      log: this.log,
      access: this.access,
      clock: this.clock,
      // Nothing is sent that could take longer than the lease holds.
      sender: new Sender({ rules: RULES, clock: this.clock, timeoutMs: leaseMs / 2 }),
      metrics: new WebhookMetrics(new Registry()),
      audit: this.audit,
      logger: pino({ level: process.env.WEBHOOK_TEST_LOG ?? 'silent' }),
      owner: randomUUID(),
      ...QUICK,
      ...options,
    });
    this.#workers.add(worker);
    worker.start();
    return worker;
  }

  /** As on a deploy. */
  async leave(worker: WebhookWorker): Promise<void> {
    this.#workers.delete(worker);
    await worker.stop(AbortSignal.timeout(10_000));
  }

  async feed(id: string, more: { readonly publicDelaySeconds?: number | null } = {}): Promise<void> {
    await this.log.createFeed(customFeed(id, more));
  }

  async publish(feed: string, count: number, type = 'set'): Promise<void> {
    const appends = Array.from({ length: count }, (_, index) =>
      this.log.append({ feed, actor: 'test', operation: { op: 'publish', type, data: { index } } }),
    );
    await Promise.all(appends);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.leave(worker)));
    this.#sender.close();
    await this.test.close();
  }
}
