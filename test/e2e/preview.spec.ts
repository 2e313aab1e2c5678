import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser } from '../support/browser.js';
import { CONSOLE_ENV, openConsole, overflowOf, type ConsolePage } from '../support/console-page.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(180_000);

const WAIT_MS = 30_000;
/** Long enough for a slow machine to see that nothing is released yet. */
const DELAY_SECONDS = 12;

describeWith('chromium', 'the preview of what spectators see', () => {
  const folder = useTempFolder('preview');
  let server: Server;
  let browser: Browser;
  let desk: ConsolePage;

  beforeAll(async () => {
    server = await Server.start({ dataDir: join(folder(), 'data'), env: CONSOLE_ENV });
    const config = { home: { name: 'City' }, away: { name: 'United' } };
    const feeds = { open: 0, late: DELAY_SECONDS, closed: null };
    for (const [id, publicDelaySeconds] of Object.entries(feeds)) {
      const body = {
        id: `football.${id}`,
        kind: 'football',
        title: `City v United, ${id}`,
        config,
        publicDelaySeconds,
      };
      expect((await server.call('POST', '/feeds', body)).status).toBe(201);
    }
    browser = await openBrowser();
    desk = await openConsole(browser, server.url, 'feeds/football.open');
    await desk.page.locator('[data-action=goal]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const pane = (page: Page) => page.getByRole('region', { name: 'What spectators see' });
  const measure = (page: Page, name: string) => pane(page).locator(`[data-measure=${name}]`);
  async function visit(id: string): Promise<Page> {
    await desk.page.goto(`${server.url}/admin/feeds/${id}`);
    await desk.page.locator('[data-action=goal]').waitFor();
    return desk.page;
  }
  async function score(page: Page): Promise<void> {
    await page.keyboard.press('g');
    await page.locator('[role=dialog]').waitFor();
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  }

  it('opens with one key, shows the public score and measures a press on its way there', async () => {
    const { page } = desk;
    await page.keyboard.press('Shift+V');
    await page.locator('[data-preview=live]').waitFor();
    await measure(page, 'seq').getByText('0 of 0').waitFor();
    await score(page);
    await measure(page, 'press').and(page.locator('[data-count="1"]')).waitFor();
    expect(Number(await measure(page, 'press').getAttribute('data-ms'))).toBeGreaterThan(0);
    await pane(page).locator('[data-field=home]', { hasText: '1' }).waitFor();
    await pane(page)
      .getByText(/Last: Goal, City/)
      .waitFor();
    await measure(page, 'release').getByText('none').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('is there again after a reload', async () => {
    await desk.page.reload();
    await desk.page.locator('[data-preview=live]').waitFor();
    await pane(desk.page).locator('[data-field=home]', { hasText: '1' }).waitFor();
  });

  it('shows a delayed feed late, and tells that delay from the way', async () => {
    const page = await visit('football.late');
    await measure(page, 'release')
      .and(page.locator(`[data-seconds="${DELAY_SECONDS}"]`))
      .waitFor();
    await measure(page, 'seq').and(page.locator('[data-behind="0"]')).waitFor();
    await score(page);
    await measure(page, 'seq').getByText('1 is not released yet').waitFor();
    expect(await pane(page).locator('[data-field=home]').innerText()).toBe('0');
    await measure(page, 'press').and(page.locator('[data-count="1"]')).waitFor();
    await pane(page).locator('[data-field=home]', { hasText: '1' }).waitFor();
    await measure(page, 'press').getByText(`${DELAY_SECONDS} s + `).waitFor();
  });

  it('has no credentials: a private feed is not seen, until it is opened to all', async () => {
    const page = await visit('football.closed');
    await pane(page).getByText('Spectators do not see this feed.').waitFor();
    await score(page);
    await page.locator('[data-type=goal]').waitFor();
    expect(await pane(page).locator('[data-field=home]').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await server.call('PATCH', '/feeds/football.closed', { publicDelaySeconds: 0 });
    await waitFor(async () => (await pane(page).locator('[data-field=home]').count()) === 1, {
      message: 'the preview to see what became public',
      timeoutMs: WAIT_MS,
    });
    expect(desk.faults).toEqual([]);
  });

  it.each([
    [360, 'dark'],
    [1920, 'light'],
  ] as const)('fits %s px in %s, without a fault that axe finds', async (width, colorScheme) => {
    const other = await openConsole(browser, server.url, 'feeds/football.open', {
      width,
      colorScheme,
      from: desk.context,
    });
    await other.page.locator('[data-preview=live]').waitFor();
    await pane(other.page).locator('[data-field=home]', { hasText: '1' }).waitFor();
    expect(await overflowOf(other.page)).toBe(0);
    expect(await accessibilityFaults(other.page)).toEqual([]);
    expect(other.faults).toEqual([]);
    await other.context.close();
  });
});
