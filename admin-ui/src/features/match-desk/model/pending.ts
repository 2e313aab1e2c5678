import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { Fact, Press } from '../../../shared/press/press.js';
import type { Fold } from './replay.js';

/** Something of the match that is not public yet: it waits in this tab, or the server holds it back. */
export interface Coming extends Fact {
  readonly occurredAt: string;
}

/**
 * What makes the course of a match. To fold it in twice changes nothing, so it does no harm that something is public already and
 * still listed as held; what counts, like a goal, is left out for that reason.
 */
const COURSE: ReadonlySet<string> = new Set([
  'status',
  'period_start',
  'period_end',
  'clock',
  'serve',
  'possession',
]);

/** What the server holds back is listed a moment too long: own presses, which are not, may also count. From points follows who serves. */
const OWN: ReadonlySet<string> = new Set([...COURSE, 'point']);

/** Facts that presses will become, as they stand with the corrections that wait behind them. */
export function factsToCome(presses: readonly Press[]): readonly Coming[] {
  const facts = new Map<string, Coming>();
  const ids = new Map<number, string>();
  for (const { id, operation, occurredAt, seq } of presses) {
    if (seq !== undefined) ids.set(seq, id);
    if (operation.op === 'publish') {
      if (operation.insertAfter === undefined) facts.set(id, { ...operation.fact, occurredAt });
      continue;
    }
    const target = 'press' in operation.target ? operation.target.press : ids.get(operation.target.seq);
    const wrong = target === undefined ? undefined : facts.get(target);
    if (target === undefined || !wrong) continue;
    if (operation.op === 'void') facts.delete(target);
    else facts.set(target, { ...operation.fact, occurredAt: wrong.occurredAt });
  }
  return [...facts.values()];
}

/**
 * The course of the match once all that is to come is public: what the next step is, and which clock runs. Without it the same step
 * would be offered again until the network is back, or the hold is over.
 */
export function withComing(
  { reduce }: Fold,
  state: JsonObject,
  config: JsonObject,
  held: readonly Coming[],
  own: readonly Coming[],
): JsonObject {
  return [...held.filter(({ type }) => COURSE.has(type)), ...own.filter(({ type }) => OWN.has(type))].reduce(
    (folded, { type, data, occurredAt }) => reduce(folded, { seq: 0, type, data, occurredAt }, config),
    state,
  );
}
