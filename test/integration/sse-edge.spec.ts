import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EventSource } from 'eventsource';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { describeWith } from '../support/requirements.js';
import { StreamApp } from '../support/stream-app.js';
import { StreamHolder } from '../support/stream-holder.js';
import { TestEdge, type EdgeKind } from '../support/test-edge.js';
import { waitFor } from '../support/wait-for.js';

const run = promisify(execFile);

/** The EventSource of browsers, with what it holds. */
class Browser {
  readonly holder = new StreamHolder();
  readonly faults: unknown[] = [];
  readonly source: EventSource;

  constructor(url: string) {
    this.source = new EventSource(url);
    for (const name of ['feed.snapshot', 'feed.events', 'feed.state']) {
      this.source.addEventListener(name, ({ data }: MessageEvent) => {
        try {
          this.holder.take(name, JSON.parse(data as string));
        } catch (error) {
          this.faults.push(error);
        }
      });
    }
    this.source.addEventListener('error', (event) => {
      if (this.source.readyState === EventSource.CLOSED)
        this.faults.push(`gave up: ${event.message ?? event.code}`);
    });
  }

  holds(seq: number): boolean {
    return this.faults.length > 0 || [...this.holder.seqs.values()].every((held) => held === seq);
  }
}

describe.each<EdgeKind>(['nginx', 'haproxy'])('event streams through %s', (kind) => {
  describeWith([kind], 'in front of three nodes', () => {
    const log = new MemoryEventLog({ clock: new SystemClock() });
    const relay = new MemoryRelay();
    log.onCommitted((message) => relay.publish(message));
    let nodes: StreamApp[];
    let edge: TestEdge;

    beforeEach(async () => {
      nodes = await Promise.all(
        [1, 2, 3].map(() => StreamApp.start({ log, relay, streams: { retryMs: 100 } })),
      );
      edge = await TestEdge.start(kind, {
        nodes: nodes.map(({ port }, index) => ({ id: `n${index + 1}`, address: `127.0.0.1:${port}` })),
      });
    });
    afterEach(async () => {
      await edge[Symbol.asyncDispose]();
      for (const node of nodes) await node[Symbol.asyncDispose]();
    });

    it('reach browsers and curl at once, and go on without a gap while one node drains and another dies', async () => {
      const [first, second, third] = nodes as [StreamApp, StreamApp, StreamApp];
      for (const feed of ['a', 'b']) await third.feed(feed);
      const url = `${edge.url}/api/v1`;
      const browsers = Array.from(
        { length: 12 },
        (_, n) => new Browser(n % 2 ? `${url}/feeds/a/stream` : `${url}/stream?feeds=a,b`),
      );
      await waitFor(() => browsers.every(({ holder }, n) => holder.snapshots === (n % 2 ? 1 : 2)));
      expect(first.streams.size).toBeGreaterThan(0);
      expect(second.streams.size).toBeGreaterThan(0);
      const curled = run('curl', ['-sN', '--max-time', '5', `${url}/feeds/a/stream`]).catch(
        (error: { stdout: string }) => error,
      );
      let published = 0;
      const publish = async (): Promise<void> => {
        published++;
        for (const feed of ['a', 'b']) await third.publish(feed, { n: published });
      };
      const until = async (condition: () => boolean): Promise<void> => {
        await waitFor(async () => (await publish(), condition()), {
          timeoutMs: 20_000,
          message: () =>
            `the streams to move; ${JSON.stringify(browsers.flatMap(({ faults }) => faults))}\n${edge.log}`,
        });
      };
      await until(() => published > 3);
      let left = false;
      const drained = first.streams.drain(1500).then(() => (left = true));
      await until(() => left);
      await drained;
      await first.adapter.fastify.close();
      // The edge knows that the first is gone: two at once are more than its three tries are meant for.
      if (kind === 'haproxy') await until(() => edge.log.includes('Server openings/n1 is DOWN'));
      second.adapter.fastify.server.close();
      second.adapter.fastify.server.closeAllConnections();
      await until(() => third.streams.size >= browsers.length);
      await waitFor(() => browsers.every((browser) => browser.holds(published)), { timeoutMs: 20_000 });
      expect(browsers.flatMap(({ faults }) => faults)).toEqual([]);
      expect(browsers.map(({ holder }) => holder.snapshots)).toEqual(browsers.map((_, n) => (n % 2 ? 1 : 2)));
      expect((await curled).stdout).toMatch(/^: touchline\nretry: \d+\n\nid: \S+\nevent: feed.snapshot\n/);
      for (const { source } of browsers) source.close();
      // HAProxy notices only at the next write that a client left.
      await until(() => third.streams.size === 0);
    });
  });
});
