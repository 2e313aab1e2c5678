import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/access.js';
import { callerOf } from '../access/guard.adapter.js';
import { AppError } from '../core/protocol/errors.js';
import { amendBody, batchBody, eventPath, feedPath, publishBody, voidBody } from '../core/protocol/rest.js';
import type { EventLog, Operation } from '../event-log/event-log.js';
import { checkDataSize, fit, fitBody } from '../platform/http/fit.js';
import { sendJson } from '../platform/http/send-json.js';
import type { BatchPublisher, ItemResult } from './batch-publisher.js';
import type { EventAudit } from './event-audit.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { NdjsonBatch, type NdjsonOptions } from './ndjson-batch.js';
import type { NdjsonStreams } from './ndjson-streams.js';
import { answerOutcome, conditionsOf, receivedBytes, refuseConditions } from './publish-request.js';

const FEED = '/api/v1/feeds/:id';

/**
 * The publishing routes, directly on Fastify: Nest's pipeline would cost more than the work. Guard, validation and errors are those
 * of every other route.
 */
export class PublishRoutes {
  constructor(
    private readonly log: EventLog,
    private readonly access: Access,
    private readonly batches: BatchPublisher,
    private readonly streams: NdjsonStreams,
    private readonly metrics: IngestMetrics,
    private readonly ndjson: NdjsonOptions,
    private readonly audit: EventAudit,
  ) {}

  register(server: FastifyInstance): void {
    const config = { need: 'events:publish' } as const;
    server.post(`${FEED}/events`, { config }, (request, reply) => this.#publish(request, reply));
    server.post(`${FEED}/events/:seq/amend`, { config }, (request, reply) => this.#amend(request, reply));
    server.post(`${FEED}/events/:seq/void`, { config }, (request, reply) => this.#void(request, reply));
    server.post('/api/v1/events', { config: { ...config, ndjson: true } }, (request, reply) =>
      request.body === request.raw ? this.#stream(request, reply) : this.#batch(request, reply),
    );
  }

  #publish(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id } = fit(feedPath, request.params);
    const { type, data, occurredAt, insertAfter } = fitBody(publishBody, request.body);
    checkDataSize(data, receivedBytes(request));
    return this.#append(request, reply, id, {
      op: 'publish',
      type,
      data,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(insertAfter === undefined ? {} : { insertAfter }),
    });
  }

  #amend(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id, seq } = fit(eventPath, request.params);
    const { type, data, occurredAt, reason } = fitBody(amendBody, request.body);
    checkDataSize(data, receivedBytes(request));
    return this.#append(request, reply, id, {
      op: 'amend',
      target: seq,
      ...(type === undefined ? {} : { type }),
      data,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      reason,
    });
  }

  #void(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id, seq } = fit(eventPath, request.params);
    const { reason } = fitBody(voidBody, request.body);
    return this.#append(request, reply, id, { op: 'void', target: seq, reason });
  }

  async #append(
    request: FastifyRequest,
    reply: FastifyReply,
    feed: string,
    operation: Operation,
  ): Promise<FastifyReply> {
    const conditions = conditionsOf(request);
    const caller = callerOf(request);
    const actor = this.access.actorOf(caller);
    try {
      const outcome = await this.log.append({ feed, operation, ...conditions, actor });
      this.metrics.updates.inc({ status: outcome.status });
      await this.audit.appended(caller, operation, outcome);
      return answerOutcome(reply, outcome);
    } catch (error) {
      this.metrics.updates.inc({ status: 'rejected' });
      throw error;
    }
  }

  async #batch(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    refuseConditions(request);
    const { events } = fitBody(batchBody, request.body);
    const caller = callerOf(request);
    const received = receivedBytes(request);
    const results = await Promise.all(
      events.map((item, index) => this.batches.publish(caller, index, () => item, received)),
    );
    if (results.length > 0 && results.every(isUnknown)) throw nothingKnown();
    return sendJson(reply, JSON.stringify({ results }));
  }

  async #stream(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseConditions(request);
    const caller = callerOf(request);
    const actor = this.access.actorOf(caller);
    this.streams.admit(actor);
    reply.hijack();
    const output = reply.raw;
    output.writeHead(200, { ...headersOf(reply), 'content-type': 'application/x-ndjson; charset=utf-8' });
    const answerAfterRequest = request.headers['touchline-answer'] === 'after-request';
    if (!answerAfterRequest) output.flushHeaders();
    const batch = new NdjsonBatch(
      request.raw,
      output,
      (index, read, received) => this.batches.publish(caller, index, read, received),
      { ...this.ndjson, answerAfterRequest },
    );
    await this.streams.run(batch, actor);
  }
}

/** Whether the item may have been committed or not. */
function isUnknown(result: ItemResult): boolean {
  return result.status === 'rejected' && result.problem.code === 'unavailable';
}

function nothingKnown(): AppError {
  return new AppError(
    'unavailable',
    'The database cannot be reached: what became of the items is unknown. Send the batch again with the same idempotency keys.',
  );
}

/** What the hooks have set so far. */
function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
