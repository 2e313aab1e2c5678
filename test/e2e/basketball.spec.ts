import { accessibilityFaults } from '../support/browser.js';
import { MatchConsole } from '../support/match-console.js';
import { describeWith } from '../support/requirements.js';
import { useTempFolder } from '../support/temp-folder.js';
import { clockPast, waitFor } from '../support/wait-for.js';

jest.setTimeout(180_000);

const squad = (number: number, name: string) => ({ number, name });

describeWith('chromium', 'a basketball game, played by keyboard', () => {
  const folder = useTempFolder('basketball');
  let desk: MatchConsole;

  beforeAll(async () => {
    desk = await MatchConsole.open({ folder: folder(), asks: '123890ftcxoew?' });
    await desk.sitDown({
      id: 'basketball.finals',
      kind: 'basketball',
      title: 'Celtics v Mavericks',
      config: {
        rules: 'nba',
        home: {
          name: 'Boston Celtics',
          code: 'BOS',
          players: [squad(0, 'Jayson Tatum'), squad(4, 'Jrue Holiday'), squad(42, 'Al Horford')],
        },
        away: {
          name: 'Dallas Mavericks',
          code: 'DAL',
          players: [squad(77, 'Luka Dončić'), squad(11, 'Kyrie Irving')],
        },
      },
    });
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  const clock = async () => (await desk.state())['clock'] as { running: boolean; valueMs: number };

  it('starts the quarter with its clock at rest, and the clock with the first touch', async () => {
    await desk.keys('n');
    await desk.becomes(
      { status: 'live', period: '1', clock: { direction: 'down', running: false, valueMs: 720_000 } },
      'the first quarter',
    );
    await desk.keys(' ');
    await desk.becomes({ clock: { running: true } }, 'the clock to run');
    expect(await accessibilityFaults(desk.page)).toEqual([]);
  });

  it('publishes a basket with three keys, two digits of the shirt included', async () => {
    await desk.keys('2', '4', '2');
    await desk.becomes({ score: { home: 2, away: 0 } }, 'the basket');
    expect((await desk.last()).data).toEqual({ team: 'home', points: 2, player: 'Al Horford' });
    await desk.keys('0', 'Enter');
    await desk.becomes({ score: { home: 2, away: 3 } }, 'the basket of nobody in particular');
    expect((await desk.last()).data).toEqual({ team: 'away', points: 3 });
  });

  it('doubts a name that nobody of the line-up has: the team was known, and H was struck from habit', async () => {
    const { page } = desk;
    const before = (await desk.events()).length;
    await page.keyboard.press('2');
    await page.keyboard.type('h4');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody of the line-up is called “h4”.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await desk.keys('Escape');
    expect((await desk.events()).length).toBe(before);
  });

  it('undoes with one key what the button names', async () => {
    await desk.keys('9', '7', '7');
    await desk.becomes({ score: { home: 2, away: 5 } }, 'the wrong basket');
    await desk.undoes('2 points, Dallas Mavericks: Luka Dončić');
    await desk.keys('u');
    await desk.becomes({ score: { home: 2, away: 3 } }, 'the basket to be struck');
    expect(await desk.last()).toMatchObject({ type: 'void' });
  });

  it('replaces a wrong press at its original instant', async () => {
    await desk.keys('2', '0');
    await desk.becomes({ score: { home: 4, away: 3 } }, 'the wrong basket');
    const wrong = await desk.last();
    await desk.keys('w', '3', '4', '2');
    await desk.becomes(
      { score: { home: 5, away: 3 }, scoreByPeriod: { 1: { home: 5, away: 3 } } },
      'the right basket',
    );
    const line = desk.page.locator(`[data-seq="${wrong.seq}"]`);
    await line.getByText('3 points, Boston Celtics: Al Horford').waitFor();
    await line.getByText(/Before: 2 points, Boston Celtics: Jayson Tatum/).waitFor();
    await line.getByText(/^Q1 11:5/).waitFor();
    expect(await line.locator('time').getAttribute('datetime')).toBe(wrong.occurredAt);
  });

  it('counts team fouls to the bonus, time-outs down, and turns possession', async () => {
    await desk.keys('f', 'h', 'ArrowDown', '0');
    await desk.becomes({ fouls: { home: 1, away: 0 } }, 'the foul');
    expect((await desk.last()).data).toEqual({ team: 'home', kind: 'shooting', player: 'Jayson Tatum' });
    for (const kind of ['personal', 'personal', 'personal'])
      await desk.publish('foul', { team: 'home', kind });
    await desk.keys('f', 'h', '4', 'Enter');
    await desk.becomes({ fouls: { home: 5 }, bonus: { home: false, away: true } }, 'the bonus');
    await desk.page.getByText('Bonus', { exact: true }).waitFor();
    await desk.keys('t', 'a');
    await desk.becomes({ timeoutsLeft: { home: 7, away: 6 } }, 'the time-out');
    await desk.keys('p', 'h');
    await desk.becomes({ possession: 'home' }, 'the arrow');
    await desk.keys('p');
    await desk.becomes({ possession: 'away' }, 'the arrow to turn');
  });

  it('keeps presses while the network is away, and the clock stops when its key was pressed', async () => {
    await desk.context.setOffline(true);
    await desk.keys(' ');
    await desk.keys('1', '0');
    const pressedAt = Date.now();
    const panel = desk.page.getByRole('region', { name: 'Waiting presses' });
    await panel.getByText('2 presses wait').waitFor();
    // The page knows the server's clock as well as an answer travelled.
    const backAt = await clockPast(pressedAt + 1_500);
    await desk.context.setOffline(false);
    await desk.becomes({ score: { home: 6, away: 3 }, clock: { running: false } }, 'what waited');
    const [stop, point] = (await desk.events()).slice(-2);
    expect([stop?.type, point?.type]).toEqual(['clock', 'basket']);
    expect(Date.parse(stop?.occurredAt ?? '')).toBeLessThan(backAt);
    await desk.page.locator('[data-status=live]').waitFor();
  });

  it('sets the clock to the tenth, and nudges it by tenths', async () => {
    await desk.page.keyboard.press('e');
    await desk.page.getByLabel('Clock (mm:ss)').fill('0:07.4');
    await desk.keys('Enter');
    await desk.becomes({ clock: { running: false, valueMs: 7_400 } }, 'the clock to be set');
    await desk.keys('Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowRight', 'ArrowRight');
    await desk.becomes({ clock: { running: false, valueMs: 8_300 } }, 'the clock to be nudged');
    await desk.page.getByText('0:08.3', { exact: true }).waitFor();
  });

  it('asks when somebody else published the same in between', async () => {
    let raced = false;
    const path = '**/feeds/basketball.finals/events';
    await desk.page.route(path, async (route) => {
      if (!raced) {
        raced = true;
        await desk.publish('basket', { team: 'away', points: 2, player: 'Other' });
      }
      await route.continue();
    });
    await desk.keys('9', '1', '1');
    const panel = desk.page.getByRole('region', { name: 'Waiting presses' });
    await panel.getByText(/this happened: 2 points, Dallas Mavericks: Other/).waitFor();
    await panel.getByRole('button', { name: 'Drop it' }).click();
    await panel.waitFor({ state: 'detached' });
    await desk.page.unroute(path);
    expect((await desk.state())['score']).toEqual({ home: 6, away: 5 });
  });

  it('corrects, and inserts what was missed, in the timeline', async () => {
    const { page } = desk;
    const line = page.locator('[data-type=basket]').filter({ hasText: 'Other' });
    await line.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Correct' }).click();
    await page.getByLabel('Points', { exact: true }).selectOption('3 points');
    await page.getByLabel('Reason', { exact: true }).fill('The foot was behind the line');
    await page.keyboard.press('Enter');
    await desk.becomes({ score: { home: 6, away: 6 } }, 'the corrected basket');
    await page.locator('[data-type=period_start]').getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Insert a missed event here' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await desk.becomes({ score: { home: 7, away: 6 } }, 'the missed free throw');
    expect(await desk.last()).toMatchObject({ type: 'basket', data: { team: 'home', points: 1 } });
  });

  it('hears no letter in a field, and shows its keys', async () => {
    const before = (await desk.last()).seq;
    await desk.page.keyboard.press('c');
    const field = desk.page.getByRole('textbox', { name: 'Comment' });
    await field.pressSequentially('2 3 unwp');
    expect(await field.inputValue()).toBe('2 3 unwp');
    await desk.keys('Escape');
    await desk.page.keyboard.press('?');
    const overlay = desk.page.getByRole('dialog', { name: 'Keys' });
    await overlay.getByText('3 points, Dallas Mavericks').waitFor();
    expect(await accessibilityFaults(desk.page)).toEqual([]);
    await desk.keys('Escape');
    expect((await desk.last()).seq).toBe(before);
  });

  it('asks before it ends a quarter that has time left; then ends, locks and reopens the game', async () => {
    const { page } = desk;
    await page.keyboard.press('n');
    await page.getByText('The clock still shows 0:08.3.').waitFor();
    await desk.keys('Enter');
    await desk.becomes({ status: 'break', clock: { running: false } }, 'the end of the quarter');
    await desk.undoes('Quarter 1 ends');
    await page.getByRole('button', { name: 'End (unofficial)' }).press('Enter');
    await desk.becomes({ status: 'ended', winner: 'home', decidedBy: 'regulation' }, 'the end');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Make Boston Celtics 7–6 Dallas Mavericks final?' }).waitFor();
    await desk.keys('Enter');
    await desk.becomes({ status: 'final' }, 'the official result');
    await page.getByText('The match is final and locked.').waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByLabel('Why is the match reopened?').fill('Protest upheld');
    await desk.keys('Enter');
    await desk.becomes({ status: 'ended', statusReason: 'Protest upheld' }, 'the game to be open again');
  });

  it('goes to overtime when the score is level', async () => {
    await desk.publish('status', { status: 'live' });
    await desk.publish('score_set', { home: 90, away: 90, reason: 'Three quarters later' });
    for (const period of ['4']) {
      await desk.publish('period_start', { period });
      await desk.publish('period_end', { period });
    }
    await desk.page.getByRole('button', { name: 'Start Overtime 1' }).waitFor();
    await desk.keys('n');
    await desk.becomes({ period: '5', clock: { valueMs: 300_000 }, timeoutsLeft: { home: 2 } }, 'overtime');
  });

  it('leaves every spectator with the same state', async () => {
    const [spectator, told] = await desk.checksums();
    expect(spectator).toBe(told);
    expect((await clock()).running).toBe(false);
    await waitFor(() => desk.faults.length === 0, { message: () => desk.faults.join('\n') });
  });

  it.each([
    [360, 'dark', 'de'],
    [2560, 'light', 'en'],
  ] as const)('fits %s px in %s (%s), without a fault that axe finds', async (width, scheme, language) => {
    expect(await desk.looks(width, scheme, language)).toEqual({ overflow: 0, faults: [] });
  });
});
