import { openfootball } from './openfootball.js';
import { folded } from './folded.spec-support.js';

const FINAL = {
  round: 'Final',
  date: '2022-12-18',
  time: '18:00',
  team1: 'Argentina',
  team2: 'France',
  score: { p: [4, 2], et: [3, 3], ft: [2, 2], ht: [2, 0] },
  goals1: [
    { name: 'Messi', minute: 23, penalty: true },
    { name: 'Messi', minute: 108 },
    { name: 'Di María', minute: 36 },
  ],
  goals2: [
    { name: 'Mbappé', minute: 80, penalty: true },
    { name: 'Mbappé', minute: 118, penalty: true },
    { name: 'Mbappé', minute: 81 },
  ],
};

function cup(...matches: readonly object[]): string {
  return JSON.stringify({ name: 'World Cup 2022', matches });
}

async function only(match: object, name = 'World Cup 2022') {
  const result = await folded(openfootball, JSON.stringify({ name, matches: [match] }));
  const found = [...result.feeds.values()][0];
  if (!found) throw new Error('no feed');
  return { ...result, ...found };
}

describe('openfootball', () => {
  it('ends a final with the score after extra time and the shoot-out apart', async () => {
    const { state, mismatches, refused } = await only(FINAL);
    expect(refused).toEqual([]);
    expect(mismatches).toEqual([]);
    expect(state).toMatchObject({
      status: 'final',
      score: { home: 3, away: 3 },
      shootout: { home: 4, away: 2 },
      winner: 'home',
      decidedBy: 'shootout',
      scoreByPeriod: {
        first_half: { home: 2, away: 0 },
        second_half: { home: 0, away: 2 },
        et_first_half: { home: 0, away: 0 },
        et_second_half: { home: 1, away: 1 },
      },
    });
  });

  it('places goals in real time after the kick-off of the zone, whatever their order in the file', async () => {
    const { feed, updates } = await only(FINAL);
    expect(feed.startsAt).toBe('2022-12-18T15:00:00.000Z');
    const goals = updates.filter(({ type }) => type === 'goal');
    expect(goals.map(({ data }) => data['minute'])).toEqual([23, 36, 80, 81, 108, 118]);
    expect(goals[0]?.occurredAt).toBe('2022-12-18T15:22:30.000Z');
    expect(goals[0]?.data).toEqual({ team: 'home', kind: 'penalty', player: 'Messi', minute: 23 });
    const times = updates.map(({ paceMs }) => paceMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('reads an offset of the file before it asks the zone', async () => {
    const { feed } = await only({ ...FINAL, time: '17:00 UTC+5' });
    expect(feed.startsAt).toBe('2022-12-18T12:00:00.000Z');
  });

  it('credits an own goal to the side that the file lists it under', async () => {
    const { state, updates } = await only({
      date: '2018-07-15',
      time: '18:00 UTC+3',
      team1: 'France',
      team2: 'Croatia',
      score: { ft: [1, 0], ht: [1, 0] },
      goals1: [{ name: 'Mandžukić', minute: 18, owngoal: true }],
      goals2: [],
    });
    expect(state['score']).toEqual({ home: 1, away: 0 });
    expect(updates.find(({ type }) => type === 'goal')?.data).toMatchObject({
      team: 'home',
      kind: 'own_goal',
    });
  });

  it('keeps stoppage time in the period it belongs to, as number or as text', async () => {
    const { state, updates } = await only({
      ...FINAL,
      score: { ft: [2, 0], ht: [1, 0] },
      goals1: [
        { name: 'A', minute: '90+4' },
        { name: 'B', minute: 45, offset: 2 },
      ],
      goals2: [],
    });
    expect(state['scoreByPeriod']).toEqual({
      first_half: { home: 1, away: 0 },
      second_half: { home: 1, away: 0 },
    });
    const labels = updates
      .filter(({ type }) => type === 'goal')
      .map(({ data }) => [data['minute'], data['stoppage']]);
    expect(labels).toEqual([
      [45, 2],
      [90, 4],
    ]);
  });

  it('sets scores at the end of each half when the file lists no goals', async () => {
    const { state, updates, mismatches } = await only({
      date: '2024-08-17',
      time: '12:30',
      team1: 'Ipswich Town FC',
      team2: 'Liverpool FC',
      score: { ht: [0, 1], ft: [0, 2] },
    });
    expect(mismatches).toEqual([]);
    expect(state['scoreByPeriod']).toEqual({
      first_half: { home: 0, away: 1 },
      second_half: { home: 0, away: 1 },
    });
    expect(updates.some(({ type }) => type === 'goal')).toBe(false);
  });

  it('tells nothing of the halves when only the result is known', async () => {
    const { state, mismatches } = await only({
      ...FINAL,
      score: { ft: [2, 1] },
      goals1: undefined,
      goals2: undefined,
    });
    expect(mismatches).toEqual([]);
    expect(state).toMatchObject({
      score: { home: 2, away: 1 },
      scoreByPeriod: {},
      status: 'final',
      winner: 'home',
    });
  });

  it('publishes cancelled and awarded fixtures as such', async () => {
    const fixture = { date: '2020-05-23', team1: 'Rennes', team2: 'Monaco' };
    const cancelled = await only({ ...fixture, score: {}, status: 'cancelled' });
    expect(cancelled.state).toMatchObject({ status: 'cancelled', score: { home: 0, away: 0 } });
    expect(cancelled.feed.startsAt).toBeUndefined();
    const awarded = await only({ ...fixture, score: { ft: [3, 0] }, status: 'awarded' });
    expect(awarded.mismatches).toEqual([]);
    expect(awarded.state).toMatchObject({
      status: 'awarded',
      score: { home: 3, away: 0 },
      winner: 'home',
      decidedBy: 'award',
    });
  });

  it('leaves a fixture to come scheduled', async () => {
    const { state, mismatches } = await only({
      date: '2030-06-13',
      time: '20:00',
      team1: 'N.N.',
      team2: 'N.N.',
    });
    expect(mismatches).toEqual([]);
    expect(state['status']).toBe('scheduled');
  });

  it('reports goals that are listed under the wrong team, and does not hide it', async () => {
    const { notes, mismatches } = await only({
      ...FINAL,
      score: { ft: [0, 1], ht: [0, 1] },
      goals1: [{ name: 'Kane', minute: 4 }],
      goals2: [],
    });
    expect(mismatches.map(({ path, expected, actual }) => [path, expected, actual])).toContainEqual([
      'score.home',
      '0',
      '1',
    ]);
    expect(notes.some(({ level, text }) => level === 'contradiction' && text.includes('listed as 1-0'))).toBe(
      true,
    );
  });

  it('follows the goals where the half-time score contradicts them, and says so', async () => {
    const { notes, mismatches, state } = await only({
      ...FINAL,
      score: { ft: [0, 1], ht: [0, 1] },
      goals1: [],
      goals2: [{ name: 'Bednarek', minute: 59 }],
    });
    expect(mismatches).toEqual([]);
    expect(state['scoreByPeriod']).toMatchObject({ first_half: { home: 0, away: 0 } });
    expect(notes.some(({ text }) => text.includes('half-time is 0-1 in the file'))).toBe(true);
  });

  it('reads rounds and teams with codes', async () => {
    const content = {
      name: 'Euro 2021',
      rounds: [
        {
          name: 'Matchday 1',
          matches: [
            {
              num: 1,
              date: '2021-06-11',
              time: '21:00',
              team1: { name: 'Turkey', code: 'TUR' },
              team2: { name: 'Italy', code: 'ITA' },
              score: { ft: [0, 0], ht: [0, 0] },
            },
          ],
        },
      ],
    };
    const { feeds, mismatches } = await folded(openfootball, JSON.stringify(content));
    expect(mismatches).toEqual([]);
    const feed = feeds.get('football.euro-2021.2021-06-11.turkey-italy')?.feed;
    expect(feed?.config).toMatchObject({
      home: { name: 'Turkey', code: 'TUR' },
      away: { name: 'Italy', code: 'ITA' },
    });
    expect(feed?.startsAt).toBe('2021-06-11T19:00:00.000Z');
  });

  it('picks one match by its place and refuses a place beyond the file', async () => {
    const second = { ...FINAL, date: '2022-12-17', team1: 'Croatia', team2: 'Morocco' };
    const { feeds } = await folded(openfootball, cup(FINAL, second), { match: 2, prefix: 'x.' });
    expect([...feeds.keys()]).toEqual(['x.football.world-cup-2022.2022-12-17.croatia-morocco']);
    await expect(folded(openfootball, cup(FINAL), { match: 2 })).rejects.toThrow('has matches 1 to 1');
  });

  it('gives the same keys at every run', async () => {
    const [first, again] = [await only(FINAL), await only(FINAL)];
    expect(again.updates).toEqual(first.updates);
    expect(new Set(first.updates.map(({ key }) => key)).size).toBe(first.updates.length);
  });

  it('refuses another file by naming what does not fit', async () => {
    await expect(folded(openfootball, '{"game":{}}')).rejects.toThrow('is no openfootball file');
  });
});
