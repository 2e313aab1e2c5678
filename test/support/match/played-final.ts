import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import type { JsonObject } from '../../../src/core/json/json.js';
import type { LoggedEvent } from '../../../src/core/protocol/event.js';
import { TEAMS, type Team } from '../../../src/demo/final-2022.js';
import { openBrowser, pressesSent } from '../browser.js';
import { startCluster, type Cluster } from '../cluster.js';
import { clockPast, waitFor } from '../wait-for.js';
import { DeskPlayer } from './desk-player.js';
import type { Fact, Happening } from './final-facts.js';
import { Spectator } from './spectator.js';
import { playersOf } from './squads.js';

export interface FeedAnswer {
  readonly seq: number;
  readonly checksum: string;
  readonly state: JsonObject;
}

const FEED = 'football.final-2022';
/** Two strokes that are closer are one that bounced. */
const BOUNCE_MS = 500;
const ADA = { email: 'ada@example.com', name: 'Ada', password: 'correct-horse-battery-staple' };
/** A bound for what hangs: this machine may be slow, and a node may have died. */
const PRESS_MS = 45_000;
const CONTRACTS = ['every', 'every', 'every', 'latest', 'latest'] as const;

/** The final of 2022 on three nodes behind an edge, an editor at its desk, and spectators who follow it by the SDK. */
export class PlayedFinal implements AsyncDisposable {
  readonly spectators: readonly Spectator[];
  /** What went wrong in the editor's page. */
  readonly faults: string[] = [];
  /** Milliseconds from the last key of a press to each subscriber under `every`. */
  readonly delays: number[] = [];
  /** How many keys each goal took. */
  readonly keysOfGoals: number[] = [];
  readonly desk: DeskPlayer;
  #steppedAt = 0;

  private constructor(
    readonly cluster: Cluster,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.desk = new DeskPlayer(page);
    this.spectators = CONTRACTS.map((contract) => new Spectator(cluster.url, FEED, contract));
    page.setDefaultTimeout(PRESS_MS);
    page.on('pageerror', (error) => this.faults.push(error.message));
  }

  static async start(): Promise<PlayedFinal> {
    const cluster = await startCluster({ nodes: 3 });
    let browser: Browser | undefined;
    try {
      const side = (team: Team) => ({ ...TEAMS[team], players: playersOf(team) });
      const config = { home: side('home'), away: side('away') };
      await make(cluster, '/feeds', { id: FEED, kind: 'football', title: 'Argentina v France', config });
      await make(cluster, '/users', { ...ADA, role: 'editor' });
      browser = await openBrowser();
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
      const final = new PlayedFinal(cluster, browser, context, await context.newPage());
      await waitFor(() => final.spectators.every(({ seq }) => seq === 0), {
        message: 'the spectators to be served',
      });
      return final;
    } catch (error) {
      await browser?.close();
      await cluster.stop();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const spectator of this.spectators) spectator[Symbol.dispose]();
    await this.browser.close();
    await this.cluster.stop();
  }

