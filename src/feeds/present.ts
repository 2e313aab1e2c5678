import { healthOf } from '../core/feed/health.js';
import type { FeedRecord, Health } from '../core/feed/feed.js';
import { checksum } from '../core/json/checksum.js';
import type { JsonObject } from '../core/json/json.js';
import { kindOf } from '../core/kinds/registry.js';

/** A feed as REST shows it. */
export type Feed = Omit<FeedRecord, 'headAt' | 'firstSeq' | 'revision' | 'heartbeatAt'> & {
  readonly checksum: string;
  readonly health: Health;
};

const checksums = new WeakMap<JsonObject, string>();

/** States are never changed in place, so the checksum of one holds as long as the object. */
function checksumOf(state: JsonObject): string {
  let known = checksums.get(state);
  if (known === undefined) {
    known = checksum(state);
    checksums.set(state, known);
  }
  return known;
}

/** @param now milliseconds since 1970; `record` is already in its reader's view */
export function presentFeed(record: FeedRecord, now: number, delaySeconds = 0): Feed {
  return {
    id: record.id,
    kind: record.kind,
    title: record.title,
    tags: record.tags,
    config: record.config,
    startsAt: record.startsAt,
    publicDelaySeconds: record.publicDelaySeconds,
    holdSeconds: record.holdSeconds,
    expectedIntervalSeconds: record.expectedIntervalSeconds,
    epoch: record.epoch,
    seq: record.seq,
    state: record.state,
    checksum: checksumOf(record.state),
    health: healthIn(record, now - delaySeconds * 1000),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archivedAt: record.archivedAt,
  };
}

/** The health as it was at `now`, when a delayed reader's present is in the past. */
function healthIn(record: FeedRecord, now: number): Health {
  const heartbeat = record.heartbeatAt === undefined ? 0 : Date.parse(record.heartbeatAt);
  const signals = [Date.parse(record.headAt ?? record.createdAt), heartbeat <= now ? heartbeat : 0];
  return healthOf({
    active: kindOf(record.kind).isActive(record.state),
    lastSignalAt: Math.max(...signals),
    // Nobody expects an archived feed to speak.
    expectedIntervalSeconds: record.archivedAt === undefined ? record.expectedIntervalSeconds : undefined,
    now,
  });
}
