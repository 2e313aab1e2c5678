import { folded } from './folded.spec-support.js';
import { nba } from './nba.js';

const ID = 'nba.0029900001';

interface Row {
  readonly type: string;
  readonly sub?: string;
  readonly at: string;
  readonly clock: string;
  readonly team?: 'HOM' | 'AWY';
  readonly score: string;
  readonly period?: number;
  readonly player?: string;
  readonly made?: boolean;
  readonly edited?: string;
  readonly order?: number;
}

function live(...rows: readonly Row[]): string {
  const actions = rows.map((row, index) => ({
    actionNumber: (index + 1) * 2,
    orderNumber: row.order ?? (index + 1) * 10_000,
    clock: row.clock,
    timeActual: `2024-01-02T${row.at}.0Z`,
    edited: `2024-01-02T${row.edited ?? row.at}Z`,
    period: row.period ?? 1,
    actionType: row.type,
    subType: row.sub ?? null,
    ...(row.team
      ? { teamTricode: row.team, teamId: row.team === 'HOM' ? 1 : 2, possession: row.team === 'HOM' ? 1 : 2 }
      : {}),
    ...(row.player ? { playerNameI: row.player } : {}),
    ...(row.made === undefined ? {} : { shotResult: row.made ? 'Made' : 'Missed' }),
    scoreHome: row.score.split('-')[0],
    scoreAway: row.score.split('-')[1],
    description: row.player ? `${row.player} did it` : null,
  }));
  return JSON.stringify({ game: { gameId: '0029900001', actions } });
}

const GAME: readonly Row[] = [
  { type: 'period', sub: 'start', at: '00:00:00', clock: 'PT12M00.00S', score: '0-0' },
  {
    type: '2pt',
    at: '00:00:30',
    clock: 'PT11M35.00S',
    score: '2-0',
    team: 'HOM',
    player: 'A. Home',
    made: true,
  },
  {
    type: 'foul',
    sub: 'personal',
    at: '00:00:50',
    clock: 'PT11M15.00S',
    score: '2-0',
    team: 'HOM',
    player: 'B. Home',
    edited: '01:10:00',
  },
  {
    type: 'freethrow',
    sub: '1 of 1',
    at: '00:01:20',
    clock: 'PT11M15.00S',
    score: '2-1',
    team: 'AWY',
    player: 'C. Away',
    made: true,
  },
  {
    type: '3pt',
    at: '00:01:50',
    clock: 'PT10M55.00S',
    score: '2-4',
    team: 'AWY',
    player: 'C. Away',
    made: true,
    edited: '00:05:00',
  },
  {
    type: '3pt',
    at: '00:02:10',
    clock: 'PT10M40.00S',
    score: '2-4',
    team: 'HOM',
    player: 'A. Home',
    made: false,
  },
  { type: 'period', sub: 'end', at: '00:20:00', clock: 'PT00M00.00S', score: '2-4' },
  { type: 'game', sub: 'end', at: '00:20:10', clock: 'PT00M00.00S', score: '2-4' },
];

describe('nba, live format', () => {
  it('ends with the scores of the file by period', async () => {
    const { feeds, mismatches, refused } = await folded(nba, live(...GAME));
    expect(refused).toEqual([]);
    expect(mismatches).toEqual([]);
    expect(feeds.get(ID)?.state).toMatchObject({
      status: 'final',
      score: { home: 2, away: 4 },
      scoreByPeriod: { 1: { home: 2, away: 4 } },
      fouls: { home: 1, away: 0 },
      winner: 'away',
    });
  });

  it('tells the home side by who makes the home score rise', async () => {
    const { feeds } = await folded(nba, live(...GAME));
    expect(feeds.get(ID)?.feed.config).toMatchObject({
      rules: 'nba',
      home: { code: 'HOM' },
      away: { code: 'AWY' },
    });
  });

  it('publishes what was edited late without its detail first, and amends it when it was edited', async () => {
    const { items, notes } = await folded(nba, live(...GAME));
    const amends = items.filter((item) => item.item === 'amend');
    expect(amends.map(({ target, data }) => [target, data])).toEqual([
      ['nba:10', { team: 'away', points: 3, player: 'C. Away' }],
      ['nba:6', { team: 'home', kind: 'personal', player: 'B. Home' }],
    ]);
    const first = items.find((item) => item.item === 'update' && item.key === 'nba:10');
    expect(first).toMatchObject({ data: { team: 'away', points: 3 }, corrected: true });
    const place = (key: string): number => items.findIndex((item) => 'key' in item && item.key === key);
    expect(place('nba:10:edit')).toBeGreaterThan(place('nba:12'));
    expect(place('nba:10:edit')).toBeLessThan(place('nba:14'));
    expect(place('nba:6:edit')).toBeLessThan(place('final'));
    expect(notes.some(({ text }) => text.includes('2 actions were edited'))).toBe(true);
  });

  it('starts the clock as long before an action as it moved, and stops it at a whistle', async () => {
    const { feeds } = await folded(nba, live(...GAME));
    const clocks = feeds.get(ID)?.updates.filter(({ type }) => type === 'clock') ?? [];
    expect(clocks.slice(0, 3).map(({ occurredAt, data }) => [occurredAt?.slice(11, 19), data])).toEqual([
      ['00:00:05', { running: true, valueMs: 720_000 }],
      ['00:00:50', { running: false, valueMs: 675_000 }],
      ['00:01:30', { running: true, valueMs: 675_000 }],
    ]);
  });

  it('follows orderNumber, not the order of entry', async () => {
    const swapped = GAME.map((row, index) => ({
      ...row,
      order: index === 1 ? 45_000 : (index + 1) * 10_000,
    }));
    const { feeds } = await folded(nba, live(...swapped));
    const baskets = feeds
      .get(ID)
      ?.updates.filter(({ type }) => type === 'basket')
      .map(({ key }) => key);
    expect(baskets).toEqual(['nba:8', 'nba:4', 'nba:10']);
  });
});