  /** Signs in, straight to the desk; resolves to the id of the node that the page is then connected to. */
  async signIn(): Promise<string> {
    const { page } = this;
    const before = await this.#socketsByNode();
    await page.goto(`${this.cluster.url}/admin/feeds/${FEED}`);
    await page.getByLabel('E-mail').fill(ADA.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(ADA.password);
    await page.keyboard.press('Enter');
    await page.locator('[data-action=goal]').waitFor();
    await page.locator('[data-status=live]').waitFor();
    return waitFor(
      async () => {
        const after = await this.#socketsByNode();
        return [...after].find(([id, sockets]) => sockets > (before.get(id) ?? 0))?.[0];
      },
      { message: 'the node of the page' },
    );
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Waiting presses' });
  }

  /** The newest event that a spectator has. */
  get head(): number {
    return this.spectators[0]?.seq ?? 0;
  }

  feed(url?: string): Promise<FeedAnswer> {
    return this.#get<FeedAnswer>(`/feeds/${FEED}`, url);
  }

  async log(): Promise<readonly LoggedEvent[]> {
    return (await this.#get<{ events: LoggedEvent[] }>(`/feeds/${FEED}/events?limit=5000`)).events;
  }

  async reaches(seq: number): Promise<void> {
    await waitFor(() => this.head >= seq, { message: `event ${seq}`, timeoutMs: PRESS_MS });
  }

  /** The editor sees all that was published, as people do before they press the next key. */
  async inStep(): Promise<void> {
    const shown = this.page.getByText(`· ${FEED}`);
    await waitFor(async () => Number(/\d+/.exec(await shown.innerText())?.[0]) >= this.head, {
      message: 'the editor to see what was published',
      timeoutMs: PRESS_MS,
    });
  }

  /** Every press has its answer. */
  sent(): Promise<void> {
    return pressesSent(this.page);
  }

  /** The next step of the match, once the desk offers it. */
  async next(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).waitFor();
    await clockPast(this.#steppedAt + BOUNCE_MS);
    await this.desk.keys('n');
    this.#steppedAt = Date.now();
  }

  /** What the public state comes to contain, and all who follow it. */
  async becomes(expected: object): Promise<void> {
    const holds = async (): Promise<number> => {
      const { state, seq } = await this.feed();
      expect(state).toMatchObject(expected);
      return seq;
    };
    const message = JSON.stringify(expected);
    await this.reaches(await waitFor(holds, { message, timeoutMs: PRESS_MS, intervalMs: 100 }));
    await this.inStep();
  }

  /** One press that becomes the next event: its seq. Notes how long it took to each subscriber. */
  async published(press: () => Promise<void>): Promise<number> {
    await this.inStep();
    const seq = this.head + 1;
    await press();
    const every = this.spectators.filter(({ contract }) => contract === 'every');
    await waitFor(() => every.every(({ arrivals }) => arrivals.has(seq)), {
      message: `event ${seq}`,
      timeoutMs: PRESS_MS,
    });
    for (const { arrivals } of every)
      this.delays.push((arrivals.get(seq) ?? Number.NaN) - this.desk.pressedAt);
    return seq;
  }

  /** A goal as it is seen: who scored is told when there is time. */
  async goal(team: Team): Promise<void> {
    const before = this.desk.presses;
    await this.desk.goal(team);
    this.keysOfGoals.push(this.desk.presses - before);
  }

  async tellGoal(seq: number, { kind, player, assist }: JsonObject): Promise<void> {
    await this.page.locator(`[data-seq="${seq}"]`).waitFor();
    const details = { kind: kind as string, player: player as string, reason: 'Details' };
    const helped = assist === undefined ? {} : { assist: assist as string };
    await this.published(() => this.desk.correctGoal(seq, { ...details, ...helped }));
  }

  async clockIs(clock: string): Promise<void> {
    await this.inStep();
    const seq = this.head + 1;
    if (await this.desk.setClock(clock)) await this.reaches(seq);
  }

  async happen(happening: Happening): Promise<void> {
    const { clock, type, data } = happening;
    await this.clockIs(clock);
    if (type !== 'goal') await this.published(() => this.desk.play(happening));
    else await this.tellGoal(await this.published(() => this.goal(data['team'] as Team)), data);
  }

  /** Somebody else's update arrives while ours is on its way; resolves to the status that ours was answered. */
  async race(theirs: Fact, ours: () => Promise<void>): Promise<number> {
    const path = `/api/v1/feeds/${FEED}/events`;
    // An earlier press may be answered only now, though its event has been seen: this is about the one that is overtaken.
    const overtaken: Request[] = [];
    await this.page.route(
      `**${path}`,
      async (route) => {
        overtaken.push(route.request());
        await make(this.cluster, `/feeds/${FEED}/events`, { type: theirs.type, data: theirs.data });
        await route.continue();
      },
      { times: 1 },
    );
    await ours();
    const ask = (): Request | undefined => overtaken[0];
    const request = await waitFor(ask, { message: 'the press to go out', timeoutMs: PRESS_MS });
    return (await request.response())?.status() ?? 0;
  }

  /** From an edge or node; one that is away is asked again. */
  async #get<T extends object>(path: string, url?: string): Promise<T> {
    const ask = async (): Promise<T | undefined> => {
      const response = await this.cluster.call('GET', path, undefined, url === undefined ? {} : { url });
      return response.ok ? ((await response.json()) as T) : undefined;
    };
    return (await waitFor(ask, { message: path })) as T;
  }

  async #socketsByNode(): Promise<ReadonlyMap<string, number>> {
    const counts = this.cluster.current.nodes.map(async ({ id, url }) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const lines = [...text.matchAll(/^touchline_realtime_connections\{[^}]*\} (\d+)$/gm)];
      return [id, lines.reduce((sum, [, count]) => sum + Number(count), 0)] as const;
    });
    return new Map(await Promise.all(counts));
  }
}

async function make(cluster: Cluster, path: string, body: unknown): Promise<void> {
  const response = await cluster.call('POST', path, body);
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
