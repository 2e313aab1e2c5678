import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { ConsoleVisit } from '../support/console-visit.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';

jest.setTimeout(180_000);

const ADA = { email: 'ada@example.com', password: 'correct-horse-battery-staple' };
const CLEAN = { faults: [], beyond: 0 };

describeWith('chromium', 'people, managed in the console', () => {
  const folder = useTempFolder('people');
  let server: Server;
  let browser: Browser;
  let ada: ConsoleVisit;
  let bob: ConsoleVisit;
  let page: Page;
  let password = '';

  beforeAll(async () => {
    server = await Server.start({
      dataDir: join(folder(), 'data'),
      env: { ADMIN_EMAIL: ADA.email, ADMIN_PASSWORD: ADA.password },
    });
    browser = await openBrowser();
    ada = await ConsoleVisit.open(browser, server, ADA, '/manage/people');
    ({ page } = ada);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const choose = async (what: string) => {
    await page.getByRole('button', { name: 'More: Bob' }).click();
    await page.getByRole('menuitem', { name: what }).click();
  };

  it('makes an account with a first password that is shown once, and what is wrong stands at its field', async () => {
    await row(ADA.email).getByText('you', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'New person' }).click();
    const dialog = page.getByRole('dialog', { name: 'New person' });
    await dialog.getByLabel('Name').fill('Bob');
    await dialog.getByLabel('Feeds').fill('football.*\nno pattern/');
    await dialog.getByRole('button', { name: 'Create the account' }).click();
    await dialog.getByText('Enter an e-mail address, such as ada@example.com').waitFor();
    await dialog.getByText('pattern/ is no pattern').waitFor();
    expect(await ada.at(360, 'dark')).toEqual(CLEAN);
    await dialog.getByLabel('E-mail').fill('bob@example.com');
    await dialog.getByLabel('Feeds').fill('football.*');
    await dialog.getByRole('button', { name: 'Create the account' }).click();
    const secret = page.getByRole('dialog', { name: 'Password of Bob' });
    password = await secret.getByLabel('Password').inputValue();
    expect(password).toMatch(/^\w{5}-\w{5}-\w{5}-\w{5}$/);
    await secret.getByLabel('I have stored it').check();
    await secret.getByRole('button', { name: 'Done' }).click();
    await row('Bob').getByText('football.*').waitFor();
  });

  it('lets them in as far as their role goes, and choose their own password without being signed out', async () => {
    bob = await ConsoleVisit.open(browser, server, { email: 'bob@example.com', password }, '/');
    expect(await bob.page.getByRole('link', { name: 'People' }).count()).toBe(0);
    await bob.page.getByRole('button', { name: /^Account and appearance/ }).click();
    await bob.page.getByRole('menuitem', { name: 'Change your password' }).click();
    const dialog = bob.page.getByRole('dialog', { name: 'Change your password' });
    await dialog.getByLabel('Present password').fill('not my password');
    await dialog.getByLabel('New password', { exact: true }).fill('a better password');
    await dialog.getByLabel('New password, once more').fill('a better password');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await dialog.getByText('is not your password').waitFor();
    await dialog.getByLabel('Present password').fill(password);
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await bob.shows('Your password is changed.');
    await dialog.waitFor({ state: 'detached' });
    // The live connection of the old session ends; the one of the new session takes its place.
    await bob.page.locator('[data-status=live]').waitFor();
    expect(await bob.page.getByRole('dialog').count()).toBe(0);
    await bob.go('/manage/feeds');
    await bob.page.locator('[data-status=live]').waitFor();
    await bob.page.getByRole('heading', { name: 'Feeds', exact: true }).waitFor();
    password = 'a better password';
  });

  it('signs out at once who is signed out everywhere, or deactivated', async () => {
    await choose('Sign out everywhere');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await ada.shows('Bob is signed out everywhere.');
    await bob.page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    await bob.signIn({ email: 'bob@example.com', password });
    await choose('Deactivate');
    await page
      .getByRole('dialog', { name: 'Deactivate Bob?' })
      .getByRole('button', { name: 'Deactivate' })
      .click();
    await row('Bob').getByText('Deactivated').waitFor();
    const again = bob.page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('E-mail').fill('bob@example.com');
    await again.getByRole('textbox', { name: 'Password' }).fill(password);
    await bob.page.keyboard.press('Enter');
    await again.getByText('do not belong together').waitFor();
    await choose('Reactivate');
    await ada.shows('Bob can sign in again.');
    await bob.signIn({ email: 'bob@example.com', password });
    expect(bob.faults).toEqual([]);
  });

  it('keeps the role of whoever is signed in, and the list in the address', async () => {
    await page.getByRole('button', { name: `Edit: ${ADA.email}` }).click();
    const dialog = page.getByRole('dialog', { name: `Edit ${ADA.email}` });
    await dialog.getByText('Another administrator can change your role').waitFor();
    expect(await page.getByRole('button', { name: `More: ${ADA.email}` }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Role').selectOption('editor');
    await row('Bob').waitFor();
    await page.reload();
    await row('Bob').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await ada.at(360, 'light')).toEqual(CLEAN);
    expect(await ada.at(2560, 'dark')).toEqual(CLEAN);
    expect(ada.faults).toEqual([]);
  });
});
