import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ManualClock } from '../platform/clock/manual-clock.js';
import type { Announcement } from './announcement.js';
import type { Vitals } from './node-report.js';
import { Presence, type PeerLink } from './presence.js';

const VITALS: Vitals = {
  connections: { websocket: 3, polling: 2, sse: 1 },
  subscriptions: 9,
  rates: { publishedPerSecond: 1, deliveredPerSecond: 2, relayedPerSecond: 3 },
  lag: { relayMs: { p50: 1.5, p99: 4 } },
  load: { cpu: 0.2, eventLoop: 0.1, memoryBytes: 1000 },
};

/** Carries what a node sends to all others, as JSON, while it is up. */
class Wire {
  up = true;
  readonly sent: Announcement[] = [];
  readonly #listeners = new Map<PeerLink, (payload: unknown) => void>();

  link(): PeerLink {
    const carry = (from: PeerLink, payload: unknown): void => {
      if (this.up) for (const [link, hear] of this.#listeners) if (link !== from) hear(payload);
    };
    const link: PeerLink = {
      reachable: true,
      send: (told) => {
        this.sent.push(told);
        carry(link, JSON.parse(JSON.stringify(told)));
      },
      listen: (listener) => {
        this.#listeners.set(link, listener);
        return () => void this.#listeners.delete(link);
      },
    };
    return link;
  }

  /** As if some node had sent it. */
  inject(payload: unknown): void {
    for (const hear of this.#listeners.values()) hear(payload);
  }
}

class World {
  readonly clock = new ManualClock();
  readonly wire = new Wire();

  node(
    id: string,
    viewers: ReadonlyMap<string, number> = new Map(),
    more: { draining?: () => boolean } = {},
  ) {
    const registry = new Registry();
    const lines: string[] = [];
    const presence = new Presence({
      id,
      version: '1.2.3',
      clock: this.clock,
      registry,
      logger: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
      link: this.wire.link(),
      vitals: () => Promise.resolve(VITALS),
      viewers: () => viewers,
      draining: more.draining ?? (() => false),
    });
    const ignored = async (reason: string): Promise<number> => {
      const metric = await registry.getSingleMetric('touchline_presence_ignored_total')?.get();
      return metric?.values.find(({ labels }) => labels['reason'] === reason)?.value ?? -1;
    };
    return { presence, lines, ignored };
  }

  /** Lets `seconds` pass, with all that happens at each. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function idsOf(presence: Presence): string[] {
  return presence.nodes().map(({ id }) => id);
}

describe('presence', () => {
  it('shows every node to every node within two seconds, and which one answers', async () => {
    const world = new World();
    const [a, b] = [world.node('a'), world.node('b')];
    expect(idsOf(a.presence)).toEqual(['a']);
    await world.pass(2);
    expect(idsOf(a.presence)).toEqual(['a', 'b']);
    expect(a.presence.nodes().map(({ self }) => self)).toEqual([true, false]);
    expect(b.presence.nodes()[0]).toMatchObject({ id: 'a', version: '1.2.3', ...VITALS, self: false });
  });

  it('forgets a node that is silent for five seconds, not before', async () => {
    const world = new World();
    const [a] = [world.node('a'), world.node('b')];
    await world.pass(2);
    world.wire.up = false;
    await world.pass(4);
    expect(idsOf(a.presence)).toEqual(['a', 'b']);
    expect(a.presence.nodes()[1]?.heardMsAgo).toBe(4000);
    await world.pass(1);
    expect(idsOf(a.presence)).toEqual(['a']);
    expect(a.presence.viewersOf('x')).toBe(0);
  });

  it('forgets a node that takes its leave at once', async () => {
    const world = new World();
    const [a, b] = [world.node('a'), world.node('b', new Map([['x', 4]]))];
    await world.pass(2);
    expect(a.presence.viewersOf('x')).toBe(4);
    b.presence.close();
    expect(idsOf(a.presence)).toEqual(['a']);
    expect(a.presence.viewersOf('x')).toBe(0);
  });

  it('tells that a node drains', async () => {
    const world = new World();
    let draining = false;
    const [a, b] = [world.node('a'), world.node('b', new Map(), { draining: () => draining })];
    await world.pass(1);
    draining = true;
    await b.presence.announce();
    expect(a.presence.nodes().map((node) => node.draining)).toEqual([false, true]);
  });

  it('replaces a node that was killed and started again, however late its last words come', async () => {
    const world = new World();
    const a = world.node('a');
    const first = world.node('b', new Map([['x', 4]]));
    await world.pass(1);
    const lastWords = world.wire.sent.find((told) => told.type === 'here' && told.node.id === 'b');
    first.presence.close = () => undefined;
    world.clock.advance(10);
    const second = world.node('b', new Map([['x', 1]]));
    await second.presence.announce();
    world.wire.inject(JSON.parse(JSON.stringify(lastWords)));
    expect(idsOf(a.presence)).toEqual(['a', 'b']);
    expect(a.presence.viewersOf('x')).toBe(1);
  });

  it('says once that another node bears its id', async () => {
    const world = new World();
    const [a, twin] = [world.node('a'), world.node('a')];
    await world.pass(3);
    expect(idsOf(a.presence)).toEqual(['a']);
    expect(a.lines).toHaveLength(1);
    expect(twin.lines[0]).toContain('same NODE_ID');
    expect(await a.ignored('twin')).toBe(3);
  });

  it('ignores and counts what is not an announcement', async () => {
    const world = new World();
    const a = world.node('a');
    for (const payload of [
      undefined,
      null,
      'here',
      {},
      { v: 1, type: 'here', instance: 'i' },
      { v: 2, type: 'gone' },
    ]) {
      world.wire.inject(payload);
    }
    expect(await a.ignored('malformed')).toBe(6);
    expect(idsOf(a.presence)).toEqual(['a']);
  });

  it('keeps a bounded number of nodes', async () => {
    const world = new World();
    const a = world.node('a');
    await world.node('b').presence.announce();
    const [told] = world.wire.sent;
    if (told?.type !== 'here') throw new Error('b announced nothing');
    for (let n = 0; n < 300; n++) world.wire.inject({ ...told, node: { ...told.node, id: `n${n}` } });
    expect(a.presence.nodes()).toHaveLength(257);
    expect(await a.ignored('too_many')).toBe(45);
  });

  it('adds up the viewers of all nodes and lists the most viewed', async () => {
    const world = new World();
    const a = world.node('a', new Map(Object.entries({ x: 1, y: 5 })));
    world.node('b', new Map(Object.entries({ x: 7, z: 2 })));
    await world.pass(2);
    expect([a.presence.viewersOf('x'), a.presence.viewersOf('none')]).toEqual([8, 0]);
    expect(a.presence.mostViewed(2)).toEqual([
      { feed: 'x', viewers: 8 },
      { feed: 'y', viewers: 5 },
    ]);
  });

  it('works alone, and sends nothing while nobody can be reached', async () => {
    const world = new World();
    const link = { reachable: false, send: () => fail('sent'), listen: () => () => undefined };
    const fail = (text: string): never => {
      throw new Error(text);
    };
    for (const given of [undefined, link]) {
      const presence = new Presence({
        id: 'a',
        version: '1',
        clock: world.clock,
        registry: new Registry(),
        logger: pino({ level: 'silent' }),
        link: given,
        vitals: () => Promise.resolve(VITALS),
        viewers: () => new Map([['x', 2]]),
        draining: () => false,
      });
      await world.pass(2);
      expect(presence.nodes()).toMatchObject([{ id: 'a', self: true, relayHealthy: given === undefined }]);
      expect(presence.viewersOf('x')).toBe(2);
      presence.close();
    }
    expect(world.clock.pending).toBe(0);
  });
});
