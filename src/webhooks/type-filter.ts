import type { LoggedEvent } from '../core/protocol/event.js';
import type { EventLog, View } from '../event-log/event-log.js';

const PAGE = 500;
/** Events between a correction and its target that are looked through for earlier corrections of it. */
const FARTHEST = 1_000;

/**
 * Whether a receiver of some types wants an event. A correction belongs to the types that its target has had: whoever was told of a
 * goal is told that there was none.
 */
export class TypeFilter {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** @param types empty: all */
  async wants(types: readonly string[], event: LoggedEvent, view: View): Promise<boolean> {
    if (types.length === 0 || types.includes(event.type)) return true;
    if (event.target === undefined) return false;
    if (event.amendedType !== undefined && types.includes(event.amendedType)) return true;
    return this.#targetWasWanted(types, event, event.target, view);
  }

  /** In doubt (retention has its target, or it lies far back) the correction is sent. */
  async #targetWasWanted(
    types: readonly string[],
    { feed, seq }: LoggedEvent,
    target: number,
    view: View,
  ): Promise<boolean> {
    if (seq - target > FARTHEST) return true;
    for (let after = target - 1; after < seq - 1;) {
      const limit = Math.min(PAGE, seq - 1 - after);
      const { events } = await this.#log.read(feed, { after, limit, view });
      const last = events.at(-1);
      if (!last) return true;
      for (const event of events) {
        if (event.seq === target && types.includes(event.type)) return true;
        if (event.target === target && event.amendedType !== undefined && types.includes(event.amendedType))
          return true;
      }
      after = last.seq;
    }
    return false;
  }
}
