import type { Logger } from 'pino';
import type { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { isObject } from '../core/json/json.js';
import type { Problem } from '../core/protocol/errors.js';
import { batchItem, type BatchItem } from '../core/protocol/rest.js';
import type { AppendOutcome, EventLog, Hold } from '../event-log/event-log.js';
import { checkDataSize, fitBody } from '../platform/http/fit.js';
import { asAppError } from '../platform/http/problem.js';
import type { EventAudit } from './event-audit.js';
import type { IngestMetrics } from './ingest-metrics.js';

/** What became of one item. `index`: its 0-based place in the batch, or the 0-based line. */
export type ItemResult =
  | {
      readonly index: number;
      readonly status: 'committed' | 'replayed';
      readonly feed: string;
      readonly seq: number;
    }
  | ({ readonly index: number } & Hold)
  | {
      readonly index: number;
      readonly status: 'rejected';
      /** Absent when the item does not say it. */
      readonly feed?: string;
      readonly problem: Problem;
    };

/** Appends the items of batches one by one: a rejected one stops no other, and those of one feed keep the order of the calls. */
export class BatchPublisher {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
    private readonly metrics: IngestMetrics,
    private readonly logger: Logger,
    private readonly audit: EventAudit,
  ) {}

  /** `read` gives the untrusted item, or throws; it is called at once. `received`: how many bytes it came in. Never rejects. */
  publish(caller: Caller, index: number, read: () => unknown, received: number): Promise<ItemResult> {
    let value: unknown;
    try {
      value = read();
      const item = fitBody(batchItem, value);
      this.access.demand(caller, 'events:publish', item.feed);
      checkDataSize(item.data, received);
      return this.#append(caller, item).then(
        (outcome) => this.#accepted(index, item.feed, outcome),
        (error: unknown) => this.#rejected(index, item, error),
      );
    } catch (error) {
      return Promise.resolve(this.#rejected(index, value, error));
    }
  }

  async #append(caller: Caller, item: BatchItem): Promise<AppendOutcome> {
    const { feed, type, data, occurredAt, idempotencyKey } = item;
    const operation = {
      op: 'publish',
      type,
      data,
      ...(occurredAt === undefined ? {} : { occurredAt }),
    } as const;
    const outcome = await this.log.append({
      feed,
      operation,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      actor: this.access.actorOf(caller),
    });
    await this.audit.appended(caller, operation, outcome);
    return outcome;
  }

  #accepted(index: number, feed: string, outcome: AppendOutcome): ItemResult {
    this.metrics.updates.inc({ status: outcome.status });
    if (outcome.status === 'held') return { index, ...outcome.hold };
    return { index, status: outcome.status, feed, seq: outcome.event.seq };
  }

  #rejected(index: number, item: unknown, error: unknown): ItemResult {
    this.metrics.updates.inc({ status: 'rejected' });
    const appError = asAppError(error);
    if (appError.code === 'internal') this.logger.error({ err: error, index }, 'a batch item failed');
    const feed = isObject(item) && typeof item.feed === 'string' ? item.feed.slice(0, 128) : undefined;
    return {
      index,
      status: 'rejected',
      ...(feed === undefined ? {} : { feed }),
      problem: appError.toProblem(),
    };
  }
}
