import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validationFailed } from '../core/protocol/errors.js';
import { idempotencyKey, ifMatch } from '../core/protocol/rest.js';
import type { AppendOutcome } from '../event-log/event-log.js';
import { fit } from '../platform/http/fit.js';
import { sendJson } from '../platform/http/send-json.js';

/** The headers that bind one update, with their faults named by header. */
export function conditionsOf({ headers, raw }: FastifyRequest): {
  readonly idempotencyKey?: string;
  readonly ifMatch?: number;
} {
  for (const name of ['Idempotency-Key', 'If-Match']) refuseTwice(raw.rawHeaders, name);
  const key = headers['idempotency-key'];
  const match = headers['if-match'];
  return {
    ...(key === undefined
      ? {}
      : { idempotencyKey: fit(idempotencyKey, decoded(String(key)), 'Idempotency-Key') }),
    ...(match === undefined ? {} : { ifMatch: fit(ifMatch, match, 'If-Match') }),
  };
}

/** Node would join several into one value, or keep the first: neither is what their sender means. */
function refuseTwice(rawHeaders: readonly string[], name: string): void {
  let given = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === name.length && rawHeaders[index]?.toLowerCase() === name.toLowerCase())
      given++;
  }
  if (given > 1) throw validationFailed([{ path: name, message: 'must be given once' }]);
}

/** Header bytes beyond ASCII are UTF-8 where they can be, so that a key is the same one in a header and in a batch. */
function decoded(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : header;
}

/** A batch binds each item by itself: a header that would be ignored is refused, since its sender counts on it. */
export function refuseConditions({ headers }: FastifyRequest): void {
  if (headers['idempotency-key'] !== undefined) {
    throw validationFailed([
      { path: 'Idempotency-Key', message: 'is not for batches: give each item its own idempotencyKey' },
    ]);
  }
  if (headers['if-match'] !== undefined) {
    throw validationFailed([{ path: 'If-Match', message: 'is not for batches: publish that event alone' }]);
  }
}

/** How many bytes the body had at most; unknown sizes count as infinite. */
export function receivedBytes({ headers }: FastifyRequest): number {
  const length = headers['content-length'];
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

/** 201 the new event, 200 the first one of a replayed key, 202 what the feed holds back. */
export function answerOutcome(reply: FastifyReply, outcome: AppendOutcome): FastifyReply {
  if (outcome.status === 'held') {
    if (outcome.replayed) void reply.header('idempotent-replayed', 'true');
    return sendJson(reply.code(202), JSON.stringify(outcome.hold));
  }
  const { event } = outcome;
  if (outcome.status === 'replayed') void reply.header('idempotent-replayed', 'true');
  void reply
    .code(outcome.status === 'replayed' ? 200 : 201)
    .header('location', `/api/v1/feeds/${event.feed}/events/${event.seq}`);
  return sendJson(reply, JSON.stringify(event));
}
