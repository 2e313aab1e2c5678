import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser } from '../support/browser.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';

jest.setTimeout(180_000);

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct-horse-battery-staple';
const PATIENCE_MS = 30_000;

describeWith('chromium', 'the cluster and the system in the console', () => {
  const folder = useTempFolder('cluster-page');
  let server: Server;
  let browser: Browser;
  let page: Page;

  const start = (port?: number): Promise<Server> =>
    Server.start({
      dataDir: join(folder(), 'data'),
      ...(port === undefined ? {} : { port }),
      env: { ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD, NODE_ID: 'n1' },
    });

  beforeAll(async () => {
    server = await start();
    browser = await openBrowser();
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${server.url}/admin/cluster`);
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.keyboard.press('Enter');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const row = (name: RegExp) => page.getByRole('row', { name });

  it('shows one node alone as a cluster that is well, and draws its last minutes', async () => {
    await row(/^n1/).getByText('Well').waitFor();
    await page.getByText('All is well').waitFor();
    const connections = page.getByRole('figure', { name: /^Connections/ });
    await connections.getByRole('img', { name: /^Now 1; in the last minute between/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows a node that drains, then keeps in sight that it has gone', async () => {
    let nodes = 3;
    await page.route('**/api/v1/cluster', async (route) => {
      const response = await route.fetch();
      const cluster = (await response.json()) as { nodes: Record<string, unknown>[] };
      const [self] = cluster.nodes;
      const others = ['n2', 'n3'].map((id) => ({ ...self, id, self: false, draining: id === 'n3' }));
      await route.fulfill({ response, json: { ...cluster, nodes: [self, ...others].slice(0, nodes) } });
    });
    await row(/^n3/).getByText('Draining').waitFor();
    await page.getByText('1 node drains').waitFor();
    nodes = 2;
    await row(/^n3/)
      .getByText(/Gone since/)
      .waitFor();
    await page.getByText('2 nodes', { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/api/v1/cluster');
  });

  it('says when what it shows is old, and goes on when the server is back', async () => {
    const { port } = server;
    await server.kill9();
    await page.getByText(/What you see is as of \d\d:\d\d:\d\d: no node answers/).waitFor();
    await row(/^n1/).waitFor();
    server = await start(port);
    await page.getByText(/no node answers/).waitFor({ state: 'detached' });
    await page.getByText('1 node', { exact: true }).waitFor();
  });

  it('tells what the system runs on, and what its operator may want to change', async () => {
    await page.getByRole('link', { name: 'System' }).click();
    await page.getByText('Ready', { exact: true }).waitFor();
    await page.getByText(/^Embedded PostgreSQL \d/).waitFor();
    await page.getByText(/back that folder up/).waitFor();
    const docs = page.getByRole('link', { name: 'API documentation' });
    expect(await docs.getAttribute('href')).toBe('/api/docs');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    [360, 'dark'],
    [3840, 'light'],
  ] as const)('fits %s px in %s, without a fault that axe finds', async (width, colorScheme) => {
    const other = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
      storageState: await page.context().storageState(),
    });
    other.setDefaultTimeout(PATIENCE_MS);
    for (const [path, sign] of [
      ['cluster', 'figure'],
      ['status', 'dl'],
    ] as const) {
      await other.goto(`${server.url}/admin/${path}`);
      await other.locator(sign).first().waitFor();
      await other.locator('[data-status=live]').waitFor();
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([path, await other.evaluate(wide)]).toEqual([path, 0]);
      expect(await accessibilityFaults(other)).toEqual([]);
    }
    await other.close();
  });
});
