import { setImmediate as turn } from 'node:timers/promises';
import { LIVE } from '../event-log/event-log.js';
import { MemoryEventLog } from '../event-log/memory-event-log.js';
import { ManualClock } from '../platform/clock/manual-clock.js';
import { RootLogger } from '../platform/logging/root-logger.js';
import { Demo, type DemoOptions } from './demo.js';

const FIRST_RUN = 'demo.final-2022.000001';
const SECOND_RUN = 'demo.final-2022.000002';
const MINUTE = 60_000;

class Stage {
  readonly clock = new ManualClock();
  readonly log = new MemoryEventLog({ clock: this.clock });
  demo = this.demoWith({});

  demoWith(options: Partial<DemoOptions>): Demo {
    const all = { mode: undefined, embedded: true, seed: 7, ...options };
    return new Demo(this.log, this.clock, RootLogger.silent().child('demo'), all);
  }

  /** Lets time pass in small steps, so that what waits for a commit can go on in between. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.clock.advance(250);
      await turn();
      await turn();
    }
  }

  async feeds(archived = false) {
    const { items } = await this.log.feeds({ limit: 100, archived, viewOf: () => LIVE });
    return items;
  }

  async match(id = FIRST_RUN) {
    return this.log.feed(id, LIVE);
  }

  async total(): Promise<number> {
    return (await this.feeds(true)).reduce((sum, { seq }) => sum + seq, 0);
  }
}

describe('Demo', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(async () => {
    await stage.demo.stop();
    expect(stage.clock.pending).toBe(0);
  });

  it('plays the whole final within six minutes', async () => {
    stage.demo.start();
    await stage.pass(6 * MINUTE);
    expect((await stage.match())?.state).toMatchObject({
      status: 'final',
      score: { home: 3, away: 3 },
      shootout: { home: 4, away: 2 },
      winner: 'home',
      decidedBy: 'shootout',
    });
  });

  it('moves a dozen symbols, about twenty updates a second together', async () => {
    stage.demo.start();
    await stage.pass(MINUTE);
    const symbols = (await stage.feeds()).filter(({ kind }) => kind === 'quote');
    expect(symbols).toHaveLength(12);
    expect(
      symbols.every(({ state }) => typeof state['last'] === 'string' && typeof state['change'] === 'string'),
    ).toBe(true);
    const events = symbols.reduce((sum, { seq }) => sum + seq, 0);
    expect(events).toBeGreaterThan(60 * 8);
    expect(events).toBeLessThan(60 * 25);
  });

  it('begins a new run after the result was shown, and archives the old one', async () => {
    stage.demo.start();
    await stage.pass(7 * MINUTE);
    expect((await stage.match(FIRST_RUN))?.archivedAt).toBeDefined();
    expect((await stage.match(SECOND_RUN))?.archivedAt).toBeUndefined();
    expect((await stage.feeds()).filter(({ kind }) => kind === 'football')).toHaveLength(1);
  });

  it('goes on with the same match after a restart, and publishes nothing twice', async () => {
    stage.demo.start();
    await stage.pass(2 * MINUTE);
    await stage.demo.stop();
    const before = (await stage.match())?.seq ?? 0;
    expect(before).toBeGreaterThan(10);
    stage.demo = stage.demoWith({});
    stage.demo.start();
    await stage.pass(5 * MINUTE);
    expect((await stage.match())?.state).toMatchObject({
      status: 'final',
      score: { home: 3, away: 3 },
      shootout: { home: 4, away: 2 },
    });
    const page = await stage.log.read(FIRST_RUN, { after: 0, limit: 1000, view: LIVE });
    expect(page.events.filter(({ type }) => type === 'goal')).toHaveLength(6);
  });

  it('waits while the database is gone and goes on as if nothing had been', async () => {
    stage.demo.start();
    await stage.pass(MINUTE);
    stage.log.reachable = false;
    await stage.pass(MINUTE);
    stage.log.reachable = true;
    await stage.pass(6 * MINUTE);
    expect((await stage.match())?.state).toMatchObject({ status: 'final', score: { home: 3, away: 3 } });
  });

  it('stops at once and leaves nothing under way', async () => {
    stage.demo.start();
    await stage.pass(10_000);
    await stage.demo.stop();
    const before = await stage.total();
    await stage.pass(10_000);
    expect(await stage.total()).toBe(before);
    expect(stage.clock.pending).toBe(0);
  });

  it('does not touch a database that somebody uses', async () => {
    const { id } = await stage.log.createFeed({
      id: 'mine',
      kind: 'custom',
      title: 'Mine',
      tags: [],
      config: {},
      publicDelaySeconds: 0,
      holdSeconds: 0,
    });
    stage.demo.start();
    await stage.pass(5_000);
    expect((await stage.feeds()).map((feed) => feed.id)).toEqual([id]);
  });

  it.each([
    [{ mode: 'off' as const }, 0],
    [{ embedded: false }, 0],
    [{ embedded: false, mode: 'on' as const }, 13],
  ])('with %j there are %i feeds', async (options, count) => {
    stage.demo = stage.demoWith(options);
    stage.demo.start();
    await stage.pass(5_000);
    expect(await stage.feeds()).toHaveLength(count);
  });

  it('rests when it has filled its share of the log', async () => {
    stage.demo = stage.demoWith({ maxEvents: 400 });
    stage.demo.start();
    await stage.pass(3 * MINUTE);
    const before = await stage.total();
    await stage.pass(8 * MINUTE);
    // The match in progress is played to its end; the next does not begin.
    expect(await stage.total()).toBeLessThan(before + 300);
    expect(await stage.match(SECOND_RUN)).toBeUndefined();
  });

  it('survives that its match is archived under its feet', async () => {
    stage.demo.start();
    await stage.pass(30_000);
    await stage.log.archiveFeed(FIRST_RUN);
    await stage.pass(30_000);
    expect((await stage.match(SECOND_RUN))?.seq).toBeGreaterThan(0);
  });
});
