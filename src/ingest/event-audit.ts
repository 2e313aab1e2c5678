import type { Caller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { AppendOutcome, Operation } from '../event-log/event-log.js';

const DONE = Promise.resolve();

/**
 * Tells the audit of updates. What is published is summed up, since the log keeps each event with its actor for good; corrections and
 * decisions on held updates are taken down one by one. What a correction changed stands in the log: its target as it was, and its patch.
 */
export class EventAudit {
  constructor(private readonly audit: Audit) {}

  /** Resolves at once for what is published. A replay did nothing new. */
  appended(caller: Caller, operation: Operation, outcome: AppendOutcome): Promise<void> {
    if (outcome.status === 'replayed') return DONE;
    if (outcome.status === 'held') {
      if (outcome.replayed) return DONE;
      const { holdId, feed, type, releaseAt } = outcome.hold;
      return this.#write(caller, feed, 'event.hold', `hold:${feed}/${holdId}`, { type, releaseAt });
    }
    const { feed, seq, type, data } = outcome.event;
    if (operation.op === 'publish') {
      this.audit.published({ ...doerOf(caller), feed, seq });
      return DONE;
    }
    const { target, reason } = operation;
    const after = { seq, reason, ...(operation.op === 'amend' && small(data) ? { type, data } : {}) };
    return this.#write(caller, feed, `event.${operation.op}`, `event:${feed}/${target}`, after);
  }

  released(caller: Caller, holdId: string, { feed, seq, type }: LoggedEvent): Promise<void> {
    return this.#write(caller, feed, 'hold.publish', `hold:${feed}/${holdId}`, { seq, type });
  }

  cancelled(caller: Caller, feed: string, holdId: string): Promise<void> {
    return this.#write(caller, feed, 'hold.cancel', `hold:${feed}/${holdId}`);
  }

  #write(caller: Caller, feed: string, action: string, target: string, after?: object): Promise<void> {
    return this.audit.write({ ...doerOf(caller), action, target, feed, ...(after ? { after } : {}) });
  }
}

/** Whatever is larger is read in the log. */
function small(data: object): boolean {
  return JSON.stringify(data).length <= 4096;
}
