import type { RelayMessage } from '../../src/core/protocol/relay-message.js';
import type { Relay } from '../../src/relay/relay.js';

export interface RelayNodes {
  /** Two nodes that share a relay; one and the same object where there is only one node. */
  readonly here: Relay;
  readonly there: Relay;
  close(): Promise<void>;
}

function eventsOf(feed: string, ...seqs: readonly number[]): RelayMessage {
  const at = '2026-01-01T00:00:00.000Z';
  const events = seqs.map((seq) => ({ feed, seq, type: 'tick', data: { seq }, at, occurredAt: at }));
  return { type: 'events', feed, epoch: 'one', events };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition never came true');
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** What every relay owes its users; run on each implementation. */
export function relayContract(name: string, start: () => Promise<RelayNodes>): void {
  describe(`${name} as a relay`, () => {
    let nodes: RelayNodes;
    beforeEach(async () => {
      nodes = await start();
    });
    afterEach(() => nodes.close());

    it('brings a message to every node, the sender included, unchanged', async () => {
      const heard = { here: [] as RelayMessage[], there: [] as RelayMessage[] };
      nodes.here.listen((message) => heard.here.push(message));
      nodes.there.listen((message) => heard.there.push(message));
      const sent: RelayMessage[] = [
        eventsOf('a', 1, 2),
        { type: 'feed', feed: 'a', revision: 3, tags: ['x'] },
        { type: 'heartbeat', feed: 'a', at: '2026-01-01T00:00:00.000Z' },
      ];
      for (const message of sent) nodes.here.publish(message);
      await until(() => heard.here.length === 3 && heard.there.length === 3);
      expect(heard.here).toEqual(sent);
      expect(heard.there).toEqual(sent);
    });

    it('serves every listener of a node', async () => {
      const heard: string[] = [];
      nodes.here.listen(() => heard.push('first'));
      nodes.here.listen(() => heard.push('second'));
      nodes.here.publish(eventsOf('a', 1));
      await until(() => heard.length === 2);
      expect([...heard].sort()).toEqual(['first', 'second']);
    });

    it('tells a listener that left nothing more', async () => {
      const left: RelayMessage[] = [];
      const stayed: RelayMessage[] = [];
      const leave = nodes.there.listen((message) => left.push(message));
      nodes.there.listen((message) => stayed.push(message));
      leave();
      leave();
      nodes.here.publish(eventsOf('a', 1));
      await until(() => stayed.length === 1);
      expect(left).toEqual([]);
    });

    it('carries text beyond ASCII and long messages', async () => {
      const heard: RelayMessage[] = [];
      nodes.there.listen((message) => heard.push(message));
      const at = '2026-01-01T00:00:00.000Z';
      const data = { text: 'Müller 7′ 🥅 '.repeat(5000) };
      const message: RelayMessage = {
        type: 'events',
        feed: 'a',
        epoch: 'one',
        events: [{ feed: 'a', seq: 1, type: 'comment', data, patch: {}, at, occurredAt: at }],
      };
      nodes.here.publish(message);
      await until(() => heard.length === 1);
      expect(heard[0]).toEqual(message);
    });

    it('says that it is healthy while it is', () => {
      expect(nodes.here.healthy).toBe(true);
    });

    it('drops what is published after it was closed, without a throw', async () => {
      const heard: RelayMessage[] = [];
      nodes.here.listen((message) => heard.push(message));
      await nodes.here.close();
      expect(() => nodes.here.publish(eventsOf('a', 1))).not.toThrow();
      expect(heard).toEqual([]);
    });
  });
}
