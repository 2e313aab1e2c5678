import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { FoldEvent } from '../../../../../src/core/kinds/kind.js';
import type { Entry } from '../../../shared/press/timeline.js';

/** The reducer of a sport, the one that the server runs. */
export interface Fold {
  readonly initial: (config: JsonObject) => JsonObject;
  readonly reduce: (state: JsonObject, event: FoldEvent, config: JsonObject) => JsonObject;
}

export interface Around {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** The match around each fact that counts, by its seq, as it now stands with all corrections. */
export function replay(
  { initial, reduce }: Fold,
  entries: readonly Entry[],
  config: JsonObject,
): ReadonlyMap<number, Around> {
  const around = new Map<number, Around>();
  let before = initial(config);
  for (const { seq, fact, occurredAt, voided } of entries) {
    if (voided) continue;
    const after = reduce(before, { seq, ...fact, occurredAt }, config);
    around.set(seq, { before, after });
    before = after;
  }
  return around;
}
