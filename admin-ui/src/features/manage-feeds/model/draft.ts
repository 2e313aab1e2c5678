import type { JsonObject } from '../../../../../src/core/json/json.js';
import type { KindName } from '../../../../../src/core/kinds/kind.js';
import type { Feed } from '../../../shared/api/feed.js';
import { count, object, text } from '../../../shared/feed/read.js';
import { teamsOf } from '../../../shared/feed/teams.js';
import { toLocal } from '../../../shared/table/local-time.js';
import { rosterText } from './roster.js';

/** A team as it is being written. */
export interface TeamDraft {
  readonly name: string;
  readonly code: string;
  readonly color: string;
  /** A player a line, see `readRoster`. */
  readonly players: string;
}

export type Visibility = 'live' | 'delayed' | 'private';

/** A feed as it is being written: whatever the fields hold. */
export interface FeedDraft {
  readonly kind: KindName;
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Local time, as `datetime-local` has it; '' for none. */
  readonly startsAt: string;
  readonly visibility: Visibility;
  readonly delaySeconds: string;
  readonly holdSeconds: string;
  readonly intervalSeconds: string;
  readonly home: TeamDraft;
  readonly away: TeamDraft;
  readonly competition: string;
  readonly venue: string;
  readonly rules: string;
  readonly bestOf: string;
  readonly finalSet: string;
  readonly symbol: string;
  readonly exchange: string;
  readonly currency: string;
  readonly priceScale: string;
  readonly previousClose: string;
  /** JSON text. */
  readonly schema: string;
}

const NO_TEAM: TeamDraft = { name: '', code: '', color: '', players: '' };

export function emptyDraft(kind: KindName): FeedDraft {
  return {
    kind,
    id: '',
    title: '',
    tags: [],
    startsAt: '',
    visibility: 'live',
    delaySeconds: '30',
    holdSeconds: '',
    intervalSeconds: '',
    home: NO_TEAM,
    away: NO_TEAM,
    competition: '',
    venue: '',
    rules: 'fiba',
    bestOf: '3',
    finalSet: '',
    symbol: '',
    exchange: '',
    currency: '',
    priceScale: '2',
    previousClose: '',
    schema: '',
  };
}

export function isMatch(kind: KindName): boolean {
  return kind === 'football' || kind === 'basketball' || kind === 'tennis';
}

/** A feed's settings as the form shows them. */
export function draftOf(feed: Feed): FeedDraft {
  const { config, publicDelaySeconds: delay } = feed;
  const said = (key: string): string => text(config, key) ?? count(config, key)?.toString() ?? '';
  const { home, away } = teamDrafts(config);
  const schema = config['schema'];
  return {
    ...emptyDraft(feed.kind),
    id: feed.id,
    title: feed.title,
    tags: feed.tags,
    startsAt: toLocal(feed.startsAt ?? ''),
    visibility: delay === null ? 'private' : delay === 0 ? 'live' : 'delayed',
    ...(delay ? { delaySeconds: String(delay) } : {}),
    holdSeconds: feed.holdSeconds === 0 ? '' : String(feed.holdSeconds),
    intervalSeconds: feed.expectedIntervalSeconds?.toString() ?? '',
    home,
    away,
    competition: said('competition'),
    venue: said('venue'),
    ...(feed.kind === 'basketball' ? { rules: said('rules') } : {}),
    ...(feed.kind === 'tennis' ? { bestOf: said('bestOf') } : {}),
    finalSet: said('finalSet'),
    symbol: said('symbol'),
    exchange: said('exchange'),
    currency: said('currency'),
    ...(feed.kind === 'quote' ? { priceScale: said('priceScale') } : {}),
    previousClose: said('previousClose'),
    schema: schema === undefined ? '' : JSON.stringify(schema, null, 2),
  };
}

function teamDrafts(config: JsonObject): { readonly home: TeamDraft; readonly away: TeamDraft } {
  const teams = teamsOf(config, { home: '', away: '' });
  const draft = (side: 'home' | 'away'): TeamDraft => ({
    name: teams[side].name,
    code: text(object(config, side), 'code') ?? '',
    color: teams[side].color ?? '',
    players: rosterText(teams[side].players),
  });
  return { home: draft('home'), away: draft('away') };
}

/** What a new feed takes over from one that there is: all but its id and its start. */
export function copyOf(feed: Feed): FeedDraft {
  return { ...draftOf(feed), id: nextId(feed.id), startsAt: '' };
}

/** The id with a number behind it that is one higher. */
export function nextId(id: string): string {
  const [, stem = id, number] = /^(.*?)(?:-([1-9][0-9]{0,5}))?$/.exec(id) ?? [];
  const ending = `-${number === undefined ? 2 : Number(number) + 1}`;
  return stem.slice(0, 128 - ending.length) + ending;
}
