import { initial, reduce } from '../../../../../../src/core/kinds/tennis/reduce.js';
import { PERIODS, setKey } from '../../../../../../src/core/kinds/tennis/rules.js';
import type { JsonObject } from '../../../../../../src/core/json/json.js';
import { object, pair, text } from '../../../../shared/feed/read.js';
import { SIDES, type Side } from '../../../../shared/feed/teams.js';
import type { TextKey } from '../../../../shared/i18n/en.js';
import type { Fact } from '../../../../shared/press/press.js';
import { COMMON } from '../actions.js';
import { commonFields, TEAM, type Choice, type Field } from '../fields.js';
import { factsOf } from '../flow.js';
import type { Entry } from '../../../../shared/press/timeline.js';
import type { Around } from '../replay.js';
import type { Action, Flow, Mark, Picked, Play, Situation, Sport, Words } from '../sport.js';

const LEVEL = { home: 0, away: 0 };

const HOWS: readonly Choice[] = [
  { value: 'ace', label: 'event.point.ace' },
  { value: 'double_fault', label: 'event.point.double_fault' },
  { value: 'winner', label: 'event.point.winner' },
  { value: 'error', label: 'event.point.error' },
];

const OVER: ReadonlySet<string> = new Set(['ended', 'final', 'awarded', 'abandoned', 'cancelled']);

export function otherSide(side: Side): Side {
  return side === 'home' ? 'away' : 'home';
}

export function serverOf(state: JsonObject): Side | undefined {
  const server = text(state, 'server');
  return server === 'home' || server === 'away' ? server : undefined;
}

const won = (winner: Side, how?: string): readonly Fact[] => [
  { type: 'point', data: { winner, ...(how === undefined ? {} : { how }) } },
];

/** After the match a point would change nothing. */
const whilePlayed =
  (facts: (state: JsonObject) => readonly Fact[] | undefined) =>
  ({ state }: Situation): readonly Fact[] | undefined =>
    OVER.has(text(state, 'status') ?? '') ? undefined : facts(state);

interface Row {
  readonly id: string;
  readonly label: TextKey;
  readonly how?: string;
  readonly keys: Readonly<Record<Side, readonly string[]>>;
}

const ROWS: readonly Row[] = [
  { id: 'point', label: 'event.point', keys: { home: ['h', 'arrowleft'], away: ['a', 'arrowright'] } },
  { id: 'winner', label: 'event.point.winner', how: 'winner', keys: { home: ['1'], away: ['9'] } },
  { id: 'error', label: 'tennis.theirError', how: 'error', keys: { home: ['2'], away: ['0'] } },
];

/** What the one who serves does alone. */
function service(id: string, key: string, how: string, winner: (server: Side) => Side): Action {
  return {
    id,
    label: `tennis.${id}` as TextKey,
    keys: [key],
    group: 'events',
    does: {
      kind: 'now',
      facts: whilePlayed((state) => {
        const server = serverOf(state);
        return server && won(winner(server), how);
      }),
    },
  };
}

const serves = (team: Side): Fact => ({ type: 'serve', data: { team } });

/** How a match ends before its last point. Neither touches the score; the other side has won. */
const ENDS: readonly Choice[] = [
  { value: 'retirement', label: 'decided.retirement' },
  { value: 'walkover', label: 'decided.walkover' },
  { value: 'disqualification', label: 'decided.disqualification' },
];

function endsEarly({ team, choice = 'retirement' }: Picked): readonly Fact[] {
  const leaves: Fact = { type: 'retire', data: { team } };
  if (choice === 'retirement') return [leaves];
  const status = choice === 'walkover' ? 'awarded' : 'ended';
  return [leaves, { type: 'status', data: { status, decidedBy: choice } }];
}

function medical({ team }: Picked, { t, teams }: Words): readonly Fact[] {
  const reason = t('tennis.medicalOf', { player: teams[team].name });
  return [{ type: 'status', data: { status: 'interrupted', reason } }];
}

