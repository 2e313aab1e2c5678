import { FEED_ID } from '../../../../../src/core/feed/feed.js';
import { isObject, type JsonObject } from '../../../../../src/core/json/json.js';
import { object } from '../../../shared/feed/read.js';
import { fromLocal } from '../../../shared/table/local-time.js';
import { isMatch, type FeedDraft, type TeamDraft } from './draft.js';
import type { Fault } from './fault.js';
import type { NewFeed } from './new-feed.js';
import { readRoster, rosterText } from './roster.js';
import { teamsOf } from '../../../shared/feed/teams.js';

/** The most that the server takes. */
const MOST = {
  delaySeconds: 30 * 86_400,
  holdSeconds: 86_400,
  intervalSeconds: 86_400,
  priceScale: 18,
} as const;
const COLOR = /^(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|[A-Za-z]{3,20})$/;
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

export interface ReadDraft {
  /** As far as the fields make sense; to be sent only without faults. */
  readonly feed: NewFeed;
  readonly faults: readonly Fault[];
}

/**
 * What the form says. Faults are those that can be told without the server, in the order of the fields.
 *
 * @param original the config that is edited: what the form does not show of it stays as it is
 */
export function readDraft(draft: FeedDraft, original: JsonObject = {}): ReadDraft {
  const faults: Fault[] = [];
  const fault = (path: string, phrase: Extract<Fault, { phrase: unknown }>['phrase'], values = {}): void =>
    void faults.push({ path, phrase, values });
  const whole = (path: string, written: string, min: number, max: number): number | undefined => {
    if (written.trim() === '') return undefined;
    const value = Number(written);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    fault(path, 'feedForm.whole', { min, max });
    return undefined;
  };

  const title = draft.title.trim();
  if (title === '') fault('title', 'feedForm.titleMissing');
  const id = draft.id.trim();
  if (id === '') fault('id', 'feedForm.idMissing');
  else if (!FEED_ID.test(id)) fault('id', 'feedForm.idForm');
  const startsAt = fromLocal(draft.startsAt);
  if (draft.startsAt !== '' && startsAt === '') fault('startsAt', 'feedForm.timeForm');
  const config = readConfig(draft, original, { fault, whole });
  const delay = whole('publicDelaySeconds', draft.delaySeconds, 1, MOST.delaySeconds);
  const delayed = draft.visibility === 'delayed';
  if (delayed && draft.delaySeconds.trim() === '') fault('publicDelaySeconds', 'feedForm.delayMissing');
  const held = whole('holdSeconds', draft.holdSeconds, 0, MOST.holdSeconds);
  const expected = whole('expectedIntervalSeconds', draft.intervalSeconds, 1, MOST.intervalSeconds);
  const feed: NewFeed = {
    id,
    kind: draft.kind,
    title,
    tags: [...new Set(draft.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
    config,
    ...(startsAt === '' ? {} : { startsAt }),
    publicDelaySeconds: draft.visibility === 'private' ? null : delayed ? (delay ?? 0) : 0,
    holdSeconds: held ?? 0,
    ...(expected === undefined ? {} : { expectedIntervalSeconds: expected }),
  };
  // A delay that is not in force may say anything.
  return { feed, faults: delayed ? faults : faults.filter(({ path }) => path !== 'publicDelaySeconds') };
}

interface Reading {
  readonly fault: (
    path: string,
    phrase: Extract<Fault, { phrase: unknown }>['phrase'],
    values?: Readonly<Record<string, string | number>>,
  ) => void;
  readonly whole: (path: string, written: string, min: number, max: number) => number | undefined;
}

function readConfig(draft: FeedDraft, original: JsonObject, reading: Reading): JsonObject {
  if (isMatch(draft.kind)) return readMatch(draft, original, reading);
  if (draft.kind === 'quote') return readQuote(draft, original, reading);
  return readCustom(draft, original, reading);
}

/** `original` with what was written; what was emptied is gone. */
function merged(original: JsonObject, written: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...original, ...written }).filter(([, value]) => value !== undefined && value !== ''),
  ) as JsonObject;
}

function readMatch(draft: FeedDraft, original: JsonObject, reading: Reading): JsonObject {
  return merged(original, {
    home: readTeam('home', draft.home, original, reading),
    away: readTeam('away', draft.away, original, reading),
    competition: draft.competition.trim(),
    venue: draft.venue.trim(),
    ...(draft.kind === 'basketball' ? { rules: draft.rules } : {}),
    ...(draft.kind === 'tennis' ? { bestOf: Number(draft.bestOf), finalSet: draft.finalSet } : {}),
  });
}

function readTeam(
  side: 'home' | 'away',
  team: TeamDraft,
  original: JsonObject,
  { fault }: Reading,
): JsonObject {
  const path = `config.${side}`;
  if (team.name.trim() === '') fault(`${path}.name`, 'feedForm.teamMissing');
  const color = team.color.trim();
  if (color !== '' && !COLOR.test(color)) fault(`${path}.color`, 'feedForm.colorForm');
  const { players, faults } = readRoster(team.players);
  for (const { line, fault: phrase } of faults.slice(0, 3)) fault(`${path}.players`, phrase, { line });
  const before = object(original, side);
  const untouched = rosterText(teamsOf(original, { home: '', away: '' })[side].players) === team.players;
  return merged(before, {
    name: team.name.trim(),
    code: team.code.trim(),
    color,
    // A name that looks like a number would not come back from text as it was.
    players: untouched ? before['players'] : players.length === 0 ? undefined : players,
  });
}

function readQuote(draft: FeedDraft, original: JsonObject, { fault, whole }: Reading): JsonObject {
  if (draft.symbol.trim() === '') fault('config.symbol', 'feedForm.symbolMissing');
  if (draft.currency.trim() === '') fault('config.currency', 'feedForm.currencyMissing');
  if (draft.priceScale.trim() === '')
    fault('config.priceScale', 'feedForm.whole', { min: 0, max: MOST.priceScale });
  const previousClose = draft.previousClose.trim();
  if (previousClose !== '' && !DECIMAL.test(previousClose))
    fault('config.previousClose', 'feedForm.decimalForm');
  return merged(original, {
    symbol: draft.symbol.trim(),
    exchange: draft.exchange.trim(),
    currency: draft.currency.trim(),
    priceScale: whole('config.priceScale', draft.priceScale, 0, MOST.priceScale),
    previousClose: plain(previousClose),
  });
}

/** A decimal as the server keeps it: no zeros behind, no minus before nothing. */
function plain(decimal: string): string {
  const short = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
  return short === '-0' ? '0' : short;
}

function readCustom(draft: FeedDraft, original: JsonObject, { fault }: Reading): JsonObject {
  if (draft.schema.trim() === '') return merged(original, { schema: undefined });
  try {
    const schema: unknown = JSON.parse(draft.schema);
    if (isObject(schema)) return merged(original, { schema });
    fault('config.schema', 'feedForm.schemaObject');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    fault('config.schema', 'feedForm.schemaJson', { detail: error.message });
  }
  return original;
}
