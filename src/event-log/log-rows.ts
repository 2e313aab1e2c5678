import type { StoredEvent } from '../core/feed/fold.js';
import type { JsonObject } from '../core/json/json.js';
import type { KindName } from '../core/kinds/kind.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { Operation } from './event-log.js';
import type { FeedEntry, SeenHead } from './feed-catalogue.js';
import type { HeldUpdate, HoldStatus } from './held-update.js';

/** Rows as `to_jsonb(row)` gives them: one JSON value a row is cheaper than a dozen typed columns, and alike everywhere. */

export interface EventRow {
  readonly feed: string;
  readonly seq: number;
  readonly type: string;
  readonly data: JsonObject;
  readonly patch: JsonObject | null;
  readonly at: string;
  readonly occurred_at: string | null;
  readonly target: number | null;
  readonly reason: string | null;
  readonly amended_type: string | null;
  readonly insert_after: number | null;
  readonly idempotency_key: string | null;
  readonly request_hash: string | null;
  readonly actor: string;
}

/** PostgreSQL writes times with an offset and as many digits as it needs. */
export function isoTime(time: string): string {
  return new Date(time).toISOString();
}

export function toEvent(row: EventRow): LoggedEvent {
  const at = isoTime(row.at);
  return {
    feed: row.feed,
    seq: row.seq,
    type: row.type,
    data: row.data,
    ...(row.patch === null ? {} : { patch: row.patch }),
    at,
    occurredAt: row.occurred_at === null ? at : isoTime(row.occurred_at),
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.amended_type === null ? {} : { amendedType: row.amended_type }),
    ...(row.insert_after === null ? {} : { insertAfter: row.insert_after }),
  };
}

export function toStoredEvent(row: EventRow): StoredEvent {
  return { ...toEvent(row), occurredAtGiven: row.occurred_at !== null };
}

export interface FeedRow {
  readonly id: string;
  readonly kind: KindName;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly starts_at: string | null;
  readonly public_delay_seconds: number | null;
  readonly hold_seconds: number;
  readonly expected_interval_seconds: number | null;
  readonly seq: number;
  readonly head_at: string | null;
  readonly state: JsonObject;
  readonly first_seq: number;
  readonly checkpoint_seq: number;
  readonly revision: number;
  readonly created_at: string;
  readonly changed_at: string;
  readonly archived_at: string | null;
  readonly heartbeat_at: string | null;
}

export function toEntry(row: FeedRow): FeedEntry {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    tags: row.tags,
    config: row.config,
    ...(row.starts_at === null ? {} : { startsAt: isoTime(row.starts_at) }),
    publicDelaySeconds: row.public_delay_seconds,
    holdSeconds: row.hold_seconds,
    ...(row.expected_interval_seconds === null
      ? {}
      : { expectedIntervalSeconds: row.expected_interval_seconds }),
    firstSeq: row.first_seq,
    revision: row.revision,
    ...(row.heartbeat_at === null ? {} : { heartbeatAt: isoTime(row.heartbeat_at) }),
    createdAt: isoTime(row.created_at),
    changedAt: isoTime(row.changed_at),
    ...(row.archived_at === null ? {} : { archivedAt: isoTime(row.archived_at) }),
  };
}

export function toSeenHead(row: FeedRow): SeenHead {
  const { seq, state, head_at } = row;
  return { seq, state, ...(head_at === null ? {} : { headAt: isoTime(head_at) }) };
}

export interface HeldRow {
  readonly id: string;
  readonly feed: string;
  readonly op: Operation['op'];
  readonly type: string | null;
  readonly data: JsonObject;
  readonly occurred_at: string | null;
  readonly target: number | null;
  readonly reason: string | null;
  readonly insert_after: number | null;
  readonly idempotency_key: string | null;
  readonly request_hash: string | null;
  readonly actor: string;
  readonly received_at: string;
  readonly release_at: string;
  readonly status: HoldStatus;
  readonly closed_reason: string | null;
}

function operationOf(row: HeldRow): Operation {
  const target = row.target ?? 0;
  const reason = row.reason ?? '';
  if (row.op === 'void') return { op: 'void', target, reason };
  const { data } = row;
  if (row.op === 'amend') {
    return { op: 'amend', target, reason, data, ...(row.type === null ? {} : { type: row.type }) };
  }
  const type = row.type ?? '';
  return {
    op: 'publish',
    type,
    data,
    ...(row.insert_after === null ? {} : { insertAfter: row.insert_after }),
  };
}

export function toHeldUpdate(row: HeldRow): HeldUpdate {
  return {
    id: row.id,
    feed: row.feed,
    operation: operationOf(row),
    ...(row.occurred_at === null ? {} : { occurredAt: isoTime(row.occurred_at) }),
    ...(row.idempotency_key === null ? {} : { key: row.idempotency_key, hash: row.request_hash ?? '' }),
    actor: row.actor,
    receivedAt: isoTime(row.received_at),
    releaseAt: isoTime(row.release_at),
    status: row.status,
    ...(row.closed_reason === null ? {} : { closedReason: row.closed_reason }),
  };
}

export function fromHeldUpdate(held: HeldUpdate): Partial<Record<keyof HeldRow, unknown>> {
  const { operation } = held;
  return {
    id: held.id,
    feed: held.feed,
    op: operation.op,
    type: operation.op === 'void' ? undefined : operation.type,
    data: operation.op === 'void' ? {} : operation.data,
    occurred_at: held.occurredAt,
    target: operation.op === 'publish' ? undefined : operation.target,
    reason: operation.op === 'publish' ? undefined : operation.reason,
    insert_after: operation.op === 'publish' ? operation.insertAfter : undefined,
    idempotency_key: held.key,
    request_hash: held.hash,
    actor: held.actor,
    received_at: held.receivedAt,
    release_at: held.releaseAt,
  };
}