function stats(...rows: readonly (readonly unknown[])[]): string {
  const headers = [
    'GAME_ID',
    'EVENTNUM',
    'EVENTMSGTYPE',
    'EVENTMSGACTIONTYPE',
    'PERIOD',
    'WCTIMESTRING',
    'PCTIMESTRING',
    'HOMEDESCRIPTION',
    'VISITORDESCRIPTION',
    'SCORE',
    'PLAYER1_NAME',
    'PLAYER1_TEAM_ABBREVIATION',
    'PLAYER1_TEAM_CITY',
    'PLAYER1_TEAM_NICKNAME',
  ];
  const rowSet = rows.map((row, index) => ['0029900001', index + 1, ...row]);
  return JSON.stringify({ resource: 'playbyplay', resultSets: [{ name: 'PlayByPlay', headers, rowSet }] });
}

const HOME = ['Ann Home', 'HOM', 'Home', 'Town'] as const;
const AWAY = ['Cy Away', 'AWY', 'Away', 'City'] as const;
const STATS = [
  [12, 0, 4, '11:50 PM', '12:00', null, null, '3 - 3'],
  [2, 1, 4, '11:51 PM', '11:40', 'MISS Home Layup', null, null, ...HOME],
  [1, 1, 4, '11:52 PM', '11:00', null, 'Away Layup (2 PTS)', '5 - 3', ...AWAY],
  [3, 10, 4, '11:55 PM', '10:30', 'Home Free Throw 1 of 1', null, '5 - 4', ...HOME],
  [6, 26, 4, '11:58 PM', '9:00', null, 'Away Offensive Charge Foul', null, ...AWAY],
  [1, 1, 4, '11:59 PM', '8:40', 'Home 2PT', null, '5 - 5'.replace('5 - 5', '5 - 5'), ...HOME],
  [13, 0, 4, '12:05 AM', '0:00', null, null, '5 - 5'],
  [12, 0, 5, '12:08 AM', '5:00', null, null, '5 - 5'],
  [1, 1, 5, '12:09 AM', '4:00', 'Home 3PT', null, '5 - 8', ...HOME],
  [13, 0, 5, '12:15 AM', '0:00', null, null, '5 - 8'],
] as const;

describe('nba, stats format', () => {
  it('reads points from the running score, and overtime as period 5', async () => {
    const { feeds, refused } = await folded(nba, stats(...STATS));
    const { state, feed } = feeds.get(ID) ?? {};
    expect(refused).toEqual([]);
    expect(feed?.config).toMatchObject({
      home: { name: 'Home Town', code: 'HOM' },
      away: { name: 'Away City' },
    });
    expect(state).toMatchObject({
      status: 'final',
      decidedBy: 'extra_time',
      winner: 'home',
      scoreByPeriod: { 4: { home: 2, away: 2 }, 5: { home: 3, away: 0 } },
    });
  });

  it('tells no time without the day, and the right one with it, over midnight too', async () => {
    const undated = await folded(nba, stats(...STATS));
    expect(undated.feeds.get(ID)?.updates.every(({ occurredAt }) => occurredAt === undefined)).toBe(true);
    const dated = await folded(nba, stats(...STATS), { date: '2024-01-01' });
    const { updates, feed } = dated.feeds.get(ID) ?? {};
    expect(feed?.startsAt).toBe('2024-01-02T04:50:00.000Z');
    expect(updates?.at(-1)?.occurredAt?.slice(0, 16)).toBe('2024-01-02T05:15');
  });

  it('charges an offensive foul to nobody’s bonus', async () => {
    const { feeds } = await folded(nba, stats(...STATS));
    const foul = feeds.get(ID)?.updates.find(({ type }) => type === 'foul');
    expect(foul?.data).toEqual({ team: 'away', kind: 'offensive', player: 'Cy Away' });
  });

  it('refuses a file of another shape', async () => {
    await expect(folded(nba, '{"matches":[]}')).rejects.toThrow('is no NBA play-by-play');
  });
});
