import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { JsonObject } from '../../src/core/json/json.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { accessibilityFaults, openBrowser, pressesSent } from '../support/browser.js';
import { CONSOLE_ENV, openConsole, overflowOf, type ConsolePage } from '../support/console-page.js';
import { describeWith } from '../support/requirements.js';
import { Server } from '../support/server.js';
import { useTempFolder } from '../support/temp-folder.js';
import { clockPast, waitFor } from '../support/wait-for.js';

jest.setTimeout(180_000);

const FEED = 'quote.acme';
const WAIT_MS = 30_000;

describeWith('chromium', 'the quote desk, worked by keyboard', () => {
  const folder = useTempFolder('quote-desk');
  let server: Server;
  let browser: Browser;
  let desk: ConsolePage;

  beforeAll(async () => {
    server = await Server.start({ dataDir: join(folder(), 'data'), env: CONSOLE_ENV });
    const config = { symbol: 'ACME', exchange: 'XNAS', currency: 'USD', priceScale: 2, previousClose: '100' };
    await made('/feeds', { id: FEED, kind: 'quote', title: 'ACME Rockets', config });
    for (const price of ['100.5', '101', '100.75']) await publish('trade', { price, size: '10' });
    await publish('quote', { bid: '100.7', bidSize: '5', ask: '100.8', askSize: '7' });
    browser = await openBrowser();
    desk = await openConsole(browser, server.url, `feeds/${FEED}`);
    await desk.page.locator('[data-action=trade]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function made(path: string, body: object): Promise<void> {
    expect((await server.call('POST', path, body)).status).toBe(201);
  }
  const publish = (type: string, data: JsonObject) => made(`/feeds/${FEED}/events`, { type, data });
  const state = async () => {
    const response = await fetch(`${server.url}/api/v1/feeds/${FEED}`);
    return ((await response.json()) as { state: JsonObject }).state;
  };
  const events = async () => {
    const response = await fetch(`${server.url}/api/v1/feeds/${FEED}/events?limit=2000`);
    return ((await response.json()) as { events: LoggedEvent[] }).events;
  };
  const becomes = (expected: object, message: string) =>
    waitFor(
      async () => {
        expect(await state()).toMatchObject(expected);
        return true;
      },
      { message, timeoutMs: WAIT_MS },
    );
  const price = () => desk.page.getByRole('textbox', { name: 'Price (USD)' });
  const size = () => desk.page.getByRole('textbox', { name: 'Size', exact: true });
  const reason = () => desk.page.getByRole('textbox', { name: 'Reason' });
  const noDialog = () => desk.page.locator('[role=dialog]').waitFor({ state: 'detached' });
  async function trade(written: string, pieces: string): Promise<void> {
    await desk.page.keyboard.press('t');
    await price().fill(written);
    await size().fill(pieces);
    await desk.page.keyboard.press('Enter');
  }

  it('shows prices as the feed has them, with the newest print first', async () => {
    const { page } = desk;
    await page.locator('[data-field=last]', { hasText: '100.75' }).waitFor();
    await page.locator('[data-start]').first().waitFor();
    await page.locator('[data-kind=trade]').nth(2).waitFor();
    const rows = await page.locator('[data-kind=trade]').all();
    const seqs = await Promise.all(rows.map((row) => row.getAttribute('data-seq')));
    expect(seqs).toEqual(['3', '2', '1']);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('names the field that is wrong, and publishes exactly what was written', async () => {
    const { page } = desk;
    await trade('100,90', '');
    await page.getByText('Write it with a point and without commas').waitFor();
    await price().and(page.locator(':focus')).waitFor();
    await page.getByText('Write a number, such as 101.25.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await price().fill('100.9000000000000000001');
    await size().fill('0.50');
    await page.keyboard.press('Enter');
    await becomes({ last: '100.9000000000000000001', lastSize: '0.5' }, 'the trade');
    await page.getByText('Published: Trade 100.9000000000000000001 × 0.5').waitFor();
  });

  it('takes a press that bounces as one', async () => {
    const before = (await events()).length;
    await trade('100.8', '3');
    await desk.page.keyboard.press('Enter');
    await becomes({ last: '100.8' }, 'the trade');
    await noDialog();
    await desk.page.keyboard.press('q');
    await desk.page.getByRole('textbox', { name: 'Bid', exact: true }).fill('100.75');
    await desk.page.keyboard.press('Enter');
    await becomes({ bid: '100.75', ask: '100.8' }, 'the quote that leaves the ask');
    expect((await events()).slice(before).map(({ type, data }) => [type, data])).toEqual([
      ['trade', { price: '100.8', size: '3' }],
      ['quote', { bid: '100.75' }],
    ]);
  });

  it('doubts a slip once; voids it with a reason; the bar says that it was revised', async () => {
    const { page } = desk;
    await trade('1008', '3');
    await page.getByText('Enter once more publishes it all the same.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await state()).toMatchObject({ last: '100.8' });
    await page.keyboard.press('Enter');
    await becomes({ last: '1008', high: '1008' }, 'what was meant all the same');
    const slip = (await events()).length;
    await noDialog();
    await page.locator(`[data-seq="${slip}"]`).waitFor();
    await page.keyboard.press('x');
    await reason().fill('Fat finger');
    await page.keyboard.press('Enter');
    await becomes({ last: '100.8', high: '101' }, 'the void');
    const row = page.locator(`[data-seq="${slip}"][data-voided=true]`);
    await row.getByText('Reason: Fat finger').waitFor();
    await page.locator('[data-revised]').getByText('Reason: Fat finger').waitFor();
    await page.getByRole('button', { name: 'As a table' }).click();
    await page.getByText(/Before: .*1\s008\.00/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'As a chart' }).click();
  });

  it('undoes the last act with one key, and redoes it: what was struck returns to its own minute', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Undo Voided: Trade 1 008.00 × 3' }).waitFor();
    const struck = (await events()).find(({ data }) => data['price'] === '1008');
    await page.keyboard.press('u');
    await becomes({ high: '1008' }, 'the print to return');
    const rowOf = (event: LoggedEvent | undefined) => page.locator(`[data-seq="${event?.seq}"]`);
    const first = (await events()).at(-1);
    expect(first).toMatchObject({ insertAfter: struck?.seq, occurredAt: struck?.occurredAt });
    await rowOf(first).waitFor();
    await page.keyboard.press('Control+Shift+Z');
    await becomes({ high: '101' }, 'the print to be struck again');
    await page.locator(`[data-seq="${first?.seq}"][data-voided=true]`).waitFor();
    await page.keyboard.press('u');
    await becomes({ high: '1008' }, 'the print to return again');
    const row = rowOf((await events()).at(-1));
    await row.waitFor();
    await page.keyboard.press('x');
    await page.keyboard.type('Fat finger, again');
    await page.keyboard.press('Enter');
    await becomes({ high: '101', last: '100.8' }, 'the slip to be struck for good');
    await row.getByText('Reason: Fat finger, again').waitFor();
    await noDialog();
  });

  it('amends an older print from the list, and keeps what it was', async () => {
    const { page } = desk;
    const row = page.locator('[data-seq="2"]');
    await row.getByRole('button', { name: 'Correct: Trade 101.00 × 10' }).click();
    await price().fill('100.95');
    await reason().fill('Wrong price');
    await page.keyboard.press('Enter');
    await becomes({ high: '100.95' }, 'the amendment, without the 101');
    await row.getByText('Before: Trade 101.00 × 10').waitFor();
    await page.getByText('Corrected', { exact: true }).click();
    await row.waitFor();
    await page.locator('[data-seq="1"]').waitFor({ state: 'detached' });
    await page.getByText('All', { exact: true }).click();
  });

  it('halts with a reason, shows it to nobody’s oversight, and resumes', async () => {
    const { page } = desk;
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await page.getByText('Say why: the reason is public.').waitFor();
    await page.getByRole('button', { name: 'News pending (T1)' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await reason().press('Enter');
    await becomes({ tradingStatus: 'halted', statusReason: 'News pending (T1)' }, 'the halt');
    await page.getByText('No trading: Halted').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await noDialog();
    await page.keyboard.press('h');
    await page.getByRole('dialog', { name: 'Resume trading?' }).waitFor();
    await page.keyboard.press('Enter');
    await becomes({ tradingStatus: 'trading' }, 'trading to resume');
    await page.getByText('No trading: Halted').waitFor({ state: 'detached' });
  });

  it('asks for the desk before it publishes what a dialog holds that was overtaken', async () => {
    const { page } = desk;
    const tab = 'the-other-desk';
    await page.keyboard.press('t');
    await price().fill('100.83');
    await size().fill('1');
    const take = async () =>
      expect((await server.call('POST', `/feeds/${FEED}/lock`, { tab, takeOver: true })).status).toBe(200);
    await take();
    const beat = setInterval(() => void server.call('POST', `/feeds/${FEED}/editors`, { tab }), 2_000);
    try {
      await page.getByText(/took this desk over at/).waitFor();
      const before = (await events()).length;
      await size().press('Enter');
      const asked = page.getByRole('dialog', { name: /^Take over from/ });
      await asked.waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect((await events()).length).toBe(before);
      await server.call('DELETE', `/feeds/${FEED}/lock/${tab}`);
      await asked.waitFor({ state: 'detached' });
      await take();
      await page.getByText('You see everything as it happens.').waitFor();
      // It was asked about one press, and is not asked again of itself.
      expect(await asked.count()).toBe(0);
      await size().press('Enter');
      await asked.waitFor();
      await page.keyboard.press('Enter');
      await becomes({ last: '100.83' }, 'what the dialog held');
      await noDialog();
    } finally {
      clearInterval(beat);
      await server.call('DELETE', `/feeds/${FEED}/editors/${tab}`);
    }
  });

  it('keeps prints while the network is away, and sends them with their own time', async () => {
    const { page, context } = desk;
    const before = (await events()).length;
    await pressesSent(page);
    await context.setOffline(true);
    await trade('100.81', '1');
    await noDialog();
    await trade('100.82', '1');
    const pressedAt = Date.now();
    await page.getByRole('region', { name: 'Waiting presses' }).getByText('2 presses wait').waitFor();
    expect((await events()).length).toBe(before);
    // The page knows the server's clock as well as an answer travelled.
    const backAt = await clockPast(pressedAt + 1_500);
    await context.setOffline(false);
    await becomes({ last: '100.82' }, 'what waited');
    const sent = (await events()).slice(before);
    expect(sent.map(({ data }) => data['price'])).toEqual(['100.81', '100.82']);
    for (const { occurredAt } of sent) expect(Date.parse(occurredAt)).toBeLessThan(backAt);
    await page.locator('[data-status=live]').waitFor();
  });

  it('stands a burst: the list is bounded and can be held, the bar has all of it', async () => {
    const { page } = desk;
    const newest = String((await events()).length);
    await page.locator(`[data-kind=trade][data-seq="${newest}"]`).waitFor();
    await page.keyboard.press('p');
    await page.getByText(/^Held: /).waitFor();
    const burst = Array.from({ length: 1_000 }, (_, index) => ({
      feed: FEED,
      type: 'trade',
      data: { price: (100 + (index % 40) / 100).toFixed(2), size: '1' },
    }));
    expect((await server.call('POST', '/events', { events: burst })).status).toBe(200);
    await page.getByText('Held: 1000 newer prints').waitFor();
    expect(await page.locator('[data-kind=trade]').first().getAttribute('data-seq')).toBe(newest);
    await page.keyboard.press('p');
    const head = String((await events()).length);
    await page.locator(`[data-kind=trade][data-seq="${head}"]`).waitFor();
    expect(await page.locator('[data-kind]').count()).toBe(60);
    const candles = async () => {
      const response = await fetch(`${server.url}/api/v1/feeds/${FEED}/candles?interval=1d`);
      return ((await response.json()) as { items: { volume: string; trades: number }[] }).items.at(-1);
    };
    await page.getByRole('radiogroup', { name: 'Interval' }).getByText('1d').first().click();
    await page.getByRole('button', { name: 'As a table' }).click();
    const bar = await candles();
    const cells = page.locator('tbody tr').last().locator('td');
    await waitFor(async () => (await cells.last().innerText()) === String(bar?.trades), {
      message: 'the bar of the day to have all trades',
      timeoutMs: WAIT_MS,
    });
    expect(desk.faults).toEqual([]);
  });

  it.each([
    [360, 'dark'],
    [2560, 'light'],
  ] as const)('fits %s px in %s, without a fault that axe finds', async (width, colorScheme) => {
    const other = await openConsole(browser, server.url, `feeds/${FEED}`, {
      width,
      colorScheme,
      from: desk.context,
    });
    await other.page.locator('[data-kind=trade]').first().waitFor();
    expect(await overflowOf(other.page)).toBe(0);
    expect(await accessibilityFaults(other.page)).toEqual([]);
    expect(other.faults).toEqual([]);
    await other.context.close();
  });
});
