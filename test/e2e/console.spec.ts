import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { connect } from '../../client/src/index.js';
import { checksum } from '../../src/core/json/checksum.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { accessibilityFaults, openBrowser, pressesSent, watchFaults } from '../support/browser.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { clockPast, waitFor } from '../support/wait-for.js';

jest.setTimeout(180_000);

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct-horse-battery-staple';
const FEED = 'football.final';
const PRESS_MS = 30_000;
const CLOCK_MS = 1_500;

describeWith('chromium', 'the console, played by keyboard', () => {
  const folder = useTempFolder('console');
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: readonly string[];

  beforeAll(async () => {
    server = await Server.start({
      dataDir: join(folder(), 'data'),
      env: { ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD },
    });
    const squad = (number: number, name: string) => ({ number, name });
    const created = await server.call('POST', '/feeds', {
      id: FEED,
      kind: 'football',
      title: 'Argentina v France',
      config: {
        home: {
          name: 'Argentina',
          code: 'ARG',
          players: [squad(10, 'Lionel Messi'), squad(11, 'Ángel Di María')],
        },
        away: {
          name: 'France',
          code: 'FRA',
          players: [squad(10, 'Kylian Mbappé'), squad(14, 'Adrien Rabiot')],
        },
      },
    });
    expect(created.status).toBe(201);
    browser = await openBrowser();
    context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(PRESS_MS);
    faults = await watchFaults(page);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const state = async () => {
    const response = await fetch(`${server.url}/api/v1/feeds/${FEED}`);
    return ((await response.json()) as { state: Record<string, unknown> }).state;
  };
  const events = async () => {
    const response = await fetch(`${server.url}/api/v1/feeds/${FEED}/events?limit=500`);
    return ((await response.json()) as { events: LoggedEvent[] }).events;
  };
  const told = async () => (await events()).map(({ type, target }) => (target ? `${type} ${target}` : type));
  /** The public state, and what the page shows. */
  const becomes = async (expected: object, message: string) => {
    await waitFor(
      async () => {
        expect(await state()).toMatchObject(expected);
        return true;
      },
      { message, timeoutMs: PRESS_MS },
    );
    const head = (await events()).at(-1)?.seq ?? 0;
    const facts = page.getByText(`· ${FEED}`);
    await waitFor(async () => Number(/\d+/.exec(await facts.innerText())?.[0]) >= head, {
      message: `the page to show event ${head}`,
      timeoutMs: PRESS_MS,
    });
  };
  const keys = async (...strokes: readonly string[]): Promise<void> => {
    for (const stroke of strokes) {
      // A dialog that is asked for is there before the next key is meant for it, as for a person.
      const before = await page.locator('[role=dialog]').count();
      await page.keyboard.press(stroke);
      if (before === 0 && stroke.length === 1 && 'gyrswpkvtcxe'.includes(stroke)) {
        await page.locator('[role=dialog]').first().waitFor();
      }
    }
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  };
  const shown = (text: string | RegExp) => page.getByText(text).first().waitFor();

  it('refuses a wrong password with the remedy, then lets the right one in', async () => {
    await page.goto(`${server.url}/admin/`);
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong-password-for-sure');
    await page.keyboard.press('Enter');
    await shown(/do not belong together/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator(`[data-feed="${FEED}"]`).waitFor();
    await page.locator('[data-status=live]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('finds the match by the command palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Find a feed or a command').fill('argen');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/admin/feeds/${FEED}`);
    await page.locator('[data-action=goal]').waitFor();
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('publishes a goal with three keys', async () => {
    await keys('n');
    await becomes({ status: 'live', period: 'first_half' }, 'the kick-off');
    await keys('g', 'h', 'Enter');
    await becomes({ score: { home: 1, away: 0 } }, 'the goal');
    const goal = (await events()).at(-1);
    expect(goal).toMatchObject({ type: 'goal', data: { team: 'home', kind: 'open_play', minute: 1 } });
  });

  it('undoes with one key what the button names', async () => {
    await keys('g', 'a', '1', '0', 'Enter');
    await becomes({ score: { home: 1, away: 1 } }, 'the goal of France');
    await page.getByRole('button', { name: "Undo Goal, France: Kylian Mbappé 1'" }).waitFor();
    await keys('u');
    await becomes({ score: { home: 1, away: 0 } }, 'the goal to be struck');
    await page.locator('[data-type=goal][data-voided=true]').waitFor();
    expect((await told()).at(-1)).toBe('void 4');
  });

  it('replaces a wrong press at its original instant', async () => {
    await keys('y', 'a', 'Enter');
    await becomes({ cards: { away: { yellow: 1, red: 0 } } }, 'the wrong card');
    const wrong = (await events()).at(-1);
    await keys('w', 'r', 'a', '1', '4', 'Enter');
    await becomes({ cards: { away: { yellow: 0, red: 1 } } }, 'the right card');
    const line = page.locator(`[data-seq="${wrong?.seq}"]`);
    await line.getByText('Red card, France: Adrien Rabiot').waitFor();
    await line.getByText(/Before: Yellow card, France/).waitFor();
    expect(await line.locator('time').getAttribute('datetime')).toBe(wrong?.occurredAt);
  });

  it('shows who published an event, and what was done to it', async () => {
    const card = page.locator('[data-type=card]').first();
    await card.getByText(`${EMAIL} · 1 change`).click();
    await card.getByText(`Published by ${EMAIL}`).waitFor();
    const change = card.locator('[data-step=amended]');
    await change.getByText(`Changed by ${EMAIL}`).waitFor();
    await change.getByText('color: yellow → red').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await card.getByText(`${EMAIL} · 1 change`).click();
    await page.locator('h1').click();
  });

  it('gives an action another key: pressed, kept, taken out and in again', async () => {
    await page.keyboard.press('?');
    await page.getByRole('link', { name: 'Change the keys' }).click();
    await page.getByRole('button', { name: 'Change the key G of Goal' }).click();
    await page.keyboard.press('c');
    await shown('C is the key of Comment.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Swap: Comment gets G' }).click();
    await page.getByRole('button', { name: 'Change the key C of Goal' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export to a file' }).click(),
    ]);
    const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
      desks: { football: Record<string, string[]> };
    };
    expect(file.desks.football).toMatchObject({ goal: ['c'], comment: ['g'] });
    await page.goBack();
    await page.locator('[data-action=goal]').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'Goal' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${server.url}/admin/keys`);
    const import_ = (football: object) =>
      page.setInputFiles('input[type=file]', {
        name: 'keys.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify({ ...file, desks: { football } })),
      });
    await import_({ goal: ['ctrl+w'], penalty: ['q'] });
    await shown('Football, Goal: the browser needs Ctrl W for itself.');
    await shown('Football: there is no action “penalty”.');
    await import_({ goal: ['g'], comment: ['c'] });
    await shown('2 actions have other keys now.');
    await page.goto(`${server.url}/admin/feeds/${FEED}`);
    await page.locator('[data-action=goal]').waitFor();
    await page.locator('[data-status=live]').waitFor();
  });

  it('asks when somebody else published the same in between, and loses and doubles nothing', async () => {
    let raced = false;
    await page.route(`**/feeds/${FEED}/events`, async (route) => {
      if (!raced) {
        raced = true;
        await server.call('POST', `/feeds/${FEED}/events`, {
          type: 'goal',
          data: { team: 'home', player: 'Other' },
        });
      }
      await route.continue();
    });
    await keys('g', 'h', '1', '1', 'Enter');
    const panel = page.getByRole('region', { name: 'Waiting presses' });
    await panel.getByText(/this happened: Goal, Argentina: Other/).waitFor();
    expect(await state()).toMatchObject({ score: { home: 2, away: 0 } });
    expect(await accessibilityFaults(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Publish it too' }).click();
    await becomes({ score: { home: 3, away: 0 } }, 'both goals');
    await page.unroute(`**/feeds/${FEED}/events`);
  });

  it('keeps presses while the network is away, and sends them in order with their own time', async () => {
    const before = await told();
    await pressesSent(page);
    await context.setOffline(true);
    await keys('g', 'a', 'Enter');
    await keys('y', 'h', 'Enter');
    const pressedAt = Date.now();
    const panel = page.getByRole('region', { name: 'Waiting presses' });
    await panel.getByText('2 presses wait').waitFor();
    expect(await told()).toEqual(before);
    await page.locator('[data-old=true]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    // What waits counts for the next step; taken back it leaves no trace.
    await keys('n');
    await page.getByRole('button', { name: 'Start the second half' }).waitFor();
    await keys('u');
    await panel.getByText('2 presses wait').waitFor();
    // The page knows the server's clock as well as an answer travelled.
    const backAt = await clockPast(pressedAt + CLOCK_MS);
    await context.setOffline(false);
    await becomes({ score: { home: 3, away: 1 }, cards: { home: { yellow: 1 } } }, 'what waited');
    await panel.waitFor({ state: 'detached' });
    const sent = (await events()).slice(before.length);
    expect(sent.map(({ type }) => type)).toEqual(['goal', 'card']);
    for (const { occurredAt } of sent) expect(Date.parse(occurredAt)).toBeLessThan(backAt);
    await page.locator('[data-status=live]').waitFor();
  });

  it('asks to sign in again without losing what was typed', async () => {
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'Comment' }).fill('A hard tackle in midfield.');
    await context.clearCookies();
    await page.keyboard.press('Control+Enter');
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    // Only the password is asked for.
    await again.getByLabel('E-mail').waitFor();
    expect(await again.getByLabel('E-mail').inputValue()).toBe(EMAIL);
    await again.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await waitFor(async () => (await told()).at(-1) === 'comment', {
      message: 'the comment',
      timeoutMs: PRESS_MS,
    });
    expect((await events()).at(-1)?.data).toEqual({ text: 'A hard tackle in midfield.' });
    await again.waitFor({ state: 'detached' });
  });

  it('keeps what is typed into the sign-in from the dialog beneath, which stays', async () => {
    await page.keyboard.press('g');
    const goal = page.getByRole('dialog', { name: 'Goal' });
    await goal.waitFor();
    await context.clearCookies();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.locator('input[name=password]:focus').waitFor();
    await page.keyboard.press('Escape');
    // With an H and an A, the keys of the teams.
    await page.keyboard.type(PASSWORD);
    expect(await again.locator('input[name=password]').inputValue()).toBe(PASSWORD);
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'detached' });
    await goal.getByRole('group', { name: /team/i }).waitFor();
    await page.keyboard.press('Escape');
    await goal.waitFor({ state: 'detached' });
    await page.locator('[data-status=live]').waitFor();
  });

  it('strikes the goal that a video check overturns, in one act', async () => {
    await keys('v', 'g');
    await page.getByText('Video check runs: goal').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /Overturned: void Goal, France/ }).waitFor();
    await keys('v', 'o');
    await becomes({ score: { home: 3, away: 0 } }, 'the overturned goal');
    expect((await events()).at(-1)).toMatchObject({ type: 'void', reason: 'VAR' });
  });

  it('has its keys back when the check that it asks about is ended elsewhere', async () => {
    await keys('v', 'g');
    await page.getByText('Video check runs: goal').waitFor();
    await page.locator('[data-action=var]').click();
    await page.getByRole('dialog', { name: 'Video check' }).waitFor();
    const data = { phase: 'end', subject: 'goal', outcome: 'confirmed' };
    await server.call('POST', `/feeds/${FEED}/events`, { type: 'var', data });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'Comment' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('inserts a missed event at its place', async () => {
    const kickOff = page.locator('[data-type=period_start]').first();
    await kickOff.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Insert a missed event here' }).click();
    await page.getByLabel('Team').selectOption('away');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await becomes({ score: { home: 3, away: 1 } }, 'the missed goal');
    await page.getByText('inserted').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('gives the focus back to whoever goes from button to button, however fast', async () => {
    const more = page.locator('[data-type=period_start]').first().getByRole('button');
    await page.evaluate('globalThis.promptly = setTimeout');
    for (let round = 0; round < 25; round++) {
      // What the page puts off for a moment comes before, between or behind the keys.
      await page.evaluate(
        `globalThis.setTimeout = (run, ms, ...rest) => promptly(run, ms || ${round * 2}, ...rest)`,
      );
      await more.press('Enter');
      await page.getByRole('menuitem', { name: 'Void' }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.locator('[data-type=period_start] button:focus').waitFor();
    }
    await page.evaluate('globalThis.setTimeout = promptly');
  });

  it('ends, makes final, locks and reopens with a reason', async () => {
    // A key that bounces: by the time of the second stroke the next step is another.
    await page.evaluate(
      "for (const key of 'nn') document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))",
    );
    await shown('The same twice within half a second: it was taken once.');
    await becomes({ status: 'break' }, 'half-time');
    await page.getByRole('button', { name: 'Start the second half' }).waitFor();
    await page.getByRole('button', { name: 'Other steps' }).click();
    await page.getByRole('menuitem', { name: 'End (unofficial)' }).click();
    await becomes({ status: 'ended' }, 'the end');
    await page.getByRole('button', { name: 'Make the result final' }).waitFor();
    // Until it has gone, keys are for the menu.
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Make Argentina 3–1 France final?' }).waitFor();
    await page.getByRole('button', { name: 'Make the result final' }).last().click();
    await becomes({ status: 'final', winner: 'home' }, 'the official result');
    await shown('The match is final and locked.');
    await keys('u');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByLabel('Why is the match reopened?').fill('The referee counted again');
    await page.keyboard.press('Enter');
    await becomes(
      { status: 'ended', statusReason: 'The referee counted again' },
      'the match to be open again',
    );
  });

  it('leaves every spectator with the same state', async () => {
    const client = connect(server.url);
    const feed = client.feed(FEED);
    await waitFor(() => feed.state, { message: 'the spectator to be served' });
    const public_ = (await (await fetch(`${server.url}/api/v1/feeds/${FEED}`)).json()) as {
      checksum: string;
    };
    expect(checksum(feed.state ?? {})).toBe(public_.checksum);
    client.close();
    expect(faults).toEqual([]);
  });

  it.each([
    [360, 'dark'],
    [2560, 'light'],
  ] as const)('fits %s px in %s, without a fault that axe finds', async (width, colorScheme) => {
    const other = await browser.newPage({
      viewport: { width, height: 800 },
      colorScheme,
      storageState: await context.storageState(),
    });
    await other.goto(`${server.url}/admin/?show=all`);
    await other.locator(`[data-feed="${FEED}"]`).waitFor({ timeout: PRESS_MS });
    await other.locator('[data-status=live]').waitFor({ timeout: PRESS_MS });
    const wide = () =>
      other.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(await wide()).toBe(0);
    expect(await accessibilityFaults(other)).toEqual([]);
    await other.goto(`${server.url}/admin/feeds/${FEED}`);
    await other.locator('[data-action=goal]').waitFor({ timeout: PRESS_MS });
    expect(await wide()).toBe(0);
    expect(await accessibilityFaults(other)).toEqual([]);
    await other.close();
  });

  it('fits 360 px also while it connects, when there is more to say', async () => {
    const other = await browser.newPage({
      viewport: { width: 360, height: 800 },
      storageState: await context.storageState(),
    });
    await other.routeWebSocket(/./, () => undefined);
    await other.goto(`${server.url}/admin/`);
    await other.locator('[data-status=connecting]').waitFor({ timeout: PRESS_MS });
    expect(
      await other.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await other.close();
  });
});

describe('the console’s files', () => {
  const dist = join(__dirname, '../../admin-ui/dist');

  it('load less than 250 kB of JavaScript, compressed, before the first page', () => {
    interface Chunk {
      readonly file: string;
      readonly isEntry?: boolean;
      readonly imports?: readonly string[];
    }
    const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
    const needed = new Set<string>();
    const need = (name: string): void => {
      const chunk = manifest[name];
      if (!chunk || needed.has(chunk.file)) return;
      needed.add(chunk.file);
      chunk.imports?.forEach(need);
    };
    for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry) need(name);
    const bytes = [...needed].map((file) => gzipSync(readFileSync(join(dist, file))).length);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  });
});
