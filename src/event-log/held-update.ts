import type { Hold, Operation } from './event-log.js';
import type { Submission } from './submission.js';

export type HoldStatus = 'pending' | 'released' | 'cancelled' | 'dropped';

/** An update that a feed keeps back. Its operation is normalised; times are ISO 8601. */
export interface HeldUpdate {
  readonly id: string;
  readonly feed: string;
  readonly operation: Operation;
  /** As given; of a publish without a time, that of its receipt. Absent: an amend that leaves its target's time alone, a void. */
  readonly occurredAt?: string;
  readonly key?: string;
  readonly hash?: string;
  readonly actor: string;
  readonly receivedAt: string;
  readonly releaseAt: string;
  readonly status: HoldStatus;
  readonly closedReason?: string;
}

/** As its publisher and editors see it. */
export function toHold(held: HeldUpdate): Hold {
  const { operation } = held;
  return {
    status: 'held',
    holdId: held.id,
    feed: held.feed,
    type: operation.op === 'publish' ? operation.type : operation.op,
    data: operation.op === 'void' ? {} : operation.data,
    occurredAt: held.occurredAt ?? held.receivedAt,
    ...(operation.op === 'publish'
      ? operation.insertAfter === undefined
        ? {}
        : { insertAfter: operation.insertAfter }
      : { target: operation.target, reason: operation.reason }),
    releaseAt: held.releaseAt,
  };
}

/** Who published a held update stays its actor, unless an editor let it go early. */
export function releaseOf(held: HeldUpdate, actor = held.actor): Submission {
  return {
    feed: held.feed,
    operation: held.operation,
    actor,
    holdId: held.id,
    ...(held.occurredAt === undefined ? {} : { occurredAt: held.occurredAt }),
    ...(held.key === undefined ? {} : { key: held.key, hash: held.hash as string }),
  };
}