const leave: Play = {
  type: 'retire',
  players: 'none',
  note: 'tennis.leaveHelp',
  option: () => ({ name: 'end', label: 'tennis.leave', values: ENDS }),
  facts: endsEarly,
};

const EVENTS: readonly Action[] = [
  ...SIDES.flatMap((side) =>
    ROWS.map(({ id, label, how, keys }): Action => ({
      id: `${id}${side === 'home' ? 'Home' : 'Away'}`,
      label,
      keys: keys[side],
      group: 'events',
      side,
      does: { kind: 'now', facts: whilePlayed(() => won(side, how)) },
    })),
  ),
  service('ace', 's', 'ace', (server) => server),
  service('doubleFault', 'd', 'double_fault', otherSide),
  {
    id: 'serve',
    label: 'tennis.serve',
    keys: ['f'],
    group: 'events',
    does: {
      kind: 'now',
      facts: ({ state }) => {
        const server = serverOf(state);
        return server && [serves(otherSide(server))];
      },
      otherwise: { type: 'serve', players: 'none' },
    },
  },
  {
    id: 'medical',
    label: 'tennis.medical',
    keys: ['m'],
    group: 'events',
    does: { kind: 'play', play: { type: 'status', players: 'none', facts: medical } },
  },
  {
    id: 'leave',
    label: 'tennis.leave',
    keys: ['r'],
    group: 'events',
    does: { kind: 'play', play: leave },
  },
];

function flow({ state }: Situation): Flow {
  const period = setKey(pair(state, 'sets') ?? LEVEL);
  if (text(state, 'status') !== 'live' || text(state, 'period') === undefined) {
    return { next: { kind: 'start', period }, others: [] };
  }
  // Sets begin and end with their points.
  return { next: undefined, others: [{ kind: 'break' }, { kind: 'ended' }] };
}

/** The first server is known before the first point. */
function asksAtStart(state: JsonObject): Action | undefined {
  if (serverOf(state) !== undefined) return undefined;
  const period = setKey(pair(state, 'sets') ?? LEVEL);
  const play: Play = {
    type: 'serve',
    players: 'none',
    facts: ({ team }) => [...factsOf(tennis, { kind: 'start', period }, state), serves(team)],
  };
  return {
    id: 'firstServer',
    label: 'tennis.firstServer',
    keys: [],
    group: 'events',
    does: { kind: 'play', play },
  };
}

const HOW: Field = { name: 'how', label: 'tennis.how', input: 'choice', choices: HOWS, optional: true };

/** After a point what it made: a game, or the points of the one that is played. */
function markOf({ fact }: Entry, { before, after }: Around): Mark {
  if (fact.type !== 'point') return {};
  const key = setKey(pair(before, 'sets') ?? LEVEL);
  const [was, is] = [before, after].map((state) => pair(object(state, 'games'), key) ?? LEVEL);
  if (is && was && is.home + is.away > was.home + was.away) return { when: `${is.home}–${is.away}` };
  const points = object(after, 'points');
  return { score: SIDES.map((side) => text(points, side) ?? '0').join('–') };
}

export const tennis: Sport = {
  kind: 'tennis',
  actions: [...EVENTS, ...COMMON],
  fields: {
    ...commonFields(PERIODS),
    point: [{ name: 'winner', label: 'tennis.winnerOf', input: 'team', required: true }, HOW],
    serve: [TEAM],
    retire: [TEAM],
  },
  insertable: [
    { type: 'point', label: 'event.point' },
    { type: 'serve', label: 'event.serve' },
    { type: 'comment', label: 'event.comment' },
  ],
  flow,
  asksAtStart,
  /** The time of a match counts from its first point. */
  startsWith: (state) => ('clock' in state ? [] : [{ type: 'clock', data: { running: true, valueMs: 0 } }]),
  clockRunsOn: true,
  fold: { initial: () => initial() as unknown as JsonObject, reduce },
  markOf,
  reasons: ['reason.rain', 'reason.darkness', 'reason.heat', 'reason.court', 'reason.crowd'],
  scoreLabel: 'score.sets',
};
