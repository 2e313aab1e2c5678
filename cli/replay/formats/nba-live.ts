import { z } from 'zod';
import type { JsonObject } from '../../../src/core/json/json.js';
import type { ReplayItem } from '../format.js';
import { BasketballScript, type Play } from './basketball-script.js';
import { iso } from './local-time.js';
import type { Side } from './shootout.js';

const action = z.object({
  actionNumber: z.int(),
  orderNumber: z.int(),
  clock: z.string().regex(/^PT\d+M\d+(\.\d+)?S$/),
  timeActual: z.string(),
  edited: z.string().optional(),
  period: z.int().min(1),
  teamTricode: z.string().optional(),
  teamId: z.int().optional(),
  actionType: z.string(),
  subType: z.string().nullish(),
  descriptor: z.string().nullish(),
  playerNameI: z.string().optional(),
  possession: z.int().optional(),
  scoreHome: z.string().regex(/^\d+$/),
  scoreAway: z.string().regex(/^\d+$/),
  shotResult: z.string().optional(),
  description: z.string().nullish(),
});
export const liveFile = z.object({
  game: z.object({ gameId: z.string(), actions: z.array(action).min(1) }),
});
type Action = z.infer<typeof action>;

/** An edit within a minute is part of entering the action; a later one is a correction. */
const LATE_EDIT_MS = 60_000;
const POINTS: Readonly<Record<string, number>> = { freethrow: 1, '2pt': 2, '3pt': 3 };
const STOPS_CLOCK = new Set([
  'foul',
  'timeout',
  'violation',
  'freethrow',
  'stoppage',
  'substitution',
  'ejection',
  'instantreplay',
]);

/** The file of cdn.nba.com: `game.actions`, each with its wall time and the time of its last edit. */
export function* readLive(
  file: z.infer<typeof liveFile>,
  prefix: string,
  tags: readonly string[],
): Iterable<ReplayItem> {
  const { gameId } = file.game;
  // actionNumber tells the order of entry; orderNumber is the place on the time line.
  const actions = [...file.game.actions].sort((a, b) => a.orderNumber - b.orderNumber);
  const home = homeTeam(actions);
  const away = actions.find((item) => item.teamTricode && item.teamTricode !== home)?.teamTricode;
  if (!home || !away) {
    yield {
      item: 'note',
      level: 'contradiction',
      text: `${gameId}: nobody scores, so the file does not tell who is at home.`,
    };
    return;
  }
  const id = `${prefix}nba.${gameId}`;
  yield {
    item: 'feed',
    create: true,
    feed: {
      id,
      kind: 'basketball',
      title: `${away} at ${home}`,
      tags: ['nba', ...tags],
      config: { rules: 'nba', home: { name: home, code: home }, away: { name: away, code: away } },
      startsAt: iso(Date.parse((actions[0] as Action).timeActual)),
    },
  };
  const homeId = actions.find((item) => item.teamTricode === home)?.teamId;
  const plays = actions.map((item) => playOf(item, home, homeId));
  yield* new BasketballScript(id, true).items(plays);
  const edits = plays.filter((play) => play.edit).length;
  if (edits > 0) {
    yield {
      item: 'note',
      level: 'info',
      text: `${gameId}: ${edits} actions were edited more than a minute later. The file keeps their last content only, so the first version is the same action without player and detail; points were never changed. Each edit is an amend.`,
    };
  }
}

/** The file names no home team: it is the side of whoever makes the home score rise first. */
function homeTeam(actions: readonly Action[]): string | undefined {
  let before: Action | undefined;
  for (const item of actions) {
    const rises = (side: 'scoreHome' | 'scoreAway'): boolean =>
      Number(item[side]) > Number(before?.[side] ?? 0);
    if (item.teamTricode && rises('scoreHome')) return item.teamTricode;
    if (item.teamTricode && rises('scoreAway')) {
      return actions.find((other) => other.teamTricode && other.teamTricode !== item.teamTricode)
        ?.teamTricode;
    }
    before = item;
  }
  return undefined;
}

function clockMs(text: string): number {
  const [, minutes, seconds] = /^PT(\d+)M([\d.]+)S$/.exec(text) ?? [];
  return Math.round(Number(minutes) * 60_000 + Number(seconds) * 1000);
}

function playOf(item: Action, home: string, homeId: number | undefined): Play {
  const at = Date.parse(item.timeActual);
  const edited = item.edited === undefined ? at : Date.parse(item.edited);
  const what = whatOf(item, item.teamTricode === home ? 'home' : 'away');
  const late = what.is === 'event' && edited - at > LATE_EDIT_MS;
  return {
    key: `nba:${item.actionNumber}`,
    at,
    period: item.period,
    clockMs: clockMs(item.clock),
    stopsClock:
      STOPS_CLOCK.has(item.actionType) || item.subType === 'out-of-bounds' || item.descriptor === 'heldball',
    what,
    ...(late ? { edit: { at: edited, first: withoutDetail(item, what.data) } } : {}),
    ...(item.possession && homeId !== undefined
      ? { possession: item.possession === homeId ? ('home' as const) : ('away' as const) }
      : {}),
    score: [Number(item.scoreHome), Number(item.scoreAway)],
  };
}

function whatOf(item: Action, team: Side): Play['what'] {
  const player: JsonObject = item.playerNameI ? { player: item.playerNameI } : {};
  if (item.actionType === 'period') return { is: item.subType === 'start' ? 'period_start' : 'period_end' };
  if (item.actionType === 'game') return item.subType === 'end' ? { is: 'game_end' } : comment(item);
  const points = POINTS[item.actionType];
  if (points !== undefined && item.shotResult === 'Made') {
    return { is: 'event', type: 'basket', data: { team, points, ...player } };
  }
  if (item.actionType === 'foul' && item.teamTricode) {
    return { is: 'event', type: 'foul', data: { team, kind: foulKind(item), ...player } };
  }
  if (item.actionType === 'timeout' && item.teamTricode)
    return { is: 'event', type: 'timeout', data: { team } };
  return comment(item);
}

function foulKind(item: Action): string {
  if (item.subType !== 'personal') return item.subType ?? 'personal';
  return item.descriptor === 'shooting' ? 'shooting' : 'personal';
}

function comment(item: Action): Play['what'] {
  return { is: 'event', type: 'comment', data: { text: item.description || bare(item) } };
}

function bare(item: Action): string {
  return [item.teamTricode, item.actionType, item.subType].filter(Boolean).join(' ');
}

/** What an operator enters first: the act and the side, not yet the player. */
function withoutDetail(item: Action, data: JsonObject): JsonObject {
  if ('text' in data) return { text: bare(item) };
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'player'));
}
