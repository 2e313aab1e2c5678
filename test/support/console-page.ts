import type { Browser, BrowserContext, Page } from 'playwright-core';
import { watchFaults } from './browser.js';

const CONSOLE_ADMIN = { email: 'ada@example.com', password: 'correct-horse-battery-staple' };
/** For a server of its own: the admin above exists. */
export const CONSOLE_ENV = { ADMIN_EMAIL: CONSOLE_ADMIN.email, ADMIN_PASSWORD: CONSOLE_ADMIN.password };

export interface ConsoleOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Instead of signing in. */
  readonly from?: BrowserContext;
}

export interface ConsolePage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the page and breaches of its content policy. */
  readonly faults: readonly string[];
}

/** The console at `path`, with the admin signed in. */
export async function openConsole(
  browser: Browser,
  url: string,
  path: string,
  { width = 1440, height = 900, colorScheme = 'light', from }: ConsoleOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width, height },
    colorScheme,
    ...(from ? { storageState: await from.storageState() } : {}),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = await watchFaults(page);
  await page.goto(`${url}/admin/${path}`);
  if (!from) {
    await page.getByLabel('E-mail').fill(CONSOLE_ADMIN.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(CONSOLE_ADMIN.password);
    await page.keyboard.press('Enter');
  }
  await page.locator('[data-status=live]').waitFor();
  return { context, page, faults };
}

/** Pixels that stick out of the page to the side. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
