import type { Feed } from '../../shared/api/feed.js';
import type { Latest } from '../../shared/live/latest-store.js';
import { KINDS } from '../../shared/feed/kinds.js';
import { phaseOf, type Phase } from '../../shared/feed/status.js';

export const SHOWN = ['active', 'live', 'upcoming', 'over', 'all'] as const;
export type Shown = (typeof SHOWN)[number];

/** What the address says of the desk. */
export interface DeskFilter {
  readonly show: Shown;
  readonly kind: string | undefined;
  readonly search: string;
}

export function filterFrom(params: URLSearchParams): DeskFilter {
  const show = params.get('show');
  return {
    show: SHOWN.find((one) => one === show) ?? 'active',
    kind: params.get('kind') ?? undefined,
    search: params.get('q') ?? '',
  };
}

/** Only what differs from the standard stands in the address. */
export function paramsOf({ show, kind, search }: DeskFilter): URLSearchParams {
  return new URLSearchParams({
    ...(show === 'active' ? {} : { show }),
    ...(kind === undefined ? {} : { kind }),
    ...(search === '' ? {} : { q: search }),
  });
}

const PHASES: Readonly<Record<Shown, readonly Phase[]>> = {
  active: ['on', 'upcoming'],
  live: ['on'],
  upcoming: ['upcoming'],
  over: ['over'],
  all: ['on', 'upcoming', 'over'],
};

/** A feed with its newest state. */
export interface DeskFeed extends Feed {
  readonly phase: Phase;
}

export function withLatest(feed: Feed, latest: Latest | undefined): DeskFeed {
  if (!latest || latest.seq < feed.seq) return { ...feed, phase: phaseOf(feed.state) };
  const { state, seq, health } = latest;
  return { ...feed, state, seq, health: health ?? feed.health, phase: phaseOf(state) };
}

function fits({ id, title, kind, tags, phase }: DeskFeed, filter: DeskFilter): boolean {
  if (filter.kind !== undefined && kind !== filter.kind) return false;
  if (!PHASES[filter.show].includes(phase)) return false;
  const haystack = [id, title, ...tags].join('\n').toLocaleLowerCase();
  return filter.search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

export interface DeskGroups {
  readonly pinned: readonly DeskFeed[];
  readonly attention: readonly DeskFeed[];
  readonly others: readonly DeskFeed[];
}

const ORDER: Readonly<Record<Phase, number>> = { on: 0, upcoming: 1, over: 2 };

function byUrgency(a: DeskFeed, b: DeskFeed): number {
  return (
    ORDER[a.phase] - ORDER[b.phase] ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    (a.startsAt ?? '').localeCompare(b.startsAt ?? '') ||
    a.title.localeCompare(b.title) ||
    a.id.localeCompare(b.id)
  );
}

/** What fits, in groups: pinned by this person, in need of somebody, and the rest. What is live comes first, matches before prices. */
export function groupFeeds(
  feeds: readonly DeskFeed[],
  filter: DeskFilter,
  { pins, waits }: { readonly pins: ReadonlySet<string>; readonly waits: ReadonlyMap<string, number> },
): DeskGroups {
  const groups = { pinned: [] as DeskFeed[], attention: [] as DeskFeed[], others: [] as DeskFeed[] };
  for (const feed of feeds.filter((one) => fits(one, filter)).toSorted(byUrgency)) {
    if (pins.has(feed.id)) groups.pinned.push(feed);
    else if (feed.health.status !== 'ok' || waits.has(feed.id)) groups.attention.push(feed);
    else groups.others.push(feed);
  }
  return groups;
}
