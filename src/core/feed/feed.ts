import type { JsonObject } from '../json/json.js';
import type { KindName } from '../kinds/kind.js';

export const FEED_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

export type HealthStatus = 'ok' | 'stale' | 'lost';

/** Whether the source of a feed still speaks. `since` is ISO 8601. */
export interface Health {
  readonly status: HealthStatus;
  readonly since: string;
}

/** A feed as the log keeps it: what its publisher said of it, and its head. */
export interface FeedRecord {
  readonly id: string;
  readonly kind: KindName;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  /** ISO 8601. */
  readonly startsAt?: string;
  /** 0: anyone sees it live. N: anyone sees it N seconds late. null: nobody without a grant. */
  readonly publicDelaySeconds: number | null;
  readonly holdSeconds: number;
  readonly expectedIntervalSeconds?: number;
  readonly epoch: string;
  /** The head: seq of the newest event, 0 for none. */
  readonly seq: number;
  /** Commit time of the head, ISO 8601; absent at seq 0. */
  readonly headAt?: string;
  /** The fold of events 1..seq. */
  readonly state: JsonObject;
  /** The oldest seq that history still serves; 1 until retention removed some. */
  readonly firstSeq: number;
  /** Counts changes of everything above but the head. */
  readonly revision: number;
  /** Of `POST …/heartbeat`. ISO 8601. */
  readonly heartbeatAt?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt?: string;
}
