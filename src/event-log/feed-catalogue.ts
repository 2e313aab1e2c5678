import type { FeedRecord } from '../core/feed/feed.js';
import type { JsonObject } from '../core/json/json.js';
import { equal } from '../core/json/merge-patch.js';
import type { Kind } from '../core/kinds/kind.js';
import { AppError } from '../core/protocol/errors.js';
import type { FeedChange, FeedOrder, FeedPlace, NewFeed, View } from './event-log.js';

/** What the catalogue keeps of a feed beside its head. `changedAt`: when any of it changed. */
export type FeedEntry = Omit<FeedRecord, 'epoch' | 'seq' | 'headAt' | 'state' | 'updatedAt'> & {
  readonly changedAt: string;
};

/** The head, or the last event that a reader may see. */
export interface SeenHead {
  readonly seq: number;
  readonly headAt?: string;
  readonly state: JsonObject;
}

export function newEntry(feed: NewFeed, now: string): FeedEntry {
  return { ...feed, firstSeq: 1, revision: 1, createdAt: now, changedAt: now };
}

export function toRecord({ changedAt, ...entry }: FeedEntry, head: SeenHead, epoch: string): FeedRecord {
  const { headAt } = head;
  return {
    ...entry,
    epoch,
    seq: head.seq,
    state: head.state,
    ...(headAt === undefined ? {} : { headAt }),
    updatedAt: headAt !== undefined && headAt > changedAt ? headAt : changedAt,
  };
}

/** Throws `conflict`. Returns `entry` itself when nothing changes. */
export function changeEntry(
  entry: FeedEntry,
  change: FeedChange,
  context: { readonly kind: Kind; readonly seq: number; readonly now: string },
): FeedEntry {
  if (entry.archivedAt !== undefined) {
    throw new AppError('conflict', `Feed ${entry.id} is archived: it can no longer be changed.`);
  }
  const { config } = change;
  if (config && context.seq > 0 && context.kind.configChangesState(entry.config, config)) {
    throw new AppError(
      'conflict',
      'This part of config decides what the events mean, so it is fixed once a feed has events: create another feed.',
    );
  }
  const kept = Object.fromEntries(
    Object.entries({ ...entry, ...withoutUndefined(change) }).filter(
      ([name, value]) => value !== null || name === 'publicDelaySeconds',
    ),
  ) as unknown as FeedEntry;
  if (equal(kept as unknown as JsonObject, entry as unknown as JsonObject)) return entry;
  return { ...kept, revision: entry.revision + 1, changedAt: context.now };
}

function withoutUndefined(change: FeedChange): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** State at seq 0 depends on config, and only there may config change it. */
export function stateAfterChange(kind: Kind, entry: FeedEntry, head: SeenHead): JsonObject {
  return head.seq === 0 ? kind.initial(entry.config) : head.state;
}

export function unionOf(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

/** What of `FeedQuery` can be told without the state. */
export function matches(
  entry: FeedEntry,
  query: { readonly kind?: string; readonly tag?: string; readonly q?: string; readonly archived?: boolean },
): boolean {
  const q = query.q?.toLowerCase();
  return (
    (query.kind === undefined || entry.kind === query.kind) &&
    (query.tag === undefined || entry.tags.includes(query.tag)) &&
    (query.archived === true || entry.archivedAt === undefined) &&
    (q === undefined || entry.id.toLowerCase().includes(q) || entry.title.toLowerCase().includes(q))
  );
}

/** Whether a list that does not ask for archived feeds has this one: behind a delay its end, too, is seen later. */
export function isOpenFor(view: View, archivedMsAgo: number | undefined): boolean {
  return archivedMsAgo === undefined || archivedMsAgo < view.delaySeconds * 1000;
}

/** How long a tag keeps an archived feed when its last event was released: who follows at the lowest rate is told this much later. */
export const ARCHIVED_SLACK_SECONDS = 15;

/** Whether a tag still has a feed. */
export function isTagged({ publicDelaySeconds }: FeedEntry, archivedMsAgo: number | undefined): boolean {
  const keptSeconds = (publicDelaySeconds ?? 0) + ARCHIVED_SLACK_SECONDS;
  return archivedMsAgo === undefined || archivedMsAgo < keptSeconds * 1000;
}

/** Ids in the order that they are locked and listed in: that of their bytes (they are ASCII). */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Compares places of one order: negative when `a` is listed first. */
export function byPlace({ by, descending }: FeedOrder): (a: FeedPlace, b: FeedPlace) => number {
  const last = descending ? '' : '\uffff';
  const keyOf = ({ value = last }: FeedPlace): string =>
    by === 'id' ? '' : by === 'title' ? value.toLowerCase() : value;
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return sign * (one < other ? -1 : one > other ? 1 : byId(a, b));
  };
}
