import type { JsonObject } from '../../../src/core/json/json.js';
import type { FoldEvent, KindName } from '../../../src/core/kinds/kind.js';
import { kindOf } from '../../../src/core/kinds/registry.js';
import type { NewFeed } from '../../api/api.js';
import type { Format, FormatOptions, ReplayItem, ReplayNote, ReplayUpdate } from '../format.js';
import { TextSource } from '../source.js';
import { type Mismatch, verify } from '../verify.js';

export interface Folded {
  readonly feeds: ReadonlyMap<
    string,
    { readonly feed: NewFeed; readonly state: JsonObject; readonly updates: readonly ReplayUpdate[] }
  >;
  readonly notes: readonly ReplayNote[];
  readonly mismatches: readonly Mismatch[];
  readonly items: readonly ReplayItem[];
  /** What the kind would have refused: `<key> <path>: <message>`. */
  readonly refused: readonly string[];
}

const DEFAULTS: FormatOptions = { prefix: '', tags: [], quotes: 'all' };

/** Reads content as a replay would, and folds it as the server would: by the kinds of core, corrections in place of their targets. */
export async function folded(
  format: Format,
  content: string,
  options: Partial<FormatOptions> = {},
): Promise<Folded> {
  const items: ReplayItem[] = [];
  const source = new TextSource('a fixture', content);
  for await (const item of format.read(source, { ...DEFAULTS, ...options })) items.push(item);
  const refused: string[] = [];
  const feeds = new Map<string, { feed: NewFeed; state: JsonObject; updates: readonly ReplayUpdate[] }>();
  for (const item of items) {
    if (item.item !== 'feed') continue;
    feeds.set(item.feed.id, { feed: item.feed, ...foldFeed(item.feed, items, refused) });
  }
  const mismatches = items.flatMap((item) =>
    item.item === 'expect' ? verify(item.feed, feeds.get(item.feed)?.state ?? {}, item.expectations) : [],
  );
  const notes = items.filter((item) => item.item === 'note');
  return { feeds, notes, mismatches, items, refused };
}

function foldFeed(
  feed: NewFeed,
  items: readonly ReplayItem[],
  refused: string[],
): { state: JsonObject; updates: readonly ReplayUpdate[] } {
  const kind = kindOf(feed.kind as KindName);
  const config = kind.parseConfig(feed.config);
  if (!config.ok) throw new Error(JSON.stringify(config.issues));
  const events = new Map<string, FoldEvent>();
  const updates: ReplayUpdate[] = [];
  let refusals = 0;
  for (const item of items) {
    if ((item.item !== 'update' && item.item !== 'amend') || item.feed !== feed.id) continue;
    const target = item.item === 'amend' ? events.get(item.target) : undefined;
    if (item.item === 'amend' && !target) throw new Error(`${item.key} has no target`);
    const type = item.item === 'update' ? item.type : (target as FoldEvent).type;
    const parsed = kind.parseUpdate(type, item.data, config.value);
    if (!parsed.ok) {
      refused.push(...parsed.issues.map(({ path, message }) => `${item.key} ${path}: ${message}`));
      refusals++;
      continue;
    }
    if (item.item === 'update') {
      if (events.has(item.key)) throw new Error(`${item.key} twice`);
      updates.push(item);
      const occurredAt = item.occurredAt ?? new Date(item.paceMs).toISOString();
      events.set(item.key, { seq: events.size + refusals + 1, type, data: parsed.value, occurredAt });
    } else {
      events.set(item.target, { ...(target as FoldEvent), data: parsed.value });
    }
  }
  let state = kind.initial(config.value);
  for (const event of events.values()) state = kind.reduce(state, event, config.value);
  return { state, updates };
}
