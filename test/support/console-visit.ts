import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, watchFaults } from './browser.js';
import { waitFor } from './wait-for.js';

/** Slow machines are given their time; what is there at once is seen at once. */
const PATIENCE_MS = 30_000;

interface Account {
  readonly email: string;
  readonly password: string;
}

/** Somebody who works with the console in a browser of their own. Whatever breaks the page or its content policy is in `faults`. */
export class ConsoleVisit {
  readonly #url: string;

  private constructor(
    url: string,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly faults: readonly string[],
  ) {
    this.#url = url;
  }

  /** Opens `path` of the console (`/` is the live desk) and signs in there. */
  static async open(
    browser: Browser,
    server: { readonly url: string },
    account: Account,
    path: string,
  ): Promise<ConsoleVisit> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const visit = new ConsoleVisit(server.url, context, page, await watchFaults(page));
    await visit.go(path);
    await visit.signIn(account);
    return visit;
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.#url}/admin${path}`);
  }

  /** On the page or in the dialog that asks for it. */
  async signIn({ email, password }: Account): Promise<void> {
    await this.page.getByLabel('E-mail').last().fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.locator('[data-status=live]').waitFor();
  }

  /** The path behind `/admin`, once it fits. */
  async arrives(path: RegExp): Promise<void> {
    const here = (): string => new URL(this.page.url()).pathname.slice('/admin'.length);
    await waitFor(() => path.test(here()), {
      timeoutMs: PATIENCE_MS,
      message: () => `the page to be ${path.source}; it is ${here()}`,
    });
  }

  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  accessibilityFaults(): Promise<readonly string[]> {
    return accessibilityFaults(this.page);
  }

  /** Faults that axe finds at `width` in `scheme`, and how much wider than the window the page is. */
  async at(width: number, scheme: 'light' | 'dark'): Promise<{ faults: readonly string[]; beyond: unknown }> {
    const before = this.page.viewportSize();
    await this.page.setViewportSize({ width, height: 900 });
    await this.page.emulateMedia({ colorScheme: scheme });
    const faults = await this.accessibilityFaults();
    const beyond = await this.page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    await this.page.emulateMedia({ colorScheme: 'light' });
    if (before) await this.page.setViewportSize(before);
    return { faults, beyond };
  }
}
