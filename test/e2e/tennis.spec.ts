import { accessibilityFaults } from '../support/browser.js';
import { MatchConsole } from '../support/match-console.js';
import { describeWith } from '../support/requirements.js';
import { useTempFolder } from '../support/temp-folder.js';

jest.setTimeout(180_000);

const PLAYERS = { home: { name: 'Ada Archer', code: 'ARC' }, away: { name: 'Bea Baker', code: 'BAK' } };

describeWith('chromium', 'a tennis match, played by keyboard', () => {
  const folder = useTempFolder('tennis');
  let desk: MatchConsole;

  const sitDown = (id: string, rest: object = {}) =>
    desk.sitDown({
      id,
      kind: 'tennis',
      title: 'Archer v Baker',
      config: { bestOf: 3, finalSet: 'tiebreak10', ...PLAYERS },
      ...rest,
    });
  const points = async (winner: 'home' | 'away', count: number) => {
    for (let played = 0; played < count; played++) await desk.publish('point', { winner });
  };

  beforeAll(async () => {
    desk = await MatchConsole.open({ folder: folder(), asks: 'mrcxoew?' });
    await sitDown('tennis.final');
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  it('asks who serves, and starts with that', async () => {
    await desk.page.keyboard.press('n');
    await desk.page.getByRole('dialog', { name: 'First serve' }).waitFor();
    expect(await accessibilityFaults(desk.page)).toEqual([]);
    await desk.keys('h');
    await desk.becomes(
      { status: 'live', period: '1', server: 'home', clock: { running: true } },
      'the first set',
    );
    await desk.undoes('Set 1 starts');
  });

  it('publishes a point with one key, and how it was won with another', async () => {
    await desk.keys('h');
    await desk.becomes({ points: { home: '15', away: '0' } }, 'the point');
    await desk.keys('s');
    await desk.becomes({ points: { home: '30', away: '0' } }, 'the ace');
    expect((await desk.last()).data).toEqual({ winner: 'home', how: 'ace' });
    await desk.keys('ArrowRight');
    await desk.becomes({ points: { home: '30', away: '15' } }, 'the point of the other');
    await desk.keys('d');
    await desk.becomes({ points: { home: '30', away: '30' } }, 'the double fault');
    expect((await desk.last()).data).toEqual({ winner: 'away', how: 'double_fault' });
  });

  it('undoes a point with one key', async () => {
    await desk.keys('9');
    await desk.becomes({ points: { home: '30', away: '40' } }, 'the wrong point');
    await desk.page.getByText('Break point Bea Baker').waitFor();
    await desk.undoes('Winner, Bea Baker');
    await desk.keys('u');
    await desk.becomes({ points: { home: '30', away: '30' } }, 'the point to be struck');
  });

  it('replaces a wrong press by what it would have been at its instant', async () => {
    await desk.keys('1');
    await desk.becomes({ points: { home: '40', away: '30' } }, 'the winner');
    await desk.keys('s');
    await desk.becomes({ games: { 1: { home: 1, away: 0 } }, server: 'away' }, 'an ace that was none');
    const wrong = await desk.last();
    await desk.undoes('Ace, Ada Archer');
    await desk.keys('w', 'd');
    await desk.becomes(
      { games: { 1: { home: 0, away: 0 } }, points: { home: '40', away: '40' }, server: 'home' },
      'the double fault of the one who served then',
    );
    const line = desk.page.locator(`[data-seq="${wrong.seq}"]`);
    await line.getByText('Point by double fault, Bea Baker').waitFor();
    await line.getByText('40–40').waitFor();
    expect(await line.locator('time').getAttribute('datetime')).toBe(wrong.occurredAt);
  });

  it('tells a set point, a tie-break and who serves in it', async () => {
    await points('home', 2);
    for (let game = 0; game < 4; game++) {
      await points('away', 4);
      await points('home', 4);
    }
    await points('home', 3);
    await desk.page.getByText('Set point Ada Archer').waitFor();
    await points('away', 5);
    await points('home', 4);
    await points('away', 4);
    await desk.becomes({ games: { 1: { home: 6, away: 6 } } }, 'the tie-break');
    await desk.page.getByText('Tie-break to 7').waitFor();
    await desk.keys('h');
    await desk.becomes({ points: { home: '1', away: '0' } }, 'the first point of the tie-break');
    await points('home', 6);
    await desk.becomes(
      { sets: { home: 1, away: 0 }, period: '2', tiebreaks: { 1: { home: 7, away: 0 } } },
      'a set',
    );
  });

  it('stops for the doctor with the reason, and goes on', async () => {
    await desk.keys('m', 'a');
    await desk.becomes(
      { status: 'interrupted', statusReason: 'Medical time-out: Bea Baker' },
      'the medical time-out',
    );
    await desk.page.getByRole('button', { name: 'Play goes on' }).waitFor();
    await desk.keys('n');
    await desk.becomes({ status: 'live', clock: { running: true } }, 'play to go on');
  });

  it('ends with the last point, and goes on when that is undone', async () => {
    const { page } = desk;
    await points('home', 23);
    await page.getByText('Match point Ada Archer').waitFor();
    await desk.keys('h');
    await desk.becomes({ status: 'ended', winner: 'home', sets: { home: 2, away: 0 } }, 'the end');
    expect(await page.locator('[data-action=pointHome]').isDisabled()).toBe(true);
    await desk.keys('u');
    await desk.becomes(
      { status: 'live', sets: { home: 1, away: 0 }, points: { home: '40' } },
      'the match to go on',
    );
    await desk.keys('1');
    await desk.becomes({ status: 'ended' }, 'the end again');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Make Ada Archer 2–0 Bea Baker final?' }).waitFor();
    await desk.keys('Enter');
    await desk.becomes({ status: 'final', winner: 'home', decidedBy: 'regulation' }, 'the official result');
  });

  it('leaves every spectator with the same state', async () => {
    const [spectator, told] = await desk.checksums();
    expect(spectator).toBe(told);
  });

  it.each([
    [360, 'light', 'de'],
    [2560, 'dark', 'en'],
  ] as const)('fits %s px in %s (%s), without a fault that axe finds', async (width, scheme, language) => {
    expect(await desk.looks(width, scheme, language)).toEqual({ overflow: 0, faults: [] });
  });

  it('knows a walkover from a retirement, and both name the one who goes on', async () => {
    await sitDown('tennis.walkover');
    await desk.page.keyboard.press('r');
    await desk.page.getByRole('dialog', { name: 'Ends early' }).waitFor();
    await desk.page.keyboard.press('a');
    await desk.page.getByText('Withdrawal, Bea Baker').waitFor();
    expect(await accessibilityFaults(desk.page)).toEqual([]);
    await desk.keys('ArrowDown', 'Enter');
    await desk.becomes(
      { status: 'awarded', winner: 'home', decidedBy: 'walkover', score: { home: 0, away: 0 } },
      'the walkover',
    );
    await desk.undoes('Withdrawal, Bea Baker');
    await desk.keys('u');
    await desk.becomes({ status: 'scheduled' }, 'the walkover to be taken back');
    await desk.keys('r', 'h', 'Enter');
    await desk.becomes({ status: 'ended', winner: 'away', decidedBy: 'retirement' }, 'the retirement');
  });

  it('counts what is held back from its answer on, also while the list of it can’t be read', async () => {
    await sitDown('tennis.unread', { holdSeconds: 600 });
    const { page } = desk;
    const start = page.getByRole('button', { name: 'Start Set 1' });
    await start.waitFor();
    await page.route('**/tennis.unread/holds', (route) => route.abort());
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'First serve' }).waitFor();
    await desk.keys('h');
    const panel = page.getByRole('region', { name: 'Held back' });
    await panel.getByText('Serve, Ada Archer').waitFor();
    await page.getByRole('button', { name: 'Other steps' }).waitFor();
    await desk.keys('u');
    await panel.waitFor({ state: 'detached' });
    await start.waitFor();
    await page.unroute('**/tennis.unread/holds');
  });

  it('holds points back, and undoes one there without a trace', async () => {
    await sitDown('tennis.held', { holdSeconds: 600 });
    await desk.keys('h');
    const panel = desk.page.getByRole('region', { name: 'Held back' });
    await panel.getByText('Point, Ada Archer').waitFor();
    await desk.keys('u');
    await panel.waitFor({ state: 'detached' });
    await desk.keys('a');
    await panel.getByRole('button', { name: 'Publish Point, Bea Baker now' }).press('Enter');
    await desk.becomes({ points: { home: '0', away: '15' } }, 'the point that was let go');
    expect((await desk.events()).map(({ type }) => type)).toEqual(['point']);
    expect(desk.faults).toEqual([]);
  });
});
