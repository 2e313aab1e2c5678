import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { connect } from '../../client/src/index.js';
import { checksum } from '../../src/core/json/checksum.js';
import type { JsonObject } from '../../src/core/json/json.js';
import type { LoggedEvent } from '../../src/core/protocol/event.js';
import { accessibilityFaults, openBrowser, pressesSent } from './browser.js';
import { Server } from './server.js';
import { waitFor } from './wait-for.js';

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct-horse-battery-staple';
const WAIT_MS = 30_000;

interface ConsoleOptions {
  readonly folder: string;
  /** The strokes that open a dialog. */
  readonly asks: string;
}

/** A browser that is signed in to a server of its own, and what the public sees of its matches. */
export class MatchConsole implements AsyncDisposable {
  readonly faults: string[] = [];
  feed = '';

  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly asks: ReadonlySet<string>,
  ) {}

  static async open({ folder, asks }: ConsoleOptions): Promise<MatchConsole> {
    const env = { ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD };
    const server = await Server.start({ dataDir: join(folder, 'data'), env });
    const browser = await openBrowser();
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    const console = new MatchConsole(server, browser, context, page, new Set([...asks]));
    page.on('pageerror', (error) => console.faults.push(error.message));
    await page.goto(`${server.url}/admin/`);
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live desk' }).waitFor();
    return console;
  }

  /** Makes a feed and sits down at its desk. */
  async sitDown(feed: { readonly id: string } & JsonObject): Promise<void> {
    const created = await this.server.call('POST', '/feeds', feed);
    if (created.status !== 201) throw new Error(await created.text());
    this.feed = feed.id;
    await this.page.goto(`${this.server.url}/admin/feeds/${feed.id}`);
    await this.page.locator('[data-action=comment]').waitFor();
    await this.page.locator('[data-status=live]').waitFor();
  }

  /** Plain keys; a dialog that one asks for is there before the next, as for a person. Resolves when none is open. */
  async keys(...strokes: readonly string[]): Promise<void> {
    for (const stroke of strokes) {
      const open = await this.page.locator('[role=dialog]').count();
      await this.page.keyboard.press(stroke);
      if (open === 0 && this.asks.has(stroke)) await this.page.locator('[role=dialog]').first().waitFor();
    }
    await this.page.locator('[role=dialog]').waitFor({ state: 'detached' });
  }

  /** As another publisher would; the page has it before the next press. */
  async publish(type: string, data: JsonObject): Promise<void> {
    const response = await this.server.call('POST', `/feeds/${this.feed}/events`, { type, data });
    if (!response.ok) throw new Error(await response.text());
    await this.#shows(((await response.json()) as LoggedEvent).seq);
  }

  async state(): Promise<JsonObject> {
    return (await this.#read<{ state: JsonObject }>('')).state;
  }

  async events(): Promise<readonly LoggedEvent[]> {
    return (await this.#read<{ events: readonly LoggedEvent[] }>('/events?limit=1000')).events;
  }

  async last(): Promise<LoggedEvent> {
    const event = (await this.events()).at(-1);
    if (!event) throw new Error('There is no event yet.');
    return event;
  }

  /** Waits until the public state is as expected, and the page shows that and waits for no answer any more. */
  async becomes(expected: object, message: string): Promise<void> {
    await waitFor(
      async () => {
        expect(await this.state()).toMatchObject(expected);
        return true;
      },
      { message, timeoutMs: WAIT_MS },
    );
    await this.#shows((await this.last()).seq);
    await pressesSent(this.page);
  }

  undoes(what: string): Promise<void> {
    return this.page.getByRole('button', { name: `Undo ${what}`, exact: true }).waitFor();
  }

  /** What a new spectator's own fold proves against what the server says. */
  async checksums(): Promise<readonly [spectator: string, server: string]> {
    const client = connect(this.server.url);
    const feed = client.feed(this.feed);
    try {
      await waitFor(() => feed.state, { message: 'the spectator to be served' });
      const { checksum: told } = await this.#read<{ checksum: string }>('');
      return [checksum(feed.state ?? {}), told];
    } finally {
      client.close();
    }
  }

  /** The desk in another size, colour and language: how far it overflows, and what axe finds. */
  async looks(
    width: number,
    colorScheme: 'dark' | 'light',
    language: 'en' | 'de',
  ): Promise<{ readonly overflow: number; readonly faults: readonly string[] }> {
    const { page } = this;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(`localStorage.setItem('touchline.language', '${language}')`);
    await page.reload();
    await page.locator(`html[lang=${language}] [data-action=comment]`).waitFor();
    const faults = await accessibilityFaults(page);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    return { overflow, faults };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  /** That event, or a later one. */
  async #shows(seq: number): Promise<void> {
    const shown = this.page.getByText(`· ${this.feed}`);
    await waitFor(async () => Number(/\d+/.exec(await shown.innerText())?.[0]) >= seq, {
      message: `the page to show event ${seq}`,
      timeoutMs: WAIT_MS,
    });
  }

  async #read<T>(path: string): Promise<T> {
    const response = await fetch(`${this.server.url}/api/v1/feeds/${this.feed}${path}`);
    return (await response.json()) as T;
  }
}
