import { LRUCache } from 'lru-cache';
import { healthOf } from '../core/feed/health.js';
import type { FeedRecord, Health } from '../core/feed/feed.js';
import { checksum } from '../core/json/checksum.js';
import { kindOf } from '../core/kinds/registry.js';

/** A feed as REST shows it. */
export type Feed = Omit<FeedRecord, 'headAt' | 'firstSeq' | 'revision' | 'heartbeatAt'> & {
  readonly checksum: string;
  readonly health: Health;
};

/** An epoch never says two things of one seq, but for the config behind seq 0, whose change is a revision. */
const checksums = new LRUCache<string, string>({ max: 20_000 });

function checksumOf({ epoch, id, revision, seq, state }: FeedRecord): string {
  const key = `${epoch} ${id} ${revision} ${seq}`;
  let known = checksums.get(key);
  if (known === undefined) {
    known = checksum(state);
    checksums.set(key, known);
  }
  return known;
}

/** @param now milliseconds since 1970; of `live` the head is already in its reader's view */
export function presentFeed(live: FeedRecord, now: number, delaySeconds = 0): Feed {
  const record = delaySeconds > 0 ? asOf(now - delaySeconds * 1000, live) : live;
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
    checksum: checksumOf(record),
    health: healthIn(record, now - delaySeconds * 1000),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archivedAt: record.archivedAt,
  };
}

/** When a feed was changed or archived is told as late as its events: otherwise it would tell how the match went. */
function asOf(until: number, { archivedAt, ...record }: FeedRecord): FeedRecord {
  const isKnown = (time: string): boolean => Date.parse(time) <= until;
  return {
    ...record,
    ...(archivedAt !== undefined && isKnown(archivedAt) ? { archivedAt } : {}),
    updatedAt: isKnown(record.updatedAt) ? record.updatedAt : (record.headAt ?? record.createdAt),
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
