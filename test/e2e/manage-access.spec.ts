import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, watchFaults } from '../support/browser.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

jest.setTimeout(180_000);

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct-horse-battery-staple';
const PATIENCE_MS = 30_000;

describeWith('chromium', 'who may do what, managed in the console', () => {
  const folder = useTempFolder('manage-access');
  let server: Server;
  let receiver: WebhookReceiver;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: readonly string[];

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    server = await Server.start({
      dataDir: join(folder(), 'data'),
      env: { ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD, WEBHOOK_ALLOW_PRIVATE: 'on' },
    });
    expect(
      (await server.call('POST', '/feeds', { id: 'custom.one', kind: 'custom', title: 'One' })).status,
    ).toBe(201);
    browser = await openBrowser();
    context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    faults = await watchFaults(page);
    await page.goto(`${server.url}/admin/manage/api-keys`);
    await signIn();
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await receiver?.[Symbol.asyncDispose]();
  });

  async function signIn(email = EMAIL, on: Page = page): Promise<void> {
    await on.getByLabel('E-mail').fill(email);
    await on.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await on.keyboard.press('Enter');
  }
  const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const row = (name: string | RegExp) => page.getByRole('row', { name });
  /** Reads the secret and says that it is stored. */
  async function takeSecret(title: RegExp, label: string): Promise<string> {
    const shown = dialog(title);
    const secret = await shown.getByLabel(label).inputValue();
    await page.keyboard.press('Escape');
    await shown.getByRole('button', { name: 'Done' }).click({ force: true });
    // Neither was enough: it would be gone for ever.
    expect(await shown.getByLabel(label).inputValue()).toBe(secret);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shown.getByLabel('I have stored it').check();
    await shown.getByRole('button', { name: 'Done' }).click();
    await shown.waitFor({ state: 'detached' });
    return secret;
  }
  const statusWith = async (key: string): Promise<number> =>
    (await fetch(`${server.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${key}` } })).status;

  it('makes a key: what is wrong stands at its field, and the secret stays until it is stored', async () => {
    const opener = button('New API key').first();
    await opener.click();
    const asked = dialog('New API key');
    await asked.waitFor();
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    await opener.and(page.locator(':focus')).waitFor();
    await opener.press('Enter');
    await asked.getByRole('button', { name: 'Create the key' }).click();
    await asked.getByText('Give it a name').waitFor();
    await asked.locator('[maxlength="128"]:focus').waitFor();
    await asked.getByRole('textbox', { name: 'Name' }).fill('Scout');
    await asked.getByRole('checkbox', { name: 'feeds:read' }).check();
    await asked.getByLabel('Feeds', { exact: true }).fill('custom.*');
    await asked.getByLabel(/Requests per second/).fill('0');
    await asked.getByRole('button', { name: 'Create the key' }).click();
    await asked.getByText(/whole number from 1/).waitFor();
    await asked.getByLabel(/Requests per second/).fill('50');
    await page.keyboard.press('Enter');
    const key = await takeSecret(/“Scout” is made/, 'API key');
    expect(await statusWith(key)).toBe(200);
    await row(/Scout/).getByText('custom.*').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('keeps what was typed when the session ends, and makes one key only', async () => {
    await button('New API key').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Typed before the session ended');
    await page.getByRole('checkbox', { name: 'feeds:read' }).check();
    await context.clearCookies();
    await button('Create the key').click();
    const again = dialog('Sign in again');
    await again.waitFor();
    await signIn();
    await again.waitFor({ state: 'detached' });
    await button('Create the key').dblclick();
    await takeSecret(/Typed before the session ended/, 'API key');
    const { items } = (await (await server.call('GET', '/api-keys')).json()) as { items: { name: string }[] };
    expect(items.filter(({ name }) => name.startsWith('Typed'))).toHaveLength(1);
  });

  it('gives a key a new secret, and revokes it', async () => {
    await row(/Scout/)
      .getByRole('button', { name: /New secret/ })
      .click();
    await page.getByLabel('The old secret').selectOption('0');
    await button('New secret').click();
    const key = await takeSecret(/“Scout” has a new secret/, 'API key');
    expect(await statusWith(key)).toBe(200);
    await row(/Scout/)
      .getByRole('button', { name: /Revoke/ })
      .click();
    await dialog(/Revoke the key “Scout”/)
      .getByRole('button', { name: 'Revoke' })
      .click();
    await row(/Scout/).waitFor({ state: 'detached' });
    await waitFor(async () => (await statusWith(key)) === 401, { message: 'the key to be refused' });
  });

  it('keeps the filter, the order and the page of a list in the address', async () => {
    for (let index = 0; index < 30; index++)
      await server.call('POST', '/api-keys', { name: `Partner ${index}`, scopes: ['feeds:read'] });
    await page.reload();
    await page.getByText('1–25 of 31').waitFor();
    await page.getByRole('columnheader', { name: /Name/ }).getByRole('button').press('Enter');
    await page.locator('th[aria-sort=descending]').waitFor();
    await page.getByLabel('Search names, scopes and feeds').last().fill('partner');
    await page.getByText('1–25 of 30').waitFor();
    await button('Next').press('Enter');
    await page.getByText('26–30 of 30').waitFor();
    await page.reload();
    await page.getByText('26–30 of 30').waitFor();
    await row(/Partner 0/).waitFor();
    await page.goBack();
    await page.getByText('1–25 of 30').waitFor();
    expect(new URL(page.url()).search).toBe('?q=partner&sort=-name');
  });

  it('registers a webhook, tests it, and tells at once what the receiver answered', async () => {
    await page.goto(`${server.url}/admin/manage/webhooks`);
    await button('New webhook').first().click();
    const asked = dialog('New webhook');
    await asked.getByRole('button', { name: 'Create the webhook' }).click();
    await asked.getByText(/Give a whole address/).waitFor();
    await asked.getByLabel('Address').fill(receiver.url);
    await asked.getByLabel('Feeds').fill('custom.*');
    await page.keyboard.press('Tab');
    await asked.getByRole('button', { name: 'Create the webhook' }).click();
    expect(await takeSecret(/The webhook is made/, 'Secret')).toMatch(/^whsec_/);
    await page.getByRole('heading', { name: receiver.url }).waitFor();
    receiver.answer = () => ({ status: 500, body: 'the receiver is out of paper' });
    await button('Send a test').click();
    await page.getByText('The test did not arrive').waitFor();
    await page.getByText('the receiver is out of paper').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(receiver.received.at(-1)?.json.type).toBe('webhook.test');
  });

  it('shows a delivery that fails, and sends it again', async () => {
    await server.call('POST', '/feeds/custom.one/events', { type: 'set', data: { a: 1 } });
    await page.getByRole('combobox', { name: 'State' }).selectOption('retrying');
    await row(/custom\.one #1/)
      .getByRole('button', { name: /Details of set/ })
      .click();
    const details = dialog('Delivery of set');
    await details.getByText('the receiver is out of paper').waitFor();
    receiver.answer = () => ({ status: 204 });
    await details.getByRole('button', { name: 'Send it again' }).click();
    await details.getByText('Sent again: it arrived.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await details.getByRole('button', { name: 'Close' }).last().click();
    expect(receiver.seqsOf('custom.one')).toContain(1);
  });

  it('pauses, resumes and deletes a webhook', async () => {
    await button('Pause').click();
    await page.getByText(/Resumed, it goes on where it stopped/).waitFor();
    await button('Resume').click();
    await button('Pause').waitFor();
    await button('Delete').click();
    await dialog('Delete this webhook?').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There is no webhook yet.').waitFor();
    const { items } = (await (await server.call('GET', '/webhooks')).json()) as { items: unknown[] };
    expect(items).toEqual([]);
  });

  it('finds in the audit log who did it, with what it was before, and saves what is filtered', async () => {
    await server.call('PATCH', '/feeds/custom.one', { title: 'Another title' });
    await page.goto(`${server.url}/admin/manage/audit?action=api-key.revoke`);
    await row(/Revoked an API key/)
      .getByText(EMAIL)
      .waitFor();
    await page.getByRole('combobox', { name: 'What' }).selectOption('feed.change');
    const change = row(/Changed a feed/);
    await change.getByText('Another title').waitFor();
    expect(await change.locator('del').textContent()).toContain('One');
    expect(await accessibilityFaults(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await button('Export').click();
    await page.getByRole('menuitem', { name: /NDJSON/ }).click();
    const lines = readFileSync(await (await saved).path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual(['feed.change']);
    await change.getByRole('link', { name: 'custom.one' }).click();
    await page.waitForURL('**/admin/feeds/custom.one');
  });

  it('offers an editor none of it', async () => {
    await server.call('POST', '/users', { email: 'ed@example.com', role: 'editor', password: PASSWORD });
    const other = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    other.setDefaultTimeout(PATIENCE_MS);
    await other.goto(`${server.url}/admin/manage/audit`);
    await signIn('ed@example.com', other);
    await other.getByText('This page is not for your account.').waitFor();
    for (const name of ['API keys', 'Webhooks', 'Audit log', 'Cluster', 'System'])
      expect(await other.getByRole('link', { name }).count()).toBe(0);
    await other.context().close();
  });

  it.each([
    [360, 'dark'],
    [3840, 'light'],
  ] as const)('fits %s px in %s, without a fault that axe finds', async (width, colorScheme) => {
    const other = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
      storageState: await context.storageState(),
    });
    other.setDefaultTimeout(PATIENCE_MS);
    for (const path of ['api-keys', 'audit', 'webhooks']) {
      await other.goto(`${server.url}/admin/manage/${path}`);
      await other.getByRole('heading', { level: 1 }).waitFor();
      await other.locator('[data-status=live]').waitFor();
      await other
        .locator(path === 'webhooks' ? 'h2' : 'tbody th')
        .first()
        .waitFor();
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([path, await other.evaluate(wide)]).toEqual([path, 0]);
      expect(await accessibilityFaults(other)).toEqual([]);
    }
    await other.close();
    expect(faults).toEqual([]);
  });
});
