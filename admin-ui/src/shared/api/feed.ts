import type { Health } from '../../../../src/core/feed/feed.js';
import type { JsonObject } from '../../../../src/core/json/json.js';
import type { KindName } from '../../../../src/core/kinds/kind.js';

/** A feed as REST shows it. */
export interface Feed {
  readonly id: string;
  readonly kind: KindName;
  readonly title: string;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly startsAt?: string;
  readonly publicDelaySeconds: number | null;
  readonly holdSeconds: number;
  readonly expectedIntervalSeconds?: number;
  readonly seq: number;
  readonly state: JsonObject;
  readonly health: Health;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt?: string;
}
