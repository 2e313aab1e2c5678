import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import type { Fact } from './press.js';

export interface Amendment {
  readonly seq: number;
  readonly at: string;
  readonly reason: string;
  /** What stood there before. */
  readonly before: Fact;
}

/** One fact of the match as it now stands, with all that was done to it. */
export interface Entry {
  readonly seq: number;
  readonly fact: Fact;
  readonly at: string;
  readonly occurredAt: string;
  readonly amendments: readonly Amendment[];
  readonly voided?: { readonly seq: number; readonly at: string; readonly reason: string };
  readonly inserted: boolean;
}

type Draft = { -readonly [Key in keyof Entry]: Entry[Key] };

function begin({ seq, type, data, at, occurredAt, insertAfter }: StreamedEvent): Draft {
  return { seq, fact: { type, data }, at, occurredAt, amendments: [], inserted: insertAfter !== undefined };
}

function correct(
  entry: Draft,
  { seq, type, data, at, occurredAt, reason = '', amendedType }: StreamedEvent,
): void {
  if (type === 'void') {
    entry.voided = { seq, at, reason };
    return;
  }
  entry.amendments = [...entry.amendments, { seq, at, reason, before: entry.fact }];
  entry.fact = { type: amendedType ?? entry.fact.type, data };
  // An amend that leaves the time alone bears that of its own commit.
  if (occurredAt !== at) entry.occurredAt = occurredAt;
}

/**
 * The facts in the order in which they count: an inserted one right behind its anchor, several there in the order of their seqs.
 * Corrections are not facts of their own: they stand with what they correct.
 */
export function buildTimeline(events: readonly StreamedEvent[]): readonly Entry[] {
  const drafts = new Map<number, Draft>();
  const behind = new Map<number, Draft[]>();
  const roots: Draft[] = [];
  for (const event of events) {
    const { seq, target, insertAfter } = event;
    if (target !== undefined) {
      const entry = drafts.get(target);
      if (entry) correct(entry, event);
      continue;
    }
    const draft = begin(event);
    drafts.set(seq, draft);
    if (insertAfter !== undefined && drafts.has(insertAfter)) {
      behind.set(insertAfter, [...(behind.get(insertAfter) ?? []), draft]);
    } else if (insertAfter !== undefined) {
      roots.splice(placeAfter(roots, insertAfter), 0, draft);
    } else {
      roots.push(draft);
    }
  }
  const ordered: Entry[] = [];
  const place = (entry: Entry): void => {
    ordered.push(entry);
    for (const follower of behind.get(entry.seq) ?? []) place(follower);
  };
  for (const root of roots) place(root);
  return ordered;
}

/** Behind a correction, or an event older than what is shown: the place that its seq has among those that were not inserted. */
function placeAfter(roots: readonly Draft[], seq: number): number {
  let place = 0;
  roots.forEach((root, index) => {
    if (root.seq <= seq || (root.inserted && index === place)) place = index + 1;
  });
  return place;
}
