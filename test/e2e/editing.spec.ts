import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { accessibilityFaults, openBrowser } from '../support/browser.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(180_000);

const PASSWORD = 'correct-horse-battery-staple';
const FEED = 'football.derby';
const WAIT_MS = 30_000;

interface Sitting {
  readonly context: BrowserContext;
  readonly page: Page;
}

describeWith('chromium', 'two editors on one match', () => {
  const folder = useTempFolder('console');
  let server: Server;
  let browser: Browser;
  let ada: Sitting;
  let bob: Sitting;
  const faults: string[] = [];

  beforeAll(async () => {
    server = await Server.start({ dataDir: join(folder(), 'data') });
    const created = await server.call('POST', '/feeds', {
      id: FEED,
      kind: 'football',
      title: 'City v United',
      config: { home: { name: 'City' }, away: { name: 'United' } },
    });
    expect(created.status).toBe(201);
    browser = await openBrowser();
    ada = await sitDown('Ada');
    bob = await sitDown('Bob');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function sitDown(name: string): Promise<Sitting> {
    const email = `${name.toLowerCase()}@example.com`;
    const user = { email, name, password: PASSWORD, role: 'editor' };
    expect((await server.call('POST', '/users', user)).status).toBe(201);
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${server.url}/admin/feeds/${FEED}`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('[data-action=goal]').waitFor();
    await page.locator('[data-status=live]').waitFor();
    return { context, page };
  }

  const state = async () => {
    const response = await fetch(`${server.url}/api/v1/feeds/${FEED}`);
    return ((await response.json()) as { state: object }).state;
  };
  const becomes = (expected: object) =>
    waitFor(
      async () => {
        expect(await state()).toMatchObject(expected);
        return true;
      },
      { timeoutMs: WAIT_MS },
    );
  const here = ({ page }: Sitting) => page.getByRole('list', { name: 'Also at this desk' });
  const pad = ({ page }: Sitting) => page.locator('[data-action=goal]');
  const lock = ({ page }: Sitting) => page.getByRole('region', { name: 'Who has the desk' });
  const tookOver = (told: Sitting, by: string) =>
    lock(told)
      .getByText(new RegExp(`${by} took this desk over at`))
      .waitFor();
  const adaTakesItBack = async () => {
    await lock(ada).getByRole('button', { name: 'Take it back' }).click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
    await pad(ada).waitFor();
  };
  const shootGoal = async ({ page }: Sitting, team: 'h' | 'a') => {
    await page.keyboard.press('g');
    await page.locator('[role=dialog]').waitFor();
    await page.keyboard.press(team);
    await page.keyboard.press('Enter');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  };

  /** By a take-over, unless the desk has become free meanwhile. */
  const getDesk = (one: Sitting) =>
    waitFor(
      async () => {
        if ((await pad(one).count()) > 0) return true;
        await one.page.keyboard.press((await one.page.getByRole('dialog').count()) > 0 ? 'Enter' : 'Shift+T');
        return false;
      },
      { timeoutMs: WAIT_MS, intervalMs: 200 },
    );

  it('see each other, and neither is in the way while nobody has pressed anything', async () => {
    await here(ada).getByText('Bob').waitFor();
    await here(bob).getByText('Ada').waitFor();
    await ada.page.getByText('The desk is free').waitFor();
    expect(await pad(bob).isEnabled()).toBe(true);
    expect(await accessibilityFaults(ada.page)).toEqual([]);
  });

  it('belong to one of them with the first press; the other watches', async () => {
    await ada.page.keyboard.press('n');
    await becomes({ status: 'live', period: 'first_half' });
    await ada.page.getByText('The desk is yours').waitFor();
    await lock(bob)
      .getByText(/Ada has this desk since/)
      .waitFor();
    await pad(bob).waitFor({ state: 'detached' });
    await bob.page.keyboard.press('g');
    await lock(bob).getByText('That key did nothing: Ada has the desk.').waitFor();
    expect(await bob.page.locator('[role=dialog]').count()).toBe(0);
    expect(await accessibilityFaults(bob.page)).toEqual([]);
  });

  it('are shown on the live desk', async () => {
    const page = await bob.context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(`${server.url}/admin/`);
    const card = page.locator(`[data-feed="${FEED}"]`);
    await card.getByText('Editing: Ada, You (another tab)').waitFor();
    await card.getByText(/^\d+ viewers?$/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.close();
  });

  it('change places by a take-over: the one is told at once, the other goes on', async () => {
    await bob.page.keyboard.press('Shift+T');
    await bob.page.getByRole('dialog', { name: 'Take over from Ada?' }).waitFor();
    expect(await accessibilityFaults(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Enter');
    await pad(bob).waitFor();
    await tookOver(ada, 'Bob');
    await pad(ada).waitFor({ state: 'detached' });
    expect(await accessibilityFaults(ada.page)).toEqual([]);
    await shootGoal(bob, 'a');
    await becomes({ score: { home: 0, away: 1 } });
  });

  it('lose nothing that was typed when the desk changes hands meanwhile', async () => {
    await bob.page.keyboard.press('c');
    await bob.page.getByRole('textbox', { name: 'Comment' }).fill('Corner to United.');
    await adaTakesItBack();
    await tookOver(bob, 'Ada');
    // It is not published behind the back of who has the desk now; the question comes over what was typed.
    await bob.page.keyboard.press('Control+Enter');
    const asked = bob.page.getByRole('dialog', { name: 'Take over from Ada?' });
    await asked.waitFor();
    expect(await accessibilityFaults(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    expect(await bob.page.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('Corner to United.');
    await bob.page.getByRole('button', { name: 'Publish', exact: true }).click();
    await asked.getByRole('button', { name: 'Take over' }).click();
    await bob.page.getByText('Published: Corner to United.').waitFor();
    await tookOver(ada, 'Bob');
  });

  it('publish what was answered before the question, whatever key is struck over it', async () => {
    await bob.page.keyboard.press('v');
    await bob.page.getByRole('dialog', { name: 'Video check' }).waitFor();
    await adaTakesItBack();
    await tookOver(bob, 'Ada');
    await bob.page.getByRole('dialog').getByRole('button', { name: 'penalty' }).click();
    const asked = bob.page.getByRole('dialog', { name: 'Take over from Ada?' });
    await asked.waitFor();
    await bob.page.keyboard.press('r');
    // Once it is under way it can't be taken back: it would publish behind the back of whoever left it.
    const asking = new Promise<Route>((resolve) => void bob.page.route('**/lock', resolve, { times: 1 }));
    await asked.getByRole('button', { name: 'Take over' }).click();
    const taking = await asking;
    await bob.page.keyboard.press('Escape');
    expect(await asked.isVisible()).toBe(true);
    await taking.continue();
    await bob.page.getByText('Video check runs: penalty').waitFor();
    await tookOver(ada, 'Bob');
  });

  it('lose no press of the one who was cut off when the desk changed hands', async () => {
    await adaTakesItBack();
    await pad(bob).waitFor({ state: 'detached' });
    await ada.context.setOffline(true);
    await shootGoal(ada, 'h');
    await ada.page.getByRole('region', { name: 'Waiting presses' }).waitFor();
    await getDesk(bob);
    await shootGoal(bob, 'h');
    await becomes({ score: { home: 1, away: 1 } });
    await ada.context.setOffline(false);
    await tookOver(ada, 'Bob');
    const panel = ada.page.getByRole('region', { name: 'Waiting presses' });
    await panel.getByText(/this happened: Goal, City/).waitFor();
    await panel.getByRole('button', { name: 'Drop it' }).click();
    await panel.waitFor({ state: 'detached' });
    expect(await state()).toMatchObject({ score: { home: 1, away: 1 } });
  });

  it('are gone from the other’s page when their tab is killed', async () => {
    await bob.context.close();
    await ada.page.getByText('Your next press takes it', { exact: false }).or(pad(ada)).first().waitFor();
    await pad(ada).waitFor();
    await here(ada).waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });
});
