import type { JsonObject } from '../core/json/json.js';
import type { KindName } from '../core/kinds/kind.js';

/** A feed as its writer knows it while nobody else can change it. */
export interface FeedHead {
  readonly id: string;
  readonly kind: KindName;
  readonly config: JsonObject;
  readonly revision: number;
  readonly seq: number;
  /** Commit time of `seq`, ISO 8601. */
  readonly headAt?: string;
  readonly state: JsonObject;
  /** No less than the characters of `state` as JSON: kept by adding up patches, counted anew when it reaches the bound. */
  readonly stateSize: number;
  readonly firstSeq: number;
  /** Seq of the newest checkpoint, 0 for none. */
  readonly checkpointSeq: number;
  readonly holdSeconds: number;
  readonly archivedAt?: string;
}
