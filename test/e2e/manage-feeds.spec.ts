import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { ConsoleVisit } from '../support/console-visit.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';

jest.setTimeout(180_000);

const ADA = { email: 'ada@example.com', password: 'correct-horse-battery-staple' };
const CLEAN = { faults: [], beyond: 0 };

describeWith('chromium', 'feeds, managed in the console', () => {
  const folder = useTempFolder('manage-feeds');
  let server: Server;
  let browser: Browser;
  let visit: ConsoleVisit;
  let page: Page;

  beforeAll(async () => {
    server = await Server.start({
      dataDir: join(folder(), 'data'),
      env: { ADMIN_EMAIL: ADA.email, ADMIN_PASSWORD: ADA.password },
    });
    browser = await openBrowser();
    visit = await ConsoleVisit.open(browser, server, ADA, '/');
    ({ page } = visit);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const feed = async (id: string) => (await server.call('GET', `/feeds/${id}`)).json() as Promise<object>;
  const team = (side: 'Home' | 'Away') => page.getByRole('group', { name: side });
  const focused = (field: Locator) => field.and(page.locator(':focus')).waitFor();
  const titles = () => page.locator('tbody [data-column=title] a').allTextContents();

  it('makes a match from a template, its title and id from the teams, and leads to its desk', async () => {
    await page.getByRole('link', { name: 'New feed' }).click();
    await page.getByRole('radio', { name: /^Football/ }).waitFor();
    expect(await visit.at(360, 'dark')).toEqual(CLEAN);
    await team('Home').getByLabel('Name').fill('Köln');
    await team('Home').getByLabel('Squad').fill('10 Ann\n7 Bea');
    await team('Away').getByLabel('Name').fill('Real Madrid');
    expect(await page.getByLabel('Id', { exact: true }).inputValue()).toBe('football.koln-v-real-madrid');
    await page.getByRole('radio', { name: 'Everyone, with a delay' }).check();
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.arrives(/^\/feeds\/football\.koln-v-real-madrid$/);
    await page.locator('[data-action=goal]').waitFor();
    expect(await feed('football.koln-v-real-madrid')).toMatchObject({
      title: 'Köln v Real Madrid',
      tags: ['football'],
      publicDelaySeconds: 30,
      config: {
        home: {
          name: 'Köln',
          players: [
            { number: 10, name: 'Ann' },
            { number: 7, name: 'Bea' },
          ],
        },
        away: { name: 'Real Madrid' },
      },
    });
  });

  it('puts what is wrong at its field, keeps what was typed, and offers the squad of an earlier team', async () => {
    await visit.go('/manage/feeds/new');
    await team('Home').getByLabel('Name').fill('Kö');
    await page.getByRole('option', { name: 'Köln' }).click();
    expect(await team('Home').getByLabel('Squad').inputValue()).toBe('10 Ann\n7 Bea');
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.shows('Who is it? Enter a name.');
    await focused(team('Away').getByLabel('Name'));
    await team('Away').getByLabel('Name').fill('Real Madrid');
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.shows(/This id is taken.* try football\.koln-v-real-madrid-2/);
    await focused(page.getByLabel('Id', { exact: true }));
    await page.getByLabel('Id', { exact: true }).fill('football.second-leg');
    await team('Away').getByLabel('Colour').fill('no colour');
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.shows('Enter a colour such as #75aadb or blue.');
    await team('Away').getByLabel('Colour').fill('white');
    await page.keyboard.press('Escape');
    await visit.context.clearCookies();
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    await visit.signIn(ADA);
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.arrives(/^\/feeds\/football\.second-leg$/);
    expect(await feed('football.second-leg')).toMatchObject({ config: { away: { color: 'white' } } });
  });

  it('makes one feed of two presses, and of one whose answer was lost', async () => {
    await visit.go('/manage/feeds/new?template=counter');
    let lost = false;
    await page.route('**/api/v1/feeds', async (route) => {
      if (route.request().method() !== 'POST' || lost) return route.continue();
      lost = true;
      await route.fetch();
      return route.abort();
    });
    await page.getByLabel('Title').fill('Votes');
    await page.getByRole('button', { name: 'Create the feed' }).dblclick();
    await visit.shows('No answer came, so nobody knows whether the feed was made.');
    await page.getByRole('button', { name: 'Create the feed' }).click();
    await visit.arrives(/^\/feeds\/custom\.votes$/);
    await page.unroute('**/api/v1/feeds');
  });

  it('changes what can be changed, and says why the rest stays', async () => {
    await page.getByRole('link', { name: 'Edit feed' }).click();
    await visit.arrives(/^\/manage\/feeds\/edit\/custom\.votes$/);
    await visit.shows('Ids are for ever');
    await page.getByLabel('Title').fill('All votes');
    await page.getByRole('button', { name: 'Save' }).click();
    await visit.arrives(/^\/feeds\/custom\.votes$/);
    await page.getByRole('heading', { name: 'All votes' }).waitFor();
    expect(await feed('custom.votes')).toMatchObject({
      title: 'All votes',
      config: { schema: { type: 'object' } },
    });
  });

  it('judges every line of a table before it makes the first feed, and goes on after the network failed', async () => {
    await visit.go('/manage/feeds/import');
    const rows = Array.from({ length: 30 }, (_, index) => `custom,Row ${index},`);
    await page
      .getByLabel('Table')
      .fill(
        [
          'kind,title,id',
          ...rows,
          'custom,Twin,custom.row-0',
          'cricket,What,x',
          'custom,Other,custom.votes',
        ].join('\n'),
      );
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Create 30 feeds' }).waitFor();
    expect(await page.locator('[data-verdict=refused]').count()).toBe(2);
    await visit.shows(/There is another feed of this id; it differs in: title, config/);
    expect((await server.call('GET', '/feeds/custom.row-0')).status).toBe(404);
    expect(await visit.at(360, 'light')).toEqual(CLEAN);

    let sent = 0;
    await page.route('**/api/v1/feeds', async (route) => {
      if (++sent !== 8) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Create 30 feeds' }).click();
    await visit.shows(/It stopped: The server can’t be reached/);
    await page.unroute('**/api/v1/feeds');
    await page.getByRole('button', { name: 'Go on' }).click();
    await visit.shows(/^Done: \d+ feeds were created\. 3 lines failed\.$/);
    const made = (await (await server.call('GET', '/feeds?q=custom.row-&limit=100')).json()) as {
      items: object[];
    };
    expect(made.items).toHaveLength(30);
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the failed lines' }).click(),
    ]);
    expect(readFileSync(await report.path(), 'utf8').split('\r\n')).toEqual([
      'kind,title,id,error',
      'custom,Twin,custom.row-0,id: Line 2 has the same id: only one can be created.',
      expect.stringMatching(/^cricket,What,x,"kind: Must be one of/),
      expect.stringMatching(/^custom,Other,custom.votes,"There is another feed/),
    ]);
  });

  it('keeps order, filter and page of the list in the address, for the way back and for others', async () => {
    await page.getByRole('link', { name: 'Feeds', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find by title or id' }).fill('row');
    await page.getByRole('button', { name: /^Title/ }).click();
    await page.getByRole('link', { name: 'Row 9', exact: true }).waitFor();
    await page.waitForURL(/q=row/);
    expect((await titles())[0]).toBe('Row 9');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Row 0', exact: true }).waitFor();
    const second = await titles();
    expect(second).toHaveLength(5);
    const address = page.url();
    await page.goBack();
    await page.getByRole('link', { name: 'Row 9', exact: true }).waitFor();
    await page.goto(address);
    await page.getByRole('link', { name: 'Row 0', exact: true }).waitFor();
    expect(await titles()).toEqual(second);
    expect(await visit.at(2560, 'dark')).toEqual(CLEAN);
    expect(await visit.at(360, 'light')).toEqual(CLEAN);
  });

  it('archives only who types the id, and says what that costs', async () => {
    await visit.go('/manage/feeds?q=votes');
    await page.getByRole('button', { name: 'More: All votes' }).click();
    await page.getByRole('menuitem', { name: 'Archive …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Archive All votes?' });
    await dialog.getByText('Nobody is watching right now.').waitFor();
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await dialog.getByText('This is not the id. Type custom.votes').waitFor();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await visit.accessibilityFaults()).toEqual([]);
    await dialog.getByRole('textbox').fill('custom.votes');
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('Nothing fits the filter.').waitFor();
    expect(await feed('custom.votes')).toMatchObject({ archivedAt: expect.any(String) });
    expect(visit.faults).toEqual([]);
  });
});
