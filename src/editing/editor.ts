import { actorOf, type Caller, type Grant, type Somebody } from '../access/caller.js';
import { AppError } from '../core/protocol/errors.js';
import type { Editor, FeedEditors } from '../core/protocol/messages.js';

/** A tab at a feed's desk. */
export interface Tab {
  readonly feed: string;
  readonly actor: string;
  readonly tab: string;
}

/** Whoever opens a desk, as others see them. */
export interface Visitor extends Tab {
  readonly kind: Editor['kind'];
  readonly name: string | undefined;
  /** What their rights hang on. */
  readonly grants: readonly Grant[];
}

/** A tab as it lies in the database. */
export interface EditorRow extends Tab {
  readonly kind: string;
  readonly name: string | null;
  readonly grants: unknown;
  readonly since: Date;
  readonly holdsSince: Date | null;
  /** Until it is forgotten, unless it is heard of again. */
  readonly leftMs: number;
}

/** What was read of some feeds at one moment of the database's clock. */
export interface Reading {
  readonly at: string;
  /** By feed, then in the order in which they came. */
  readonly rows: readonly EditorRow[];
}

const NAME_LENGTH = 100;

/** Tokens are for spectators: nobody behind one has a desk. */
export function visitorOf(caller: Caller, feed: string, tab: string): Visitor {
  if (caller.kind !== 'person' && caller.kind !== 'key')
    throw new AppError('forbidden', 'Desks are for people who signed in, and for keys.');
  const name = nameOf(caller);
  return {
    feed,
    tab,
    actor: actorOf(caller),
    kind: caller.kind,
    name: name === undefined ? undefined : [...name].slice(0, NAME_LENGTH).join(''),
    grants: caller.grants ?? [],
  };
}

/** As the authors of events are told to those who may publish: people without a name are known by their address. */
function nameOf(caller: Somebody): string | undefined {
  if (caller.kind === 'person') return caller.name ?? caller.email;
  return caller.kind === 'key' ? caller.name : undefined;
}

export function grantsOf({ grants }: EditorRow): readonly Grant[] {
  return grants as readonly Grant[];
}

export function byFeed(rows: readonly EditorRow[]): ReadonlyMap<string, readonly EditorRow[]> {
  const feeds = new Map<string, EditorRow[]>();
  for (const row of rows) {
    const known = feeds.get(row.feed);
    if (known) known.push(row);
    else feeds.set(row.feed, [row]);
  }
  return feeds;
}

/** Equal for two readings of a feed between which nothing changed that anybody sees. */
export function traceOf(rows: readonly EditorRow[]): string {
  return JSON.stringify(
    rows.map(({ actor, tab, name, since, holdsSince }) => [actor, tab, name, since, holdsSince]),
  );
}

/** As `reader` may see it: of tabs only their own. */
export function presentFeed(
  feed: string,
  { rows, at }: { readonly rows: readonly EditorRow[]; readonly at: string },
  reader: string,
): FeedEditors {
  const holder = rows.find(({ holdsSince }) => holdsSince !== null);
  return {
    feed,
    editors: rows.map((row) => presentEditor(row, row.since, reader)),
    ...(holder ? { lock: presentEditor(holder, holder.holdsSince ?? holder.since, reader) } : {}),
    at,
  };
}

export function presentEditor(row: EditorRow, since: Date, reader: string): Editor {
  return {
    kind: row.kind === 'key' ? 'key' : 'person',
    ...(row.name === null ? {} : { name: row.name }),
    since: since.toISOString(),
    ...(row.actor === reader ? { tab: row.tab } : {}),
  };
}
