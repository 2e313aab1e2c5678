import { ManualClock } from '../platform/clock/manual-clock.js';
import type { Turn } from './courier.js';
import type { HeldWebhook, PauseReason } from './held-webhook.js';
import type { Progress } from './progress.js';
import { Runner } from './runner.js';
import { Slots } from './slots.js';

const WEBHOOK: HeldWebhook = {
  id: 'wh',
  token: '1',
  owner: 'key:k',
  url: 'https://example.org/',
  feeds: ['*'],
  types: [],
  secrets: [],
  revision: 1,
  paused: false,
};
const FAILED: Turn = { end: 'failed', retryInMs: 60_000, quietMs: 0, delivered: false };
const IDLE: Turn = { end: 'idle', delivered: true };

/** A runner whose turns a test ends. */
class World {
  readonly clock = new ManualClock();
  readonly started: string[] = [];
  readonly paused: PauseReason[] = [];
  readonly faults: unknown[] = [];
  stops = 0;
  readonly runner: Runner;
  readonly #open = new Map<string, { resolve: (turn: Turn) => void; reject: (error: Error) => void }>();

  constructor(feeds: readonly string[], parallel = 3) {
    const turn = ({ feed }: Progress): Promise<Turn> => {
      this.started.push(feed);
      return new Promise((resolve, reject) => this.#open.set(feed, { resolve, reject }));
    };
    this.runner = new Runner(
      WEBHOOK,
      {
        clock: this.clock,
        courier: { turn, stop: () => void this.stops++, abort: () => undefined },
        slots: { sound: new Slots(64), failing: new Slots(16) },
        parallel,
        random: () => 0.5,
        forget: () => undefined,
      },
      {
        onPause: (reason) => void this.paused.push(reason),
        onLost: () => undefined,
        onFault: (error) => void this.faults.push(error),
      },
    );
    const cursor = { epoch: 'e', seq: 0, attempts: 0, dueInMs: 0, failingMs: 0 };
    this.runner.begin(feeds.map((feed) => ({ ...cursor, feed })));
  }

  async wake(...feeds: readonly string[]): Promise<void> {
    for (const feed of feeds) this.runner.wake(feed);
    await settled();
  }

  async end(feed: string, turn: Turn | Error): Promise<void> {
    const open = this.#open.get(feed);
    if (turn instanceof Error) open?.reject(turn);
    else open?.resolve(turn);
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the runner of a webhook', () => {
  it('delivers some feeds at a time, the others in the order in which they were ready', async () => {
    const world = new World(['a', 'b', 'c', 'd', 'e']);
    await world.wake('a', 'b', 'c', 'd', 'e');
    expect(world.started).toEqual(['a', 'b', 'c']);
    await world.end('b', { end: 'more', delivered: true });
    expect(world.started).toEqual(['a', 'b', 'c', 'd']);
    await world.end('a', IDLE);
    await world.end('c', IDLE);
    // b, which had its page, comes behind e.
    expect(world.started).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
  });

  it('never has two turns of one feed, and looks again behind one during which it was woken', async () => {
    const world = new World(['a']);
    await world.wake('a', 'a', 'a');
    expect(world.started).toEqual(['a']);
    await world.wake('a');
    await world.end('a', IDLE);
    expect(world.started).toEqual(['a', 'a']);
    await world.end('a', IDLE);
    expect(world.started).toEqual(['a', 'a']);
  });

  it('lets one feed at a time try a receiver that fails, and none before its time', async () => {
    const world = new World(['a', 'b', 'c'], 2);
    await world.wake('a', 'b', 'c');
    await world.end('a', FAILED);
    expect(world.started).toEqual(['a', 'b']);
    await world.end('b', FAILED);
    expect(world.started).toEqual(['a', 'b', 'c']);
    await world.end('c', FAILED);
    await world.wake('a', 'b', 'c');
    world.clock.advance(59_000);
    await settled();
    expect(world.started).toHaveLength(3);
    world.clock.advance(1_000);
    await settled();
    expect(world.started).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not let feeds wait for the end of their back-off when the receiver is back', async () => {
    const world = new World(['a', 'b', 'c', 'd'], 4);
    await world.wake('a', 'b', 'c');
    for (const feed of ['a', 'b', 'c']) await world.end(feed, FAILED);
    await world.wake('d');
    await world.end('d', IDLE);
    world.clock.advance(5_000);
    await settled();
    expect(world.started.slice(4).sort()).toEqual(['a', 'b', 'c']);
  });

  it('leaves a message that alone is refused to its back-off while others are delivered', async () => {
    const world = new World(['a', 'b']);
    await world.wake('a');
    await world.end('a', FAILED);
    await world.wake('b');
    await world.end('b', IDLE);
    world.clock.advance(30_000);
    await settled();
    expect(world.started).toEqual(['a', 'b']);
  });

  it('leaves a receiver that asks for it alone', async () => {
    const world = new World(['a', 'b'], 1);
    await world.wake('a', 'b');
    await world.end('a', { ...FAILED, quietMs: 10_000 });
    expect(world.started).toEqual(['a']);
    world.clock.advance(10_000);
    await settled();
    expect(world.started).toEqual(['a', 'b']);
  });

  it('tries a feed again behind a fault of its own', async () => {
    const world = new World(['a']);
    await world.wake('a');
    await world.end('a', new Error('no database'));
    expect(world.faults).toHaveLength(1);
    world.clock.advance(2_000);
    await settled();
    expect(world.started).toEqual(['a', 'a']);
  });

  it('goes on with what waited for the lease when it is renewed', async () => {
    const world = new World(['a']);
    await world.wake('a');
    await world.end('a', { end: 'stale', delivered: false });
    expect(world.started).toEqual(['a']);
    world.runner.pump();
    await settled();
    expect(world.started).toEqual(['a', 'a']);
  });

  it('starts nothing behind a pause or a stop, and is done when what was under way is', async () => {
    const world = new World(['a', 'b', 'c'], 2);
    await world.wake('a', 'b', 'c');
    await world.end('a', { end: 'pause', reason: 'gone', detail: '', delivered: false });
    let stopped = false;
    const stopping = world.runner.stop().then(() => (stopped = true));
    await settled();
    expect([world.paused, world.started, stopped, world.stops]).toEqual([['gone'], ['a', 'b'], false, 1]);
    await world.end('b', { ...FAILED });
    await stopping;
    world.clock.advance(3_600_000);
    await world.wake('a', 'b', 'c');
    expect(world.started).toEqual(['a', 'b']);
    expect(world.clock.pending).toBe(0);
  });

  it('forgets an archived feed behind its last event, and does not take it for a new one', async () => {
    const world = new World(['a']);
    const head = {
      feed: 'a',
      delaySeconds: 0,
      epoch: 'e',
      revision: 1,
      seq: 0,
      archivedAt: '2026-01-01T00:00:00.000Z',
    };
    world.runner.saw({ ...head, seq: 1 });
    await settled();
    expect([world.started, world.runner.size]).toEqual([['a'], 1]);
    await world.end('a', IDLE);
    world.runner.saw(head);
    expect([world.runner.size, world.runner.missing(['a', 'b'])]).toEqual([0, ['b']]);
  });
});
