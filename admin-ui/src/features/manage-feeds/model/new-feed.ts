import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { KindName } from '../../../../../src/core/kinds/kind.js';

/** The body that makes a feed. */
export interface NewFeed {
  readonly id: string;
  readonly kind: KindName;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  /** ISO 8601 UTC with milliseconds. */
  readonly startsAt?: string;
  readonly publicDelaySeconds: number | null;
  readonly holdSeconds: number;
  readonly expectedIntervalSeconds?: number;
}
